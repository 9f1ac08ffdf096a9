"""Reading an index folder: a thin adapter over Whoosh 2.7.4's codec.

A folder holds segments that never change, but for the list of their deleted documents. What is
read of a segment as a whole is kept for all threads; the open files are for one thread at a time.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias
from weakref import WeakValueDictionary

from django.utils.functional import cached_property
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from . import schema
from .distances import is_within, letters_of
from .postings import PostingList

#: Turns a primary key from text into what the model has.
ToPython: TypeAlias = Callable[[str], Any]

INDEX_NAME = "MAIN"

_SCHEMA = schema.schema()


class Columns:
    """What is known of every document of one segment, loaded once and shared by all threads."""

    def __init__(self, folder: Path, segment: Any) -> None:
        self.storage = storage(folder)
        self._segment = segment
        self._universes: dict[str, frozenset[int]] = {}
        self._keys: dict[str, dict[int, Any]] = {}
        self._terms: dict[tuple[str, str], list[tuple[str, int]]] = {}

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

    def keys(self, model: str, segment: "Segment", to_python: ToPython) -> dict[int, Any]:
        """Return the primary keys of the documents of a universe, as the model has them."""
        if model not in self._keys:
            primary_keys, universe = self.primary_keys, self.universe(model, segment)
            self._keys[model] = {number: to_python(primary_keys[number]) for number in universe}
        return self._keys[model]

    def terms_beginning(self, field: str, letter: str, segment: "Segment") -> list[tuple[str, int]]:
        """Return the terms of a field that begin with a letter, each with `letters_of` it."""
        key = (field, letter)
        if key not in self._terms:
            self._terms[key] = [
                (term, letters_of(term)) for term in segment.terms_from(field, letter)
            ]
        return self._terms[key]

    @cached_property
    def _lengths(self) -> dict[str, bytes]:
        return {}

    def _column(self, name: str) -> Any:
        reader = self._segment.codec().per_document_reader(self.storage, self._segment)
        try:
            column = _SCHEMA[name].column_type
            return list(reader.column_reader(name, column))
        finally:
            reader.close()

    def _read_lengths(self, field: str) -> bytes:
        name = W3Codec.column_filename(self._segment, f"_{field}_len")
        count = self._segment.doc_count_all()
        if not self.storage.file_exists(name):
            return bytes(count)
        return Path(self.storage.folder, name).read_bytes().ljust(count, b"\0")


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
        self._keys: dict[str, dict[int, Any]] = {}

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

    def keys(self, model: str, to_python: ToPython) -> dict[int, Any]:
        """Return the primary keys of the documents that a search for the model may find."""
        keys = self.columns.keys(model, self, to_python)
        if not self.deleted:
            return keys
        if model not in self._keys:
            self._keys[model] = {number: keys[number] for number in self.live(model)}
        return self._keys[model]

    def similar_terms(self, field: str, term: str, distance: int) -> Iterator[str]:
        """Yield the terms within an edit distance of this one that share its first letter."""
        for other, letters in self.columns.terms_beginning(field, term[:1], self):
            if (
                abs(len(other) - len(term)) <= distance
                and (letters ^ letters_of(term)).bit_count() <= 2 * distance
                and is_within(term, other, distance)
            ):
                yield other

    def terms_from(self, field: str, beginning: str) -> Iterator[str]:
        """Yield the terms of a field that begin so."""
        return self._terms.terms_beginning(field, beginning)

    def undeleted(self) -> Iterator[int]:
        """Yield the numbers of the documents that are not deleted, ascending."""
        return (number for number in range(self.count) if number not in self.deleted)

    def live_keys(self) -> Iterator[str]:
        """Yield the key of each document that is not deleted."""
        for term in self._terms.terms_of(schema.KEY):
            for number in self.postings(schema.KEY, term).documents:
                if number not in self.deleted:
                    yield term

    def read_all(self) -> None:
        """Read all that the segment's files hold; raises any kind of error where one is damaged."""
        columns = Columns(folder_of(self.columns.storage), self._segment)
        if not len(columns.primary_keys) == len(columns.digests) == self.count:
            raise EOFError("a column holds less than it should")
        for _, _, postings in self.all_postings():
            for _ in postings.positions_by_document():
                pass

    def close(self) -> None:
        self._terms.close()


def storage(folder: Path) -> FileStorage:
    """Return Whoosh's storage for a folder; without mmap it opens ten times faster."""
    return FileStorage(str(folder), supports_mmap=False)


def folder_of(stored: FileStorage) -> Path:
    """Return the folder that `storage` was called with."""
    return Path(stored.folder)


def read_table(folder: Path, number: int | None = None) -> TOC:
    """Read a folder's table of contents, the last one where no number is given."""
    with ExitStack() as opened:
        stored = ClosedAfterwards(folder, opened)
        return TOC.read(stored, INDEX_NAME, gen=number, schema=_SCHEMA)


class ClosedAfterwards(FileStorage):
    """A storage whose files are closed with a stack: Whoosh leaves a damaged table open."""

    def __init__(self, folder: Path, opened: ExitStack) -> None:
        super().__init__(str(folder), supports_mmap=False)
        self._opened = opened

    def open_file(self, name: str, **options: Any) -> Any:
        file = super().open_file(name, **options)
        self._opened.callback(_closed, file)
        return file


def _closed(file: Any) -> None:
    if not file.is_closed:
        file.close()


def open_segments(folder: Path, table: TOC | None = None) -> list[Segment]:
    """Open all segments that a table of contents lists, without one those of the last commit.

    Raises OSError where a commit removes them meanwhile (try again), and Whoosh's and pickle's
    many errors where files are damaged.
    """
    opened: list[Segment] = []
    try:
        for segment in (table or read_table(folder)).segments:
            opened.append(Segment(folder, segment))
    except BaseException:
        close_segments(opened)
        raise
    return opened


def close_segments(segments: list[Segment]) -> None:
    """Close the files of the segments."""
    for segment in segments:
        segment.close()
