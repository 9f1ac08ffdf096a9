"""Posting lists: in which documents a term occurs, how weighty, and where.

A search reads whole lists, because it scores every document that matches: the count must be
exact. So a list is stored as a few arrays and decoded at the speed of C, instead of posting by
posting as Whoosh's own format is.
"""

import struct
import zlib
from array import array
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate, chain
from operator import sub

#: Shorter arrays are stored as they are: compressing them costs time and gains nothing.
MIN_COMPRESSED = 400
#: zlib's level. Higher ones save little on arrays of numbers.
COMPRESSION = 1

_HEADER = struct.Struct("<III")
_MAX_COUNT = 65_535
# Of a posting in a buffer: the document's number; its weight and how many positions it has.
_NUMBER = struct.Struct("=I")
_HEAD = struct.Struct("=fI")
_POSTING = struct.Struct("=IfI")
# Of a posting that is the only one in its list, as it is stored.
_SINGLE = struct.Struct("=If")
_COUNT = struct.Struct("=H")


class PostingList:
    """The postings of one term, in ascending order of the documents' numbers.

    ``counts`` says how many of the ``positions`` belong to each document, in turn.
    """

    __slots__ = ("counts", "documents", "positions", "weights")

    def __init__(self) -> None:
        self.documents = array("I")
        self.weights = array("f")
        self.counts = array("H")
        self.positions = array("I")

    def __len__(self) -> int:
        return len(self.documents)

    def positions_by_document(self) -> Iterator[Collection[int]]:
        """Yield the positions in each document, in the order of the documents."""
        start = 0
        for count in self.counts:
            yield self.positions[start : start + count]
            start += count

    @classmethod
    def decode(cls, stored: bytes, *, places: bool) -> "PostingList":
        """Return what `PostingBuffer.encode` stored; its places only where they are needed."""
        postings = cls()
        count, size, more = _HEADER.unpack_from(stored)
        end = _HEADER.size + size
        postings._decode_ranking(_unpacked(stored[_HEADER.size : end]), count)
        if places:
            postings._decode_places(_unpacked(stored[end : end + more]), count)
        return postings

    def _decode_ranking(self, content: bytes, count: int) -> None:
        gaps = array("I")
        size = gaps.itemsize * count
        gaps.frombytes(content[:size])
        self.documents = array("I", accumulate(gaps))
        self.weights.frombytes(content[size:])
        if len(self.weights) < count:
            self.weights *= count

    def _decode_places(self, content: bytes, count: int) -> None:
        size = self.counts.itemsize * count
        self.counts.frombytes(content[:size])
        self.positions.frombytes(content[size:])


class PostingBuffer:
    """The posting list of a term in the making, as bytes that are only put together at the end."""

    __slots__ = ("places", "ranking")

    def __init__(self) -> None:
        #: A document's number and a `head` for each posting.
        self.ranking = bytearray()
        #: The positions in all documents, as `packed_places` gives them.
        self.places = bytearray()

    def __len__(self) -> int:
        return len(self.ranking) // _POSTING.size

    def append(self, document: int, weight: float, positions: list[int]) -> None:
        """Add the last document so far."""
        self.ranking += _NUMBER.pack(document) + head(weight, len(positions))
        self.places += packed_places(positions)

    def extend(self, others: PostingList, numbers: Mapping[int, int]) -> None:
        """Add the postings of another segment, under their new numbers; those without are dead."""
        if all(map(numbers.__contains__, others.documents)):
            self._extend_by_all(others, numbers)
            return
        for old, weight, positions in zip(
            others.documents, others.weights, others.positions_by_document(), strict=True
        ):
            if old in numbers:
                self.append(numbers[old], weight, list(positions))

    def encode(self) -> bytes:
        """Return the list as it is stored."""
        if len(self.ranking) == _POSTING.size:
            return self._encode_single()
        numbers = array("I", bytes(self.ranking))
        documents, counts = numbers[0::3], array("H", numbers[2::3])
        gaps = array("I", map(sub, documents, chain((0,), documents)))
        ranking = _packed(gaps.tobytes() + _constant_or_all(numbers[1::3]))
        places = _packed(counts.tobytes() + self.places)
        return _HEADER.pack(len(self), len(ranking), len(places)) + ranking + places

    def _encode_single(self) -> bytes:
        """Return the list of a term of one document, as most are, without any arrays."""
        document, weight, count = _POSTING.unpack(self.ranking)
        ranking = _packed(_SINGLE.pack(document, weight))
        places = _packed(_COUNT.pack(count) + self.places)
        return _HEADER.pack(1, len(ranking), len(places)) + ranking + places

    def _extend_by_all(self, others: PostingList, numbers: Mapping[int, int]) -> None:
        postings = array("I", bytes(len(others) * _POSTING.size))
        postings[0::3] = array("I", map(numbers.__getitem__, others.documents))
        postings[1::3] = array("I", others.weights.tobytes())
        postings[2::3] = array("I", others.counts)
        self.ranking += postings.tobytes()
        self.places += others.positions.tobytes()


def packed_number(document: int) -> bytes:
    """Return a document's number as it stands in a buffer."""
    return _NUMBER.pack(document)


@lru_cache(maxsize=10_000)
def head(weight: float, count: int) -> bytes:
    """Return a posting's weight and the number of its positions as they stand in a buffer."""
    return _HEAD.pack(weight, min(count, _MAX_COUNT))


def packed_places(positions: list[int]) -> bytes:
    """Return the positions of one posting as they stand in a buffer; of too many the first."""
    if len(positions) == 1:
        return _NUMBER.pack(positions[0])
    return array("I", positions[:_MAX_COUNT]).tobytes()


def _constant_or_all(weights: "array[int]") -> bytes:
    """Return one weight where all are the same, as most are."""
    first = weights[:1]
    return (first if weights == first * len(weights) else weights).tobytes()


def _packed(content: bytes) -> bytes:
    if len(content) < MIN_COMPRESSED:
        return b"\0" + content
    return b"\1" + zlib.compress(content, COMPRESSION)


def _unpacked(stored: bytes) -> bytes:
    return zlib.decompress(stored[1:]) if stored[:1] == b"\1" else stored[1:]
