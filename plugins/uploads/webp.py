"""WebP files, chunk by chunk (RFC 9649)."""

from collections.abc import Iterator

from plugins.uploads.malformed import MalformedFileError

HEADER = 12
NEEDED = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
# The bits of a VP8X chunk that announce EXIF and XMP.
EXIF, XMP = 0b1000, 0b100


def without_metadata(data: bytes) -> bytes:
    """Return the WebP file `data` with the same pixels and frames, without EXIF, XMP and others.

    Raises MalformedFileError where it cannot be told apart.
    """
    kept = b"".join(bare(kind, chunk) for kind, chunk in chunks(data) if kind in NEEDED)
    return b"RIFF" + (4 + len(kept)).to_bytes(4, "little") + b"WEBP" + kept


def bare(kind: bytes, chunk: bytes) -> bytes:
    """Return a chunk that announces no metadata."""
    if kind != b"VP8X":
        return chunk
    return chunk[:8] + bytes([chunk[8] & ~(EXIF | XMP)]) + chunk[9:]


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each chunk with its type; what follows the size that the file names is left out."""
    if data[:4] != b"RIFF" or data[8:HEADER] != b"WEBP":
        raise MalformedFileError("A WebP file begins with RIFF and WEBP.")
    file_end = 8 + int.from_bytes(data[4:8], "little")
    position = HEADER
    while position < file_end:
        length = int.from_bytes(data[position + 4 : position + 8], "little")
        # Chunks begin at even places.
        end = position + 8 + length + length % 2
        if length == 0 or end > len(data):
            raise MalformedFileError("A WebP file ends before its last chunk.")
        yield data[position : position + 4], data[position:end]
        position = end
