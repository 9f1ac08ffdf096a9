"""Writing to a generation: many documents in one commit for each folder that is touched."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
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


class GenerationWriter:
    """Makes the folders of one generation match what is wanted of some keys."""

    def __init__(self, generation: Path) -> None:
        self._generation = generation

    def apply(self, changes: Changes) -> bool:
        """Write the changes, one commit for each folder; return whether anything was written."""
        written = False
        for folder, wanted in self._by_folder(changes).items():
            written |= self._apply(folder, changes, wanted)
        return written

    def _by_folder(self, changes: Changes) -> dict[Path, dict[str, Document]]:
        wanted: dict[Path, dict[str, Document]] = {
            folder: {} for folder in routed_folders(self._generation)
        }
        for key, document in changes.items():
            for folder in folders_of(document, self._generation) if document else ():
                wanted.setdefault(folder, {})[key_term(key)] = document
        return wanted

    def _apply(self, folder: Path, changes: Changes, wanted: dict[str, Document]) -> bool:
        index = open_or_create(folder)
        segments = open_segments(folder)
        try:
            outdated = Outdated(segments, map(key_term, changes), wanted)
        finally:
            close_segments(segments)
        if not (outdated.numbers or outdated.missing):
            return False
        with committing(index) as writer:
            for number in outdated.numbers:
                writer.delete_document(number)
            for key in outdated.missing:
                writer.write(wanted[key])
        return True


class Outdated:
    """What a folder holds of some keys and should not, and what it lacks."""

    def __init__(
        self, segments: list[Segment], keys: Iterable[str], wanted: Mapping[str, Document]
    ) -> None:
        self.numbers: list[int] = []
        self.missing: list[str] = []
        for key in keys:
            self._compare(segments, key, wanted.get(key))

    def _compare(self, segments: list[Segment], key: str, document: Document | None) -> None:
        digest = document.digest if document else None
        current, base = False, 0
        for segment in segments:
            for number in segment.postings(schema.KEY, key).documents:
                if number in segment.deleted:
                    continue
                if digest == segment.columns.digests[number] and not current:
                    current = True
                else:
                    self.numbers.append(base + number)
            base += segment.count
        if document and not current:
            self.missing.append(key)


def folders_of(document: Document, generation: Path) -> list[Path]:
    """Return the folders that a document belongs into."""
    names = [folder_name(route) for route in document.routes] or [UNROUTED]
    return [generation / name for name in dict.fromkeys(names)]


def open_or_create(folder: Path) -> FileIndex:
    """Return the Whoosh index in a folder, an empty one where there is none."""
    if any(folder.glob(f"_{INDEX_NAME}_*.toc")):
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
    """Close the files and free the lock of a writer, also of one that failed half-way."""
    # On a full disk, closing fails too; the lock has to be freed all the same.
    with suppress(Exception):
        writer.cancel()
    if writer.writelock and writer.writelock.fd is not None:
        writer.writelock.release()
