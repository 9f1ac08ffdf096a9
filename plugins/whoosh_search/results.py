"""The results of a search, as callers of modelsearch and Wagtail know them."""

from collections import OrderedDict
from typing import Any

from django.db.models import Model
from modelsearch.backends.base import BaseSearchResults, FilterFieldError

from .hits import Hits


class WhooshSearchResults(BaseSearchResults):
    """A slice of what a search found; all slices of one search share the work."""

    supports_facet = True

    def facet(self, field_name: str) -> "OrderedDict[Any, int]":
        field = self.query_compiler._get_filterable_field(field_name)
        if field is None:
            model = self.query_compiler.queryset.model.__name__
            raise FilterFieldError(
                f'Cannot facet search results with field "{field_name}". Please add '
                f"index.FilterField('{field_name}') to {model}.search_fields.",
                field_name=field_name,
            )
        return OrderedDict(self._hits.count_by(field_name).most_common())

    @property
    def degraded(self) -> bool:
        """Whether the index is being repaired and the database answered: unranked, no stems."""
        return self._hits.degraded

    def keys(self) -> list[Any]:
        """Return the primary keys of the results without loading them, in order."""
        return list(self._hits.keys[self.start : self.stop])

    @property
    def _hits(self) -> Hits:
        return self.query_compiler.hits(self.backend)

    def _do_search(self) -> list[Model]:
        objects = self._hits.objects(self.start, self.stop)
        if self._score_field:
            for obj in objects:
                setattr(obj, self._score_field, self._hits.score(obj.pk))
        return objects

    def _do_count(self) -> int:
        return len(range(len(self._hits))[self.start : self.stop])
