"""PNG files, chunk by chunk (W3C, Portable Network Graphics, third edition)."""

from collections.abc import Iterator

from plugins.uploads.malformed import MalformedFileError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = b"IEND"
# A chunk: four bytes of length, four of type, the data, and four of checksum.
AROUND_DATA = 12

# Beside the critical chunks: transparency, colours, size of a pixel, and the frames of animations.
NEEDED = {
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD",
    b"pHYS", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip


def without_metadata(data: bytes) -> bytes:
    """Return the PNG file `data` with the same pixels and frames, without texts, EXIF and dates.

    Raises MalformedFileError where it cannot be told apart.
    """
    kept = [chunk for kind, chunk in chunks(data) if is_critical(kind) or kind in NEEDED]
    return SIGNATURE + b"".join(kept)


def is_critical(kind: bytes) -> bool:
    """Tell whether a picture cannot be shown without chunks of this type."""
    return kind[:1].isupper()


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each chunk with its type, up to the one that ends the picture."""
    if not data.startswith(SIGNATURE):
        raise MalformedFileError("A PNG file begins with its signature.")
    position, kind = len(SIGNATURE), b""
    while kind != END:
        kind = data[position + 4 : position + 8]
        end = position + AROUND_DATA + int.from_bytes(data[position : position + 4])
        if len(kind) < 4 or end > len(data):
            raise MalformedFileError("A PNG file ends before its last chunk.")
        yield kind, data[position:end]
        position = end
