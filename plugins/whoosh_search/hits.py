"""What the index found, after the database has had the last word."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nlargest
from typing import Any

from django.db import connections
from django.db.models import Count, Model, QuerySet
from django.db.models.expressions import RawSQL

from .chunks import chunks

#: Up to this many objects are loaded at once, without listing first which of them are allowed.
VERY_FEW = 20
#: Up to this many candidates, the database is asked about them by name.
FEW = 400
#: Beyond that it is asked for all its keys, if more than this share of the index is candidates.
MANY = 0.5
#: Rows that are fetched at once from the database's cursor.
CHUNK = 10_000


@dataclass
class Candidates:
    """The primary keys that the index found, each with its score."""

    scores: dict[Any, float] = field(default_factory=dict)
    #: How many documents they were found among.
    among: int = 0
    #: Whether the index could not be read, and they come from the database.
    degraded: bool = False

    def add(self, keys: Mapping[int, Any], matches: Mapping[int, float]) -> None:
        """Add the matches of a segment, whose documents have these keys.

        A document that lies in several folders counts with its best score.
        """
        self.among += len(keys)
        found = {keys[number]: score for number, score in matches.items() if number in keys}
        if not self.scores:
            self.scores = found
            return
        known = self.scores
        known.update((key, s) for key, s in found.items() if s > known.get(key, -1.0))


class Hits:
    """The objects of a queryset among the candidates of the index, in order of the results."""

    def __init__(self, queryset: QuerySet, candidates: Candidates, *, by_relevance: bool) -> None:
        self._queryset = queryset
        self._among = candidates.among
        self._scores = candidates.scores
        self._by_relevance = by_relevance
        #: Whether the index could not be read, and the candidates come from the database.
        self.degraded = candidates.degraded

    def __len__(self) -> int:
        return len(self._allowed)

    @cached_property
    def keys(self) -> Sequence[Any]:
        """The primary keys of all hits, the best first or in the queryset's order."""
        return self._first(None)

    def score(self, key: Any) -> float:
        """Return how well an object answers the query."""
        return self._scores[key]

    def objects(self, start: int, stop: int | None) -> list[Model]:
        """Return the objects of a slice of the hits, as the queryset would return them."""
        if "_allowed" not in self.__dict__ and self._can_filter:
            loaded = self._all_at_once() if len(self._scores) <= VERY_FEW else self._best(stop)
            if loaded is not None:
                return loaded[start:stop]
        keys = self._first(stop)[start:]
        return self._in_turn(keys, self._fetched(keys)) if keys else []

    def count_by(self, field_name: str) -> Counter[Any]:
        """Return how many hits have each value of a field, the most frequent value first."""
        model = self._queryset.model
        counts: Counter[Any] = Counter()
        for keys in chunks(self._allowed, FEW):
            hits = model._base_manager.using(self._queryset.db).filter(pk__in=keys)
            counted = hits.order_by().values_list(field_name).annotate(Count("pk", distinct=True))
            counts.update(dict(counted))
        return counts

    @cached_property
    def _allowed(self) -> list[Any]:
        """The keys that the queryset selects: in its order, or in any where relevance orders."""
        if not self._scores:
            return []
        return list(dict.fromkeys(key for key in self._listed() if key in self._scores))

    def _first(self, stop: int | None) -> Sequence[Any]:
        """Return the first hits up to a place, or all."""
        if not self._by_relevance:
            return self._allowed[:stop]
        return self._ranked(self._allowed, stop)

    def _ranked(self, keys: Collection[Any], stop: int | None) -> list[Any]:
        # The later one of equal objects first, so that pages of results do not overlap.
        ranked = zip(map(self._scores.__getitem__, keys), keys, strict=True)
        return [key for _, key in nlargest(len(keys) if stop is None else stop, ranked)]

    def _all_at_once(self) -> list[Model]:
        """Load all hits, and have learned from it which candidates are allowed."""
        found = list(self._ordered.filter(pk__in=list(self._scores))) if self._scores else []
        self._allowed = list(dict.fromkeys(obj.pk for obj in found))
        return self._in_turn(self._first(None), found)

    def _best(self, stop: int | None) -> list[Model] | None:
        """Load the best candidates; None if not all of them are allowed, so that others follow."""
        if not self._by_relevance or stop is None or stop > VERY_FEW:
            return None
        keys = self._ranked(self._scores, stop)
        loaded = self._in_turn(keys, self._fetched(keys))
        return loaded if len(loaded) == len(keys) else None

    @staticmethod
    def _in_turn(keys: Iterable[Any], objects: Iterable[Model]) -> list[Model]:
        found = {obj.pk: obj for obj in objects}
        return [found[key] for key in keys if key in found]

    def _fetched(self, keys: Sequence[Any]) -> Iterable[Model]:
        if self._can_filter and len(keys) <= FEW:
            return self._queryset.filter(pk__in=keys)
        wanted = set(keys)
        return (obj for obj in self._queryset.iterator(CHUNK) if obj.pk in wanted)

    def _listed(self) -> Iterator[Any]:
        """Yield the keys of the queryset, at least those of the candidates."""
        queryset = self._ordered
        if self._can_filter and len(self._scores) <= FEW:
            queryset = queryset.filter(pk__in=list(self._scores))
        elif self._can_filter and len(self._scores) <= MANY * self._among:
            queryset = among(queryset, self._scores)
        return keys_of(queryset)

    @property
    def _ordered(self) -> QuerySet:
        if self._by_relevance:
            fixed = not self._can_filter or self._queryset.query.distinct_fields
            return self._queryset if fixed else self._queryset.order_by()
        if self._queryset.query.order_by or not self._can_filter:
            return self._queryset
        return self._queryset.order_by("-pk")

    @property
    def _can_filter(self) -> bool:
        """Whether the queryset is neither sliced nor a union, which take no further filters."""
        query = self._queryset.query
        return not (query.is_sliced or query.combinator)


def among(queryset: QuerySet, keys: Iterable[Any]) -> QuerySet:
    """Limit a queryset to thousands of keys, where that is quicker than listing all of it."""
    connection = connections[queryset.db]
    if connection.vendor != "sqlite":
        return queryset
    # As one parameter: SQLite takes only so many.
    pk = queryset.model._meta.pk
    values = [k if type(k) is int else pk.get_db_prep_value(k, connection) for k in keys]
    return queryset.filter(pk__in=RawSQL("SELECT value FROM json_each(%s)", [json.dumps(values)]))


def keys_of(queryset: QuerySet) -> Iterator[Any]:
    """Yield the primary keys that a queryset selects, without what it would load besides."""
    if not queryset.query.combinator:
        queryset = queryset.prefetch_related(None)
    return queryset.values_list("pk", flat=True).iterator(CHUNK)
