"""The search backend: `BACKEND: "plugins.whoosh_search.backend"` in the settings names it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Model
from modelsearch.backends.base import BaseIndex, BaseSearchBackend

from . import outbox
from .after_commit import drain_after_commit
from .analysis import Analyzer, analyzer
from .compiler import WhooshAutocompleteQueryCompiler, WhooshSearchQueryCompiler
from .documents import key_of
from .draining import drain
from .highlighting import Highlighter
from .options import Options
from .readers import Snapshot, reading
from .rebuilding import Building, WhooshRebuilder
from .results import WhooshSearchResults
from .sources import is_source

Result = TypeVar("Result")


class WhooshIndex(BaseIndex):
    """The one index of a backend. Changes go to the outbox and follow after the commit."""

    backend: "WhooshSearchBackend"

    def __str__(self) -> str:
        return str(self.backend.options.path)

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        if is_source(model):
            self._note(items)

    def delete_item(self, item: Model) -> None:
        self._note([item])

    def refresh(self) -> None:
        """Make the index match the database now."""
        drain(self.backend.options)

    def reset(self) -> None:
        """Empty the index."""
        Building(self.backend.options).finish()

    def _note(self, items: Iterable[Model]) -> None:
        options = self.backend.options
        outbox.note(options.name, map(key_of, items))
        drain_after_commit(options)


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

    def highlighter(self, query: str) -> Highlighter:
        """Return what finds the words of a query in texts, for marking them and for excerpts."""
        return Highlighter(self.analyzer, query)

    def reading(self, read: Callable[[Snapshot], Result]) -> Result:
        """Return what ``read`` makes of the index as it is now."""
        return reading(self.options.path, read)


SearchBackend = WhooshSearchBackend
