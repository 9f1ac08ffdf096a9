"""JPEG files, segment by segment (ITU-T T.81, annex B)."""

import re
from collections.abc import Iterator

from plugins.uploads.malformed import MalformedFileError

START, END = b"\xff\xd8", b"\xff\xd9"
END_OF_IMAGE, START_OF_SCAN, APP0, APP15, COMMENT = 0xD9, 0xDA, 0xE0, 0xEF, 0xFE
# What follows a scan: a marker that neither stands for the byte FF nor restarts the scan.
AFTER_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")

# Application segments without which the colours would be others. All else that applications
# write is about the picture: EXIF and XMP (APP1), IPTC (APP13), previews and further pictures.
NEEDED = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
# A JFIF segment with its version and density, without the small picture that may follow.
JFIF_SIZE = 16


def without_metadata(data: bytes) -> bytes:
    """Return the JPEG file `data` with the same pixels, and nothing but what they need.

    Raises MalformedFileError where it cannot be told apart.
    """
    kept = [bare(marker, segment) for marker, segment in segments(data)]
    return START + b"".join(kept) + END


def bare(marker: int, segment: bytes) -> bytes:
    """Return what is kept of a segment, an empty string where nothing is."""
    if marker == APP0 and segment[4:].startswith(NEEDED[APP0]):
        return b"\xff\xe0" + JFIF_SIZE.to_bytes(2) + segment[4:JFIF_SIZE] + b"\0\0"
    if APP0 <= marker <= APP15 or marker == COMMENT:
        needed = NEEDED.get(marker)
        return segment if needed and segment[4:].startswith(needed) else b""
    return segment


def segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each segment with its marker, a scan's with the scan, up to the end of the image."""
    if not data.startswith(START):
        raise MalformedFileError("A JPEG file begins with FF D8.")
    position = len(START)
    while position < len(data):
        position = skip_filling(data, position)
        marker = data[position + 1]
        if marker == END_OF_IMAGE:
            return
        end = end_of_segment(data, position)
        yield marker, data[position:end]
        position = end


def skip_filling(data: bytes, position: int) -> int:
    """Return where the marker at `position` begins: any number of bytes FF may precede it."""
    while data[position : position + 2] == b"\xff\xff":
        position += 1
    if data[position : position + 1] != b"\xff" or position + 1 >= len(data):
        raise MalformedFileError("No marker where a JPEG file needs one.")
    return position


def end_of_segment(data: bytes, position: int) -> int:
    """Return where the segment at `position` ends, and the scan that follows if it begins one."""
    length = int.from_bytes(data[position + 2 : position + 4])
    end = position + 2 + length
    if length < 2 or end > len(data):
        raise MalformedFileError("A segment of a JPEG file has an impossible length.")
    if data[position + 1] != START_OF_SCAN:
        return end
    following = AFTER_SCAN.search(data, end)
    return following.start() if following else len(data)
