"""Answering from the database while the index cannot be read: no stems, no ranking, but right.

Each word is looked for in the text columns of the models that the index holds; the parts of a
query are combined as sets of keys.
"""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, TextField
from django.db.models.fields import CharField
from modelsearch.index import get_indexed_models
from modelsearch.query import And, Boost, MatchAll, Not, Or, Phrase

from .options import Options
from .queries import query_words
from .sources import everything, is_source, listed_keys


class Fallback:
    """A search of one model, limited to some fields or not, in the database alone."""

    def __init__(self, model: type[Model], options: Options, fields: Iterable[str] | None) -> None:
        sources = filter(is_source, get_indexed_models())
        self._models = [each for each in sources if issubclass(each, model)]
        self._options = options
        self._fields = fields

    def scores(self, query: Any) -> dict[str, float]:
        """Return the keys of the objects that match, as the index would: all score the same."""
        return dict.fromkeys(self._keys(query), 0.0)

    def _keys(self, query: Any) -> frozenset[str]:
        match query:
            case MatchAll():
                return self._everything()
            case Boost():
                return self._keys(query.subquery)
            case Not():
                return self._everything() - self._keys(query.subquery)
            case And():
                return reduce(and_, map(self._keys, query.subqueries))
            case Or():
                return reduce(or_, map(self._keys, query.subqueries))
        return self._matching(query)

    def _matching(self, query: Any) -> frozenset[str]:
        words = query_words(query.query_string)
        if not words:
            return frozenset()
        if isinstance(query, Phrase):
            return self._holding(query.query_string.strip())
        combine = or_ if query.operator == "or" else and_
        return reduce(combine, map(self._holding, words))

    def _holding(self, text: str) -> frozenset[str]:
        return self._listed(lambda model: self._condition(model, text))

    def _everything(self) -> frozenset[str]:
        return self._listed(lambda model: Q())

    def _listed(self, condition: Any) -> frozenset[str]:
        return frozenset(
            str(key)
            for model in self._models
            if (wanted := condition(model)) is not None
            for key in listed_keys(everything(model, self._options).filter(wanted))
        )

    def _condition(self, model: Any, text: str) -> Q | None:
        """Return that a text column of the model holds the text; None where it has no such."""
        columns = [
            field.field_name
            for field in model.get_searchable_search_fields()
            if _is_text(model, field.field_name)
            and (self._fields is None or field.field_name in self._fields)
        ]
        return reduce(or_, (Q(**{f"{name}__icontains": text}) for name in columns), Q()) or None


def _is_text(model: type[Model], name: str) -> bool:
    try:
        return isinstance(model._meta.get_field(name), CharField | TextField)
    except FieldDoesNotExist:
        return False
