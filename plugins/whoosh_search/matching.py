"""What a query finds in one segment: each kind of query maps document numbers to scores.

Lists are combined as whole sets, the number of every document and its score at once.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from . import places
from .nesting import unnested
from .ranking import Statistics
from .segments import Segment

#: The score of each document found, by its number in the segment.
Matches: TypeAlias = dict[int, float]


@dataclass(frozen=True)
class Scope:
    """Where a query looks: one segment, one index field of it, perhaps some zones of that."""

    segment: Segment
    field: str
    model: str
    statistics: Statistics
    zones: frozenset[int] | None = None

    def universe(self) -> frozenset[int]:
        """Return the documents that there are to be found."""
        return self.segment.live(self.model)


class Node(ABC):
    """A part of a query."""

    @abstractmethod
    def matches(self, scope: Scope) -> Matches:
        """Return the documents that match and how well; some may be out of the universe."""


class Combination(Node):
    """A part of a query that is made of parts, however deep."""

    @abstractmethod
    def combining(self, scope: Scope) -> Generator[Node, Matches, Matches]:
        """Yield the parts that matter, each when it does, and return what they match together."""

    def matches(self, scope: Scope) -> Matches:
        return unnested(partial(_begun, scope), self)


def _begun(scope: Scope, node: Node) -> Matches | Generator[Node, Matches, Matches]:
    return node.combining(scope) if isinstance(node, Combination) else node.matches(scope)


@dataclass(frozen=True)
class Everything(Node):
    """Matches every document."""

    def matches(self, scope: Scope) -> Matches:
        return dict.fromkeys(scope.universe(), 0.0)


@dataclass(frozen=True)
class Nothing(Node):
    """Matches no document."""

    def matches(self, scope: Scope) -> Matches:
        return {}


@dataclass(frozen=True)
class Word(Node):
    """Matches the documents that hold a word, in any of the forms that it is indexed under."""

    terms: tuple[str, ...]
    boost: float = 1.0

    def matches(self, scope: Scope) -> Matches:
        found = [self._matches(scope, term) for term in self.terms]
        return found[0] if len(found) == 1 else _best(found)

    def frequency(self, scope: Scope) -> int:
        """Return how many documents of the segment hold the word, roughly."""
        return sum(scope.segment.document_frequency(scope.field, term) for term in self.terms)

    def places(self, scope: Scope) -> dict[int, Collection[int]]:
        """Return the positions of the word in each document that holds it."""
        found: dict[int, Collection[int]] = {}
        for term in self.terms:
            for number, positions in _places(scope, term):
                found[number] = [*found[number], *positions] if number in found else positions
        return found

    def _matches(self, scope: Scope, term: str) -> Matches:
        factor = self.boost * scope.statistics.factor(term)
        norms = scope.statistics.norms()
        lengths = scope.segment.columns.lengths(scope.field)
        return {
            number: factor * weight / (weight + norms[lengths[number]])
            for number, weight in _weights(scope, term)
        }


@dataclass(frozen=True)
class PhraseOf(Node):
    """Matches the documents that hold words one after the other, in one value of a field."""

    words: tuple[Word, ...]

    def matches(self, scope: Scope) -> Matches:
        starts = self._starts(scope)
        if not starts:
            return {}
        scored = AllOf(tuple(dict.fromkeys(self.words))).matches(scope)
        return {number: scored[number] for number in starts}

    def _starts(self, scope: Scope) -> dict[int, Collection[int]]:
        """Return the positions of the rarest word where the phrase is, for each document.

        Rare words come first: they leave little to compare with the places of common ones.
        """
        (begin, first), *rest = sorted(
            enumerate(self.words), key=lambda each: each[1].frequency(scope)
        )
        known = {first: first.places(scope)}
        starts = known[first]
        for offset, word in rest:
            if not starts:
                break
            if word not in known:
                known[word] = word.places(scope)
            starts = _continued(starts, known[word], offset - begin)
        return starts


@dataclass(frozen=True)
class AllOf(Combination):
    """Matches the documents that every part matches; their scores add up."""

    parts: tuple[Node, ...]

    def combining(self, scope: Scope) -> Generator[Node, Matches, Matches]:
        first, *rest = self.parts
        found = yield first
        for part in rest:
            if not found:
                break
            others = yield part
            found = {number: found[number] + others[number] for number in found.keys() & others}
        return found


@dataclass(frozen=True)
class AnyOf(Combination):
    """Matches the documents that any part matches; their scores add up."""

    parts: tuple[Node, ...]

    def combining(self, scope: Scope) -> Generator[Node, Matches, Matches]:
        total: Matches = {}
        for part in self.parts:
            matches = yield part
            if not total:
                total = matches
                continue
            for number, score in matches.items():
                total[number] = total.get(number, 0.0) + score
        return total


@dataclass(frozen=True)
class NoneOf(Combination):
    """Matches the documents that the part does not match."""

    part: Node

    def combining(self, scope: Scope) -> Generator[Node, Matches, Matches]:
        matches = yield self.part
        return dict.fromkeys(scope.universe() - matches.keys(), 0.0)


@dataclass(frozen=True)
class Similar(Node):
    """Matches the documents that hold a word at most a typing error or two away."""

    terms: tuple[str, ...]
    boost: float = 1.0
    #: How much one error costs.
    penalty: float = field(default=0.5)

    def matches(self, scope: Scope) -> Matches:
        found = [Word(self.terms, self.boost).matches(scope)]
        for term in self.terms:
            similar = scope.segment.similar_terms(scope.field, term, distance_for(term))
            found.extend(
                Word((other,), self.boost * self.penalty).matches(scope)
                for other in similar
                if other != term
            )
        return _best(found)


def distance_for(term: str) -> int:
    """Return how many typing errors a word of this length may have."""
    if len(term) < 3:
        return 0
    return 1 if len(term) < 6 else 2


def _best(found: Sequence[Matches]) -> Matches:
    best: Matches = {}
    for matches in found:
        for number, score in matches.items():
            if score > best.get(number, -1.0):
                best[number] = score
    return best


def _weights(scope: Scope, term: str) -> Iterable[tuple[int, float]]:
    if scope.zones is None:
        postings = scope.segment.postings(scope.field, term)
        return zip(postings.documents, postings.weights, strict=True)
    return [
        (number, float(len(positions))) for number, positions in _places(scope, term) if positions
    ]


def _continued(
    starts: dict[int, Collection[int]], places: dict[int, Collection[int]], offset: int
) -> dict[int, Collection[int]]:
    """Return those of the starts that have another word so many places on, or back."""
    found: dict[int, Collection[int]] = {}
    for number, positions in starts.items():
        there = places.get(number, ())
        if kept := [start for start in positions if start + offset in there]:
            found[number] = kept
    return found


def _places(scope: Scope, term: str) -> Iterator[tuple[int, Collection[int]]]:
    """Yield each document that holds the term, and the positions of it that count."""
    postings = scope.segment.postings(scope.field, term, places=True)
    for number, positions in zip(postings.documents, postings.positions_by_document(), strict=True):
        if scope.zones is None:
            yield number, positions
        else:
            yield number, [each for each in positions if each // places.ZONE_SIZE in scope.zones]
