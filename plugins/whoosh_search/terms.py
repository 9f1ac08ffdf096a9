"""The terms of one document: how weighty each is, and where it stands."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from .places import GAP, ZONE_SIZE


class Terms:
    """The terms of one document in one index field."""

    def __init__(self) -> None:
        self.weights: dict[str, float] = {}
        self.positions: dict[str, list[int]] = {}
        self._ends: dict[int, int] = {}

    def add(self, zone: int, variants: Iterable[Iterable[str]], weight: float) -> None:
        """Add one value of a field: for each of its words, the terms that it is found under."""
        start = self._ends.get(zone, 0)
        first = position = zone * ZONE_SIZE + start
        found: defaultdict[str, list[int]] = defaultdict(list)
        room = max(0, ZONE_SIZE - start - GAP)
        for position, terms in enumerate(islice(variants, room), start=first):
            for term in terms:
                found[term].append(position)
        self._ends[zone] = start + position - first + GAP
        self._merge(found, weight)

    def _merge(self, found: dict[str, list[int]], weight: float) -> None:
        for term, positions in found.items():
            self.weights[term] = self.weights.get(term, 0.0) + weight * len(positions)
            if term in self.positions:
                self.positions[term] += positions
            else:
                self.positions[term] = positions
