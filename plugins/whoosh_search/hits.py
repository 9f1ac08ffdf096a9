"""What the index found, after the database has had the last word."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Count, Model, QuerySet

from .chunks import chunks

#: Up to this many candidates, the database is asked about them instead of for all its keys.
FEW = 400
#: Rows that are fetched at once from the database's cursor.
CHUNK = 10_000


class Hits:
    """The objects of a queryset among the candidates of the index, in order of the results."""

    def __init__(
        self,
        queryset: QuerySet,
        scores: dict[str, float],
        *,
        by_relevance: bool,
        degraded: bool = False,
    ) -> None:
        self._queryset = queryset
        self._scores = scores
        self._by_relevance = by_relevance
        #: Whether the index could not be read, and the candidates come from the database.
        self.degraded = degraded

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def keys(self) -> Sequence[Any]:
        """The primary keys of all hits, the best first or in the queryset's order."""
        if not self._scores:
            return []
        queryset = self._without_order() if self._by_relevance else self._in_order()
        allowed = dict.fromkeys(key for key in self._listed(queryset) if str(key) in self._scores)
        if not self._by_relevance:
            return list(allowed)
        # The later one of equal objects first, so that pages of results do not overlap.
        return sorted(allowed, key=lambda key: (self.score(key), key), reverse=True)

    def score(self, key: Any) -> float:
        """Return how well an object answers the query."""
        return self._scores[str(key)]

    def objects(self, start: int, stop: int | None) -> list[Model]:
        """Return the objects of a slice of the hits, as the queryset would return them."""
        keys = self.keys[start:stop]
        if not keys:
            return []
        found = {obj.pk: obj for obj in self._fetched(keys)}
        return [found[key] for key in keys if key in found]

    def count_by(self, field_name: str) -> Counter[Any]:
        """Return how many hits have each value of a field, the most frequent value first."""
        model = self._queryset.model
        counts: Counter[Any] = Counter()
        for keys in chunks(self.keys, FEW):
            hits = model._base_manager.using(self._queryset.db).filter(pk__in=keys)
            counted = hits.order_by().values_list(field_name).annotate(Count("pk", distinct=True))
            counts.update(dict(counted))
        return counts

    def _fetched(self, keys: Sequence[Any]) -> Iterable[Model]:
        if self._can_filter and len(keys) <= FEW:
            return self._queryset.filter(pk__in=keys)
        wanted = set(keys)
        return (obj for obj in self._queryset.iterator(CHUNK) if obj.pk in wanted)

    def _listed(self, queryset: QuerySet) -> Iterator[Any]:
        """Yield the keys of the queryset, at least those of the candidates."""
        if self._can_filter and len(self._scores) <= FEW:
            to_python = queryset.model._meta.pk.to_python
            queryset = queryset.filter(pk__in=[to_python(key) for key in self._scores])
        return keys_of(queryset)

    def _without_order(self) -> QuerySet:
        fixed = not self._can_filter or self._queryset.query.distinct_fields
        return self._queryset if fixed else self._queryset.order_by()

    def _in_order(self) -> QuerySet:
        if self._queryset.query.order_by or not self._can_filter:
            return self._queryset
        return self._queryset.order_by("-pk")

    @property
    def _can_filter(self) -> bool:
        """Whether the queryset is neither sliced nor a union, which take no further filters."""
        query = self._queryset.query
        return not (query.is_sliced or query.combinator)


def keys_of(queryset: QuerySet) -> Iterator[Any]:
    """Yield the primary keys that a queryset selects, without what it would load besides."""
    if not queryset.query.combinator:
        queryset = queryset.prefetch_related(None)
    return queryset.values_list("pk", flat=True).iterator(CHUNK)
