"""What a folder of an index holds at one commit: which table of contents, and how many bytes.

The pointer keeps this for each folder. So readers see all folders as they were at the same commit,
and notice a folder, or a part of a file, that is missing.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from whoosh.index import TOC

from .segments import INDEX_NAME, read_table, storage

# Whoosh's own lock is one of these, but never holds documents.
_LOCK = f"{INDEX_NAME}_WRITELOCK"


class Contents(NamedTuple):
    """The state of one folder."""

    #: The number in the name of the table of contents.
    table: int
    #: Bytes of that table and of the segments that it lists.
    size: int


def latest_table(folder: Path) -> int:
    """Return the number of the last table of contents in a folder; negative where it has none."""
    return TOC._latest_generation(storage(folder), INDEX_NAME)


def contents_of(
    folders: list[Path], known: Mapping[str, Contents] | None = None
) -> dict[str, Contents]:
    """Return what folders hold by their last commits; what is known already is not read again."""
    found: dict[str, Contents] = {}
    for folder in folders:
        number = latest_table(folder)
        before = (known or {}).get(folder.name)
        if before and before.table == number:
            found[folder.name] = before
        elif number >= 0:
            found[folder.name] = Contents(number, size_of(folder, read_table(folder, number)))
    return found


def size_of(folder: Path, table: TOC) -> int:
    """Return how many bytes a table of contents and its segments have."""
    return sum(file.stat().st_size for file in _files(folder, table, listed=True))


def remove_outdated(folder: Path, number: int) -> None:
    """Remove what a table of contents does not list: older ones, and what killed writers left."""
    for file in _files(folder, read_table(folder, number), listed=False):
        file.unlink(missing_ok=True)


def _files(folder: Path, table: TOC, *, listed: bool) -> Iterator[Path]:
    names = {f"_{INDEX_NAME}_{table.generation}"}
    names.update(segment.segment_id() for segment in table.segments)
    for file in folder.iterdir():
        # Whoosh also makes a folder there, which it does not use.
        if file.is_file() and file.name != _LOCK and (_stem(file) in names) == listed:
            yield file


def _stem(file: Path) -> str:
    """Return the part of a file's name that all files of a segment share; none of drafts."""
    stem, *endings = file.name.split(".")
    return "" if stem.startswith("_") and endings != ["toc"] else stem
