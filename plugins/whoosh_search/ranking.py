"""How well a document answers: BM25 over the weighted fields of a document.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009): the
weights of the fields enter the frequency of a term before it is saturated (BM25F, section 3.5).
"""

import math
from collections.abc import Sequence
from functools import lru_cache

from whoosh.util.numeric import byte_to_length

from .segments import Segment

#: How fast further occurrences of a word stop counting. Above the usual 1.2, because weights of
#: fields make frequencies higher; measured on Cranfield (nDCG@10 0.376; 0.371 with 1.2).
K1 = 1.6
#: How much long documents are held back, 0 to 1.
B = 0.75
#: The least a word counts, however common: more than nothing, so that it still breaks ties.
MIN_IDF = 1e-3


class Statistics:
    """What the ranking needs to know of all documents that are searched together."""

    def __init__(self, segments: Sequence[Segment], field: str) -> None:
        self._segments = segments
        self._field = field
        self.count = sum(segment.count for segment in segments)
        total = sum(segment.total_length(field) for segment in segments)
        self.average_length = total / self.count if self.count else 0.0

    def factor(self, term: str) -> float:
        """Return what the saturated frequency of a term is multiplied by.

        A word that occurs once in a document of average length then counts its idf.
        """
        return (K1 + 1) * self.idf(term)

    def idf(self, term: str) -> float:
        """Return the Robertson/Spärck Jones weight of a term: rare words tell more."""
        frequency = sum(each.document_frequency(self._field, term) for each in self._segments)
        return max(MIN_IDF, math.log((self.count - frequency + 0.5) / (frequency + 0.5)))

    def norms(self) -> tuple[float, ...]:
        """Return the saturation constant for each of Whoosh's 256 approximate lengths."""
        return _norms(round(self.average_length, 1))


@lru_cache(maxsize=1024)
def _norms(average_length: float) -> tuple[float, ...]:
    lengths = (byte_to_length(byte) for byte in range(256))
    average = average_length or 1.0
    return tuple(K1 * (1 - B + B * length / average) for length in lengths)
