"""Writing to a generation: many documents in one commit for each folder that is touched."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from whoosh.index import FileIndex

from . import schema
from .documents import Document, Key
from .folder_writer import FolderWriter, key_term, merge_small
from .generations import UNROUTED, folder_name, routed_folders
from .segments import INDEX_NAME, Segment, close_segments, open_segments, storage

#: What is to become of each key: this document, or none.
Changes: TypeAlias = Mapping[Key, Document | None]


@dataclass
class Difference:
    """What a folder holds and should not, and what it lacks."""

    outdated: list[int] = field(default_factory=list)
    missing: list[Document] = field(default_factory=list)
    keys: set[Key] = field(default_factory=set)


class GenerationWriter:
    """Makes the folders of one generation match what is wanted of some keys."""

    def __init__(self, generation: Path) -> None:
        self._generation = generation

    def differences(self, changes: Changes) -> dict[Path, Difference]:
        """Return what has to be written, for each folder that is not as it should be."""
        compared = {folder: compare(folder, wanted) for folder, wanted in self._by_folder(changes)}
        return {folder: difference for folder, difference in compared.items() if difference.keys}

    def write(self, differences: Mapping[Path, Difference]) -> None:
        """Write the differences, one commit for each folder; the caller holds the lock."""
        for folder, difference in differences.items():
            _write(folder, difference)

    def _by_folder(self, changes: Changes) -> Iterator[tuple[Path, dict[Key, Document | None]]]:
        """Yield each folder and what it is to hold of the keys: any folder may hold them now."""
        routed = {
            key: set(folders_of(document, self._generation)) if document else set[Path]()
            for key, document in changes.items()
        }
        folders = set(routed_folders(self._generation)).union(*routed.values())
        for folder in sorted(folders):
            yield (
                folder,
                {key: changes[key] if folder in routed[key] else None for key in changes},
            )


def compare(folder: Path, wanted: Changes) -> Difference:
    """Return in what a folder differs from what is wanted of it."""
    difference = Difference()
    segments = open_segments(folder) if is_index(folder) else []
    try:
        for key, document in wanted.items():
            _compare(segments, key, document, difference)
    finally:
        close_segments(segments)
    return difference


def _compare(
    segments: list[Segment], key: Key, document: Document | None, difference: Difference
) -> None:
    found = False
    for number, digest in _held(segments, key):
        if document and digest == document.digest and not found:
            found = True
        else:
            difference.outdated.append(number)
            difference.keys.add(key)
    if document and not found:
        difference.missing.append(document)
        difference.keys.add(key)


def _held(segments: list[Segment], key: Key) -> Iterator[tuple[int, bytes]]:
    """Yield the documents with a key: their numbers, counted through all segments, and digests."""
    base = 0
    for segment in segments:
        for number in segment.postings(schema.KEY, key_term(key)).documents:
            if number not in segment.deleted:
                yield base + number, segment.columns.digests[number]
        base += segment.count


def _write(folder: Path, difference: Difference) -> None:
    with committing(open_or_create(folder)) as writer:
        for number in difference.outdated:
            writer.delete_document(number)
        for document in difference.missing:
            writer.write(document)


def folders_of(document: Document, generation: Path) -> list[Path]:
    """Return the folders that a document belongs into."""
    names = [folder_name(route) for route in document.routes] or [UNROUTED]
    return [generation / name for name in dict.fromkeys(names)]


class DamagedFolderError(Exception):
    """A folder has files of an index, but no table of contents."""


def is_index(folder: Path) -> bool:
    """Tell whether a folder holds a Whoosh index; raises DamagedFolderError if a part of one.

    An empty index must never take the place of one that has lost its table of contents. But where
    there is no segment either, nothing is lost: whoever made the folder was killed at once.
    """
    if any(folder.glob(f"_{INDEX_NAME}_*.toc")):
        return True
    if any(folder.glob(f"{INDEX_NAME}_*.*")):
        raise DamagedFolderError(f"{folder} has no table of contents.")
    return False


def open_or_create(folder: Path) -> FileIndex:
    """Return the Whoosh index in a folder, an empty one where there is none."""
    if is_index(folder):
        return FileIndex(storage(folder), schema=schema.schema())
    folder.mkdir(exist_ok=True)
    return FileIndex.create(storage(folder), schema.schema())


@contextmanager
def committing(index: FileIndex) -> Iterator[FolderWriter]:
    """Commit what the block writes, or leave the folder as it was; its lock is free after both."""
    writer = FolderWriter(index)
    try:
        yield writer
        writer.commit(mergetype=merge_small)
    except BaseException:
        abandon(writer)
        raise


def abandon(writer: FolderWriter) -> None:
    """Close the files and free the lock of a writer, also of one that failed half-way.

    On a full disk, what it has written goes first: each further try would fill more of it.
    """
    # On a full disk, closing fails too; the lock has to be freed all the same.
    with suppress(Exception):
        writer.cancel()
    if writer.writelock and writer.writelock.fd is not None:
        writer.writelock.release()
    with suppress(OSError):
        writer.remove_unlisted()
