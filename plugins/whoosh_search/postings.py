"""Posting lists: in which documents a term occurs, how weighty, and where.

A search reads whole lists, because it scores every document that matches: the count must be
exact. So a list is stored as a few arrays and decoded at the speed of C, instead of posting by
posting as Whoosh's own format is.
"""

import struct
import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate

#: Shorter arrays are stored as they are: compressing them costs time and gains nothing.
MIN_COMPRESSED = 80
#: zlib's level. Higher ones save little on arrays of numbers.
COMPRESSION = 1

_HEADER = struct.Struct("<III")
_MAX_COUNT = 65_535


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

    def append(self, document: int, weight: float, positions: list[int]) -> None:
        """Add the last document so far."""
        if len(positions) > _MAX_COUNT:
            positions = positions[:_MAX_COUNT]
        self.documents.append(document)
        self.weights.append(weight)
        self.counts.append(len(positions))
        self.positions.extend(positions)

    def extend(self, others: "PostingList", numbers: dict[int, int]) -> None:
        """Add the postings of another segment, under their new numbers; those without are dead."""
        for old, weight, positions in zip(
            others.documents, others.weights, others.positions_by_document(), strict=True
        ):
            if old in numbers:
                self.append(numbers[old], weight, list(positions))

    def positions_by_document(self) -> Iterator[Collection[int]]:
        """Yield the positions in each document, in the order of the documents."""
        start = 0
        for count in self.counts:
            yield self.positions[start : start + count]
            start += count

    def encode(self) -> bytes:
        """Return the list as it is stored."""
        gaps = array("I", _gaps(self.documents))
        ranking = _packed(gaps.tobytes() + _constant_or_all(self.weights))
        places = _packed(self.counts.tobytes() + self.positions.tobytes())
        return _HEADER.pack(len(self), len(ranking), len(places)) + ranking + places

    @classmethod
    def decode(cls, stored: bytes, *, places: bool) -> "PostingList":
        """Return the list that `encode` stored; its places only where they are needed."""
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


def _gaps(documents: Iterable[int]) -> Iterator[int]:
    last = 0
    for number in documents:
        yield number - last
        last = number


def _constant_or_all(weights: "array[float]") -> bytes:
    """Return one weight where all are the same, as most are."""
    first = weights[:1]
    return first.tobytes() if weights == first * len(weights) else weights.tobytes()


def _packed(content: bytes) -> bytes:
    if len(content) < MIN_COMPRESSED:
        return b"\0" + content
    return b"\1" + zlib.compress(content, COMPRESSION)


def _unpacked(stored: bytes) -> bytes:
    return zlib.decompress(stored[1:]) if stored[:1] == b"\1" else stored[1:]
