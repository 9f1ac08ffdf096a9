"""The names in a zip file, from its directory: nothing is unpacked, however small a bomb it is."""

import struct
from collections.abc import Iterator

from django.core.files.base import File

from plugins.uploads.malformed import MalformedFileError

BEGINNING = b"PK\3\4"
ENTRY = b"PK\1\2"
END = b"PK\5\6"
# Bytes before the name of the first file in it.
HEADER_LENGTH = 30
# Bytes of an entry before its name; of the end before its comment, and with the longest comment.
ENTRY_LENGTH = 46
END_LENGTH = 22
LONGEST_END = END_LENGTH + 0xFFFF
# Bytes. The directory of a presentation with a thousand pictures has a tenth of this.
LONGEST_DIRECTORY = 2 * 1024 * 1024


def names_in(file: File) -> Iterator[str]:
    """Yield the names in the zip file, with slashes; MalformedFileError where it is none.

    What stands before a zip file, a program that unpacks it say, makes it something else.
    """
    directory, position = directory_of(file), 0
    while position < len(directory):
        entry = directory[position : position + ENTRY_LENGTH]
        if len(entry) < ENTRY_LENGTH or not entry.startswith(ENTRY):
            raise MalformedFileError("The directory of a zip file holds something else.")
        name, extra, comment = struct.unpack("<HHH", entry[28:34])
        begin = position + ENTRY_LENGTH
        yield directory[begin : begin + name].decode("utf-8", "replace").replace("\\", "/")
        position = begin + name + extra + comment


def directory_of(file: File) -> bytes:
    """Return the directory of the zip file; MalformedFileError where it has none, or a huge one."""
    file.seek(0)
    if file.read(len(BEGINNING)) != BEGINNING:
        raise MalformedFileError("A zip file begins with PK.")
    size = file.seek(0, 2)
    file.seek(max(0, size - LONGEST_END))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_LENGTH:
        raise MalformedFileError("A zip file ends with its directory.")
    length, start = struct.unpack("<II", tail[at + 12 : at + 20])
    if length > LONGEST_DIRECTORY or start + length > size:
        raise MalformedFileError("The directory of a zip file is too long.")
    file.seek(start)
    return file.read(length)
