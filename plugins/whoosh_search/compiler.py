"""The query compilers: what to search for, checked against modelsearch's contract."""

from typing import TYPE_CHECKING, Any

from modelsearch.backends.base import BaseSearchQueryCompiler, SearchFieldError
from modelsearch.query import MatchAll

from . import schema
from .documents import label_of
from .drain_thread import start_draining
from .fallback import Fallback
from .filters import filtered_columns
from .health import report_unreadable
from .hits import Candidates, Hits
from .matching import Scope
from .options import Drain
from .queries import CompletionBuilder, NodeBuilder
from .ranking import Statistics
from .routing import Values, implied_routes

if TYPE_CHECKING:
    from .backend import WhooshSearchBackend
    from .readers import Snapshot


class WhooshSearchQueryCompiler(BaseSearchQueryCompiler):
    """Finds whole words, by their stems."""

    DEFAULT_OPERATOR = "and"
    HANDLES_ORDER_BY_EXPRESSIONS = True

    field = schema.WORDS
    builder_class: type[NodeBuilder] = NodeBuilder

    def hits(self, backend: "WhooshSearchBackend") -> Hits:
        """Return what was found, searched once for all slices and counts of the results."""
        if self._hits is None:
            self._hits = Hits(
                self.queryset,
                self._candidates(backend),
                by_relevance=self.order_by_relevance and not isinstance(self.query, MatchAll),
            )
        return self._hits

    _hits: Hits | None = None

    def _candidates(self, backend: "WhooshSearchBackend") -> Candidates:
        """Return what the index finds, or the database where the index cannot be read."""
        routes = implied_routes(self.queryset, backend.options.routing)
        try:
            return backend.reading(lambda snapshot: self._search(snapshot, routes, backend))
        except NotImplementedError:
            raise
        except Exception as error:  # noqa: BLE001 - a damaged index fails in any way there is
            report_unreadable(backend.options, error)
        if backend.options.drain is Drain.THREAD:
            start_draining(backend.options)
        fallback = Fallback(self.queryset.model, backend.options, self.fields)
        to_python = self.queryset.model._meta.pk.to_python
        scores = {to_python(key): score for key, score in fallback.scores(self.query).items()}
        return Candidates(scores, among=len(scores), degraded=True)

    def _search(
        self, snapshot: "Snapshot", routes: Values | None, backend: "WhooshSearchBackend"
    ) -> Candidates:
        node = self.builder_class(snapshot.analyzer).build(self.query)
        # An index that is still routed by an older setting has other folders.
        same = snapshot.routing == backend.options.routing
        segments = snapshot.segments(routes if same else None)
        statistics = Statistics(segments, self.field)
        zones = frozenset(map(snapshot.zones.__getitem__, self.fields)) if self.fields else None
        model, to_python = label_of(self.queryset.model), self.queryset.model._meta.pk.to_python
        candidates = Candidates()
        for segment in segments:
            scope = Scope(segment, self.field, model, statistics, zones)
            candidates.add(segment.keys(model, to_python), node.matches(scope))
        return candidates

    def check(self) -> None:
        self._check_fields()
        for column in filtered_columns(self.queryset):
            self._get_filter_field_path_for_column(column)
        list(self._get_order_by())

    def _check_fields(self) -> None:
        allowed = {field.field_name for field in self._searchable()}
        for name in self.fields or ():
            if name not in allowed:
                model = self.queryset.model.__name__
                raise SearchFieldError(
                    f'Cannot search with field "{name}". Please add '
                    f'index.SearchField("{name}") to {model}.search_fields.',
                    field_name=name,
                )

    def _searchable(self) -> list[Any]:
        return self.queryset.model.get_searchable_search_fields()


class WhooshAutocompleteQueryCompiler(WhooshSearchQueryCompiler):
    """Finds words by their beginnings."""

    field = schema.BEGINNINGS
    builder_class = CompletionBuilder

    def _searchable(self) -> list[Any]:
        return self.queryset.model.get_autocomplete_search_fields()
