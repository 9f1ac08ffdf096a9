"""The files of a segment: Whoosh's codec with posting lists of our own.

Whoosh keeps the dictionary of terms, the columns, the deletions, the commits and the locks. Its
posting lists and all that reads them posting by posting are replaced.
"""

import struct
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from typing import Any
from uuid import uuid4

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3Segment, W3TermsReader
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.system import pack_ushort

from .postings import PostingBuffer, PostingList

# Of a posting list: where it starts, how long it is, and how many postings it has.
_ENTRY = struct.Struct("<QII")
# Of a term and its entry in Whoosh's dictionary: their lengths.
_LENGTHS = struct.Struct("!ii")


class TermsTable(OrderedHashWriter):
    """The dictionary of terms on disk: Whoosh's own, written with fewer calls."""

    def __init__(self, file: Any) -> None:
        super().__init__(file)
        self._place = file.tell()

    def add(self, key: bytes, value: bytes) -> None:
        """Add a term, greater than all before it, with its entry."""
        entry = _LENGTHS.pack(len(key), len(value)) + key + value
        hashed = self.hashfn(key)
        self.buckets[hashed & 255].append((hashed, self._place))
        self.index.append(self._place)
        self.dbfile.write(entry)
        self._place += len(entry)


class TermsWriter(W3FieldWriter):
    """Writes the dictionary of a segment and the posting list of each term."""

    def __init__(self, codec: "Codec", storage: Any, segment: Any) -> None:
        # Instead of Whoosh's, which would begin the file with a table of its own.
        self._tindex = TermsTable(segment.create_file(storage, codec.TERMS_EXT))
        self._fieldmap: dict[str, int] = {}
        self._tindex.extras["fieldmap"] = self._fieldmap
        self._postfile = segment.create_file(storage, codec.POSTS_EXT)
        self._place = self._postfile.tell()
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Any]) -> None:
        """Write ``items``, pairs of a field's name and its sorted (term, postings)."""
        for number, (field, terms) in enumerate(items):
            self._fieldmap[field] = number
            for term, postings in terms:
                self._add(pack_ushort(number) + term.encode(), postings)

    def _add(self, key: bytes, postings: PostingBuffer) -> None:
        stored = postings.encode()
        entry = _ENTRY.pack(self._place, len(stored), len(postings))
        self._postfile.write(stored)
        self._place += len(stored)
        self._tindex.add(key, entry)


class TermsReader(W3TermsReader):
    """Looks up terms of a segment and reads their posting lists."""

    def frequency_of(self, field: str, term: str) -> int:
        """Return how many documents hold the term."""
        entry = self._entry(field, term)
        return _ENTRY.unpack(entry)[2] if entry else 0

    def postings(self, field: str, term: str, *, places: bool) -> PostingList:
        """Return the postings of a term, an empty list where the segment does not have it."""
        entry = self._entry(field, term)
        return self._decoded(entry, places=places) if entry else PostingList()

    def all_postings(self) -> Iterator[tuple[str, str, PostingList]]:
        """Yield the field, the term and the postings of everything in the segment."""
        for key, entry in self._tindex.items():
            field, term = self._keydecoder(key)
            yield field, term.decode(), self._decoded(entry, places=True)

    def terms_of(self, field: str) -> Iterator[str]:
        """Yield the terms of a field, sorted."""
        for name, term in self.terms_from(field, b""):
            if name != field:
                return
            yield term.decode()

    def terms_beginning(self, field: str, beginning: str) -> Iterator[str]:
        """Yield the terms of a field that begin so, sorted."""
        prefix = beginning.encode()
        for name, term in self.terms_from(field, prefix):
            if name != field or not term.startswith(prefix):
                return
            yield term.decode()

    def _entry(self, field: str, term: str) -> bytes | None:
        try:
            return self._tindex[self._keycoder(field, term.encode())]
        except KeyError:
            return None

    def _decoded(self, entry: bytes, *, places: bool) -> PostingList:
        offset, length, _ = _ENTRY.unpack(entry)
        stored = self._postfile.get(offset, length)
        if len(stored) != length:
            raise EOFError("a posting list holds less than it should")
        return PostingList.decode(stored, places=places)


class Codec(W3Codec):
    """Makes the readers and writers of a segment's files. Segments remember it by its path."""

    # Whoosh would look up a length for each posting, for statistics that nobody reads.
    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> W3Segment:
        # Whoosh takes its names from `random`, whose state forked or seeded processes share:
        # one would overwrite the segment of another.
        return W3Segment(self, indexname, segid=uuid4().hex)

    def field_writer(self, storage: Any, segment: Any) -> TermsWriter:
        return TermsWriter(self, storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> TermsReader:
        name = segment.make_filename(self.TERMS_EXT)
        with ExitStack() as opened:
            terms = opened.enter_context(closing(storage.open_file(name)))
            postings = opened.enter_context(closing(segment.open_file(storage, self.POSTS_EXT)))
            reader = TermsReader(self, terms, storage.file_length(name), postings)
            opened.pop_all()
        return reader
