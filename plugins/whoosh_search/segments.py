"""Reading an index folder: a thin adapter over Whoosh 2.7.4's codec.

A folder holds segments that never change, but for the list of their deleted documents. What is
read of a segment as a whole is kept for all threads; the open files are for one thread at a time.
"""

from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from django.utils.functional import cached_property
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from . import schema
from .postings import PostingList

INDEX_NAME = "MAIN"

_SCHEMA = schema.schema()


class Columns:
    """What is known of every document of one segment, loaded once and shared by all threads."""

    def __init__(self, folder: Path, segment: Any) -> None:
        self._storage = storage(folder)
        self._segment = segment
        self._universes: dict[str, frozenset[int]] = {}

    @cached_property
    def primary_keys(self) -> list[str]:
        return [value.decode() for value in self._column(schema.PRIMARY_KEY)]

    @cached_property
    def digests(self) -> list[bytes]:
        return list(self._column(schema.DIGEST))

    def lengths(self, field: str) -> bytes:
        """Return the documents' lengths in a field, each as Whoosh's one-byte approximation."""
        try:
            return self._lengths[field]
        except KeyError:
            return self._lengths.setdefault(field, self._read_lengths(field))

    def universe(self, model: str, segment: "Segment") -> frozenset[int]:
        """Return the numbers of the documents that searches for a model find, deleted or not."""
        if model not in self._universes:
            postings = segment.postings(schema.MODEL, model)
            self._universes[model] = frozenset(postings.documents)
        return self._universes[model]

    @cached_property
    def _lengths(self) -> dict[str, bytes]:
        return {}

    def _column(self, name: str) -> Any:
        reader = self._segment.codec().per_document_reader(self._storage, self._segment)
        try:
            column = _SCHEMA[name].column_type
            return list(reader.column_reader(name, column))
        finally:
            reader.close()

    def _read_lengths(self, field: str) -> bytes:
        name = W3Codec.column_filename(self._segment, f"_{field}_len")
        count = self._segment.doc_count_all()
        if not self._storage.file_exists(name):
            return bytes(count)
        return Path(self._storage.folder, name).read_bytes().ljust(count, b"\0")


_columns: WeakValueDictionary[tuple[Path, str], Columns] = WeakValueDictionary()
_columns_lock = Lock()


def columns_of(folder: Path, segment: Any) -> Columns:
    """Return the columns of a segment, those already loaded where somebody still uses them."""
    key = (folder, segment.segment_id())
    with _columns_lock:
        columns = _columns.get(key)
        if columns is None:
            columns = _columns[key] = Columns(folder, segment)
        return columns


class Segment:
    """One segment with its files open, for one thread at a time."""

    def __init__(self, folder: Path, segment: Any) -> None:
        self._segment = segment
        self._terms = segment.codec().terms_reader(storage(folder), segment)
        self.columns = columns_of(folder, segment)
        self.deleted = frozenset(segment.deleted_docs())
        self._live: dict[str, frozenset[int]] = {}

    @property
    def count(self) -> int:
        """How many documents the segment holds, the deleted ones included."""
        return self._segment.doc_count_all()

    def total_length(self, field: str) -> int:
        """Return how many words all its documents have in a field."""
        return self._segment._fieldlengths.get(field, 0)

    def document_frequency(self, field: str, term: str) -> int:
        """Return how many documents hold the term, the deleted ones included."""
        return self._terms.frequency_of(field, term)

    def postings(self, field: str, term: str, *, places: bool = False) -> PostingList:
        """Return the documents that hold the term; with ``places``, also where."""
        return self._terms.postings(field, term, places=places)

    def all_postings(self) -> Iterator[tuple[str, str, PostingList]]:
        """Yield the field, the term and the postings of all that the segment holds."""
        return self._terms.all_postings()

    def live(self, model: str) -> frozenset[int]:
        """Return the numbers of the documents that a search for the model may find."""
        if model not in self._live:
            self._live[model] = self.columns.universe(model, self) - self.deleted
        return self._live[model]

    def similar_terms(self, field: str, term: str, distance: int) -> Iterator[str]:
        """Yield the terms within an edit distance of this one that share its first letter."""
        cursor = self._terms.cursor(field, _SCHEMA[field])
        automata = self._segment.codec().automata(None, self._segment)
        return automata.terms_within(cursor, term, distance, prefix=1)

    def undeleted(self) -> Iterator[int]:
        """Yield the numbers of the documents that are not deleted, ascending."""
        return (number for number in range(self.count) if number not in self.deleted)

    def live_keys(self) -> Iterator[str]:
        """Yield the key of each document that is not deleted."""
        for term in self._terms.terms_of(schema.KEY):
            for number in self.postings(schema.KEY, term).documents:
                if number not in self.deleted:
                    yield term

    def close(self) -> None:
        self._terms.close()


def storage(folder: Path) -> FileStorage:
    """Return Whoosh's storage for a folder; without mmap it opens ten times faster."""
    return FileStorage(str(folder), supports_mmap=False)


def folder_of(stored: FileStorage) -> Path:
    """Return the folder that `storage` was called with."""
    return Path(stored.folder)


def open_segments(folder: Path) -> list[Segment]:
    """Open all segments of the folder's last commit.

    Raises OSError where a commit removes them meanwhile (try again), and Whoosh's and pickle's
    many errors where files are damaged.
    """
    contents = TOC.read(storage(folder), INDEX_NAME, schema=_SCHEMA)
    opened: list[Segment] = []
    try:
        for segment in contents.segments:
            opened.append(Segment(folder, segment))
    except BaseException:
        close_segments(opened)
        raise
    return opened


def close_segments(segments: list[Segment]) -> None:
    """Close the files of the segments."""
    for segment in segments:
        segment.close()
