"""GIF files, block by block (CompuServe, GIF89a)."""

from collections.abc import Iterator

from plugins.uploads.malformed import MalformedFileError

HEADER = 13
EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
CONTROL, APPLICATION = 0xF9, 0xFF
# How often an animation runs, and its colours. XMP and all else that applications write goes.
NEEDED = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")


def without_metadata(data: bytes) -> bytes:
    """Return the GIF file `data` with the same pixels and frames, without comments and the like.

    Raises MalformedFileError where it cannot be told apart.
    """
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < HEADER:
        raise MalformedFileError("A GIF file begins with its version.")
    start = HEADER + table_size(data[10])
    kept = b"".join(block for block in blocks(data, start) if is_needed(block))
    return data[:start] + kept + bytes([TRAILER])


def is_needed(block: bytes) -> bool:
    """Tell whether a block is a frame, or says how frames are shown."""
    if block[0] == IMAGE or block[1] == CONTROL:
        return True
    return block[1] == APPLICATION and block[3:14] in NEEDED


def blocks(data: bytes, position: int) -> Iterator[bytes]:
    """Yield each block from `position` on, up to the trailer."""
    while data[position : position + 1] != bytes([TRAILER]):
        end = end_of_block(data, position)
        yield data[position:end]
        position = end


def end_of_block(data: bytes, position: int) -> int:
    """Return where the block at `position` ends."""
    kind = data[position : position + 1]
    if kind == bytes([EXTENSION]):
        return end_of_parts(data, position + 2)
    if kind == bytes([IMAGE]) and position + 9 < len(data):
        # Its place, its own colours if it has any, and the size of its codes.
        return end_of_parts(data, position + 10 + table_size(data[position + 9]) + 1)
    raise MalformedFileError("No block where a GIF file needs one.")


def end_of_parts(data: bytes, position: int) -> int:
    """Return where a row of parts ends: each begins with its length, the last has length 0."""
    while position < len(data):
        length = data[position]
        position += 1 + length
        if length == 0:
            return position
    raise MalformedFileError("A GIF file ends within a block.")


def table_size(flags: int) -> int:
    """Return how many bytes a table of colours has, none without its flag."""
    return 3 * 2 ** ((flags & 0b111) + 1) if flags & 0b10000000 else 0
