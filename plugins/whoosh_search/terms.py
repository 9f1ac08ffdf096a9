"""The terms of one document: how weighty each is, and where it stands."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice

from .places import GAP, ZONE_SIZE
from .postings import head, packed_places


class Terms:
    """The terms of one document in one index field."""

    def __init__(self) -> None:
        self.weights: dict[str, float] = {}
        self.positions: dict[str, list[int]] = {}
        self._ends: dict[int, int] = {}

    def add(self, zone: int, terms: Sequence[str], weight: float) -> None:
        """Add one value of a field: the term that each of its words is found under."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        first = self._take(zone, len(terms))
        for position, term in enumerate(islice(terms, _room_from(first)), start=first):
            found[term].append(position)
        self._merge(found, weight)

    def add_variants(self, zone: int, variants: Sequence[Iterable[str]], weight: float) -> None:
        """Add one value of a field: for each of its words, all the terms that it is found under."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        first = self._take(zone, len(variants))
        for position, terms in enumerate(islice(variants, _room_from(first)), start=first):
            for term in terms:
                found[term].append(position)
        self._merge(found, weight)

    @cached_property
    def postings(self) -> list[tuple[str, bytes, bytes]]:
        """The terms as they are written, the same in each folder: term, head and places."""
        weights = self.weights
        return [
            (term, head(weights[term], len(positions)), packed_places(positions))
            for term, positions in self.positions.items()
        ]

    @cached_property
    def length(self) -> int:
        """How many words the document has in the field."""
        return sum(map(len, self.positions.values()))

    def _take(self, zone: int, count: int) -> int:
        """Return the position of the next value, and set aside so many positions for it."""
        start = self._ends.get(zone, 0)
        self._ends[zone] = min(start + count + GAP, ZONE_SIZE)
        return zone * ZONE_SIZE + start

    def _merge(self, found: dict[str, list[int]], weight: float) -> None:
        for term, positions in found.items():
            self.weights[term] = self.weights.get(term, 0.0) + weight * len(positions)
            if term in self.positions:
                self.positions[term] += positions
            else:
                self.positions[term] = positions


def _room_from(position: int) -> int:
    """Return how many positions there are until the gap at the end of a zone."""
    return max(0, ZONE_SIZE - GAP - position % ZONE_SIZE)
