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
from whoosh.system import pack_ushort

from .postings import PostingList

# Of a posting list: where it starts, how long it is, and how many postings it has.
_ENTRY = struct.Struct("<QII")


class TermsWriter(W3FieldWriter):
    """Writes the dictionary of a segment and the posting list of each term."""

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Any]) -> None:
        """Write ``items``, pairs of a field's name and its sorted (term, postings)."""
        for number, (field, terms) in enumerate(items):
            self._fieldmap[field] = number
            for term, postings in terms:
                self._add(pack_ushort(number) + term.encode(), postings)

    def _add(self, key: bytes, postings: PostingList) -> None:
        stored = postings.encode()
        entry = _ENTRY.pack(self._postfile.tell(), len(stored), len(postings))
        self._postfile.write(stored)
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

    def _entry(self, field: str, term: str) -> bytes | None:
        try:
            return self._tindex[self._keycoder(field, term.encode())]
        except KeyError:
            return None

    def _decoded(self, entry: bytes, *, places: bool) -> PostingList:
        offset, length, _ = _ENTRY.unpack(entry)
        return PostingList.decode(self._postfile.get(offset, length), places=places)


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
