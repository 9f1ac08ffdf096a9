"""Writing to one folder: whole posting lists are collected in memory and merged as arrays."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from whoosh.index import TOC, FileIndex
from whoosh.util.numeric import byte_to_length
from whoosh.writing import SegmentWriter

from . import schema
from .codec import Codec
from .documents import Document, Key
from .postings import PostingBuffer, head, packed_number
from .segments import Segment, folder_of
from .terms import Terms

#: A commit also rewrites the segments that are at most this many times as large as what it adds.
MERGE_FACTOR = 4
#: A segment with a larger part of its documents deleted is rewritten.
MAX_DELETED = 0.3
#: Seconds to wait for Whoosh's own lock. It should be free: writers hold the lock of the index.
LOCK_TIMEOUT = 5


def key_term(key: Key) -> str:
    """Return a key as the index holds it."""
    return ":".join(key)


def key_of_term(term: str) -> Key:
    """Return the key that `key_term` wrote."""
    model, _, primary_key = term.partition(":")
    return model, primary_key


class TermPool:
    """The posting lists of the segment that is being written, in place of Whoosh's sorted pool."""

    def __init__(self) -> None:
        self._fields: dict[str, defaultdict[str, PostingBuffer]] = {}
        #: How many postings are held, roughly.
        self.size = 0

    def terms(self, field: str) -> defaultdict[str, PostingBuffer]:
        """Return the posting lists of a field by term."""
        return self._fields.setdefault(field, defaultdict(PostingBuffer))

    def iter_postings(self) -> Iterator[tuple[str, list[tuple[str, PostingBuffer]]]]:
        """Yield each field and its terms, sorted as the dictionary needs them."""
        for field in sorted(self._fields):
            terms = self._fields[field]
            yield field, [(term, terms[term]) for term in sorted(terms, key=str.encode)]

    def cleanup(self) -> None:
        self._fields.clear()


class FolderWriter(SegmentWriter):
    """Whoosh's writer of segments, taking analysed documents; the caller holds the index's lock."""

    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, codec=Codec(), compound=False, timeout=LOCK_TIMEOUT)
        self.pool = TermPool()
        self._is_listed = False

    def _commit_toc(self, segments: list[Any]) -> None:
        """Write a table of contents; the last one and its files stay, for those who read them."""
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        self._is_listed = True

    def remove_unlisted(self) -> None:
        """Remove what was written of a segment that did not come into a table of contents."""
        if not self._is_listed:
            for file in folder_of(self.storage).glob(f"{self.get_segment().segment_id()}.*"):
                file.unlink(missing_ok=True)

    def write(self, document: Document) -> None:
        """Add a document to a folder that holds none with its key."""
        self._start_document(document.key[1].encode(), document.digest)
        for field, terms in (
            (schema.WORDS, document.words),
            (schema.BEGINNINGS, document.beginnings),
        ):
            self._add_length(field, self._add_terms(field, terms))
        self._add_names(schema.SPELLINGS, document.spellings)
        self._add_names(schema.KEY, [key_term(document.key)])
        self._add_names(schema.MODEL, document.models)
        self._finish_document()

    def take_in(self, segment: Segment) -> None:
        """Copy the documents of a segment that are not deleted."""
        numbers = {old: self._copy(segment, old) for old in segment.undeleted()}
        for field, term, postings in segment.all_postings():
            if any(old in numbers for old in postings.documents):
                self.pool.terms(field)[term].extend(postings, numbers)

    def _start_document(self, primary_key: bytes, digest: bytes) -> None:
        self.perdocwriter.start_doc(self.docnum)
        self._add_column(schema.PRIMARY_KEY, primary_key)
        self._add_column(schema.DIGEST, digest)

    def _finish_document(self) -> None:
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1

    def _add_column(self, name: str, value: bytes) -> None:
        self.perdocwriter.add_column_value(name, self.schema[name].column_type, value)

    def _add_length(self, field: str, length: int) -> None:
        self.perdocwriter.add_field(field, self.schema[field], None, length)

    def _add_names(self, field: str, names: Collection[str]) -> None:
        """Add terms of which only matters that the document has them."""
        terms, posting = self.pool.terms(field), packed_number(self.docnum) + head(1.0, 0)
        for name in names:
            terms[name].ranking += posting
        self.pool.size += len(names)

    def _add_terms(self, field: str, terms: Terms) -> int:
        """Add the terms of the document; return how many words they are."""
        buffers, number = self.pool.terms(field), packed_number(self.docnum)
        for term, weight, places in terms.postings:
            buffer = buffers[term]
            buffer.ranking += number + weight
            buffer.places += places
        self.pool.size += len(terms.postings)
        return terms.length

    def _copy(self, segment: Segment, old: int) -> int:
        """Copy what is kept of one document besides its postings; return its new number."""
        number = self.docnum
        columns = segment.columns
        self._start_document(columns.primary_keys[old].encode(), columns.digests[old])
        for field in (schema.WORDS, schema.BEGINNINGS):
            self._add_length(field, byte_to_length(columns.lengths(field)[old]))
        self._finish_document()
        return number


def merge_small(writer: FolderWriter, segments: list[Any]) -> list[Any]:
    """Rewrite small and mostly deleted segments into the new one; return those that stay.

    Each commit takes in the segments not much larger than what it has taken in so far, so that
    the number of segments grows with the logarithm of the number of documents.
    """
    kept = []
    size = writer.doc_count()
    for segment in sorted(segments, key=lambda each: each.doc_count()):
        if segment.doc_count() <= MERGE_FACTOR * size or _is_mostly_deleted(segment):
            _merge(writer, segment)
            size += segment.doc_count()
        else:
            kept.append(segment)
    return kept


def _is_mostly_deleted(segment: Any) -> bool:
    return segment.deleted_count() > MAX_DELETED * segment.doc_count_all()


def _merge(writer: FolderWriter, segment: Any) -> None:
    if not segment.doc_count():
        return
    opened = Segment(folder_of(writer.storage), segment)
    try:
        writer.take_in(opened)
    finally:
        opened.close()
