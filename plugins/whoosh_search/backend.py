"""The search backend: `BACKEND: "plugins.whoosh_search.backend"` in the settings names it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import router
from django.db.models import Model, QuerySet
from modelsearch.backends.base import BaseIndex, BaseSearchBackend

from .after_commit import follow
from .analysis import Analyzer, analyzer
from .compiler import WhooshAutocompleteQueryCompiler, WhooshSearchQueryCompiler
from .documents import Key, key_of, label_of
from .draining import drain
from .health import report_unreadable
from .options import Options
from .readers import Snapshot, reading
from .rebuilding import Building, WhooshRebuilder
from .results import WhooshSearchResults
from .routing import implied_routes
from .sources import is_source
from .spelling import corrections

Result = TypeVar("Result")


class WhooshIndex(BaseIndex):
    """The one index of a backend. Changes go to the outbox and follow after the commit."""

    backend: "WhooshSearchBackend"

    def __str__(self) -> str:
        return str(self.backend.options.path)

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        if is_source(model):
            self._note(items)

    def add_keys(self, model: type[Model], keys: Iterable[object]) -> None:
        """Have the objects of one model with these primary keys indexed again."""
        if is_source(model):
            label = label_of(model)
            noted = ((label, str(key)) for key in keys)
            follow(self.backend.options, noted, using=router.db_for_write(model))

    def delete_item(self, item: Model) -> None:
        self._note([item])

    def refresh(self) -> None:
        """Make the index match the database now."""
        drain(self.backend.options)

    def reset(self) -> None:
        """Empty the index."""
        Building(self.backend.options).finish()

    def _note(self, items: Iterable[Model]) -> None:
        keys: dict[str, list[Key]] = {}
        for item in items:
            using = item._state.db or router.db_for_write(type(item))
            keys.setdefault(using, []).append(key_of(item))
        for using, noted in keys.items():
            follow(self.backend.options, noted, using=using)


class WhooshSearchBackend(BaseSearchBackend):
    """Full text search on files, checked against the database."""

    query_compiler_class = WhooshSearchQueryCompiler
    autocomplete_query_compiler_class = WhooshAutocompleteQueryCompiler
    index_class = WhooshIndex
    results_class = WhooshSearchResults
    rebuilder_class = WhooshRebuilder

    def __init__(self, params: Mapping[str, Any]) -> None:
        super().__init__(params)
        self.options = Options.from_params(params)

    @property
    def analyzer(self) -> Analyzer:
        """What turns text into terms."""
        return analyzer(self.options.languages)

    def similar_words(self, queryset: QuerySet, word: str) -> list[str]:
        """Return indexed words that a word which the index does not hold may stand for.

        The most likely comes first. They stand in objects that searches of ``queryset`` look
        through, as far as ROUTING tells them apart; whether the queryset holds any of these, the
        caller finds out by searching it. Empty for a word that the index holds, and while the
        index cannot be read.
        """
        routes = implied_routes(queryset, self.options.routing)
        try:
            return self.reading(lambda snapshot: corrections(snapshot, routes, word))
        except Exception as error:  # noqa: BLE001 - a damaged index fails in any way there is
            report_unreadable(self.options, error)
            return []

    def add_keys(self, model: type[Model], keys: Iterable[object]) -> None:
        """Do what `add_bulk` does, for objects that need not be loaded.

        ``model`` is the model that makes their documents, ``keys`` are primary keys. Objects that
        are no longer there, or are not to be indexed, leave the index.
        """
        self.get_index_for_model(model).add_keys(model, keys)

    def reading(self, read: Callable[[Snapshot], Result]) -> Result:
        """Return what ``read`` makes of the index as it is now."""
        return reading(self.options.path, read)


SearchBackend = WhooshSearchBackend
