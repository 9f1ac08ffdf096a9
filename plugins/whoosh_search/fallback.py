"""Answering from the database while the index cannot be read: no stems, no ranking, but right.

Each word is looked for in the text columns of the models that the index holds; the parts of a
query are combined as sets of keys.
"""

from collections.abc import Callable, Generator, Iterable
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any, TypeAlias

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, TextField
from django.db.models.fields import CharField
from modelsearch.index import get_indexed_models
from modelsearch.query import And, Boost, MatchAll, Not, Or, Phrase

from .analysis import fold
from .chunks import chunks
from .nesting import unnested
from .options import Options
from .queries import typed_words
from .sources import everything, is_source, listed_keys

#: More words than this are looked for by several queries: databases limit the size of one.
WORDS_AT_ONCE = 8

Keys: TypeAlias = frozenset[str]
#: Yields parts of a query, is sent the keys of what they match, and returns its own.
Parts: TypeAlias = Generator[Any, Keys, Keys]


class Fallback:
    """A search of one model, limited to some fields or not, in the database alone."""

    def __init__(self, model: type[Model], options: Options, fields: Iterable[str] | None) -> None:
        sources = filter(is_source, get_indexed_models())
        self._models = [each for each in sources if issubclass(each, model)]
        self._options = options
        self._fields = fields

    def scores(self, query: Any) -> dict[str, float]:
        """Return the keys of the objects that match, as the index would: all score the same."""
        return dict.fromkeys(unnested(self._begun, query), 0.0)

    def _begun(self, query: Any) -> Keys | Parts:
        """Return the keys of what matches, or what finds them by the parts of the query."""
        match query:
            case MatchAll():
                return self._everything
            case Boost() | Not():
                return self._changed(query)
            case And() | Or():
                return self._combined(query)
        return self._matching(query)

    def _changed(self, query: Boost | Not) -> Parts:
        keys = yield query.subquery
        return self._everything - keys if isinstance(query, Not) else keys

    def _combined(self, query: And | Or) -> Parts:
        found = []
        for subquery in query.subqueries:
            found.append((yield subquery))
        combine = and_ if isinstance(query, And) else or_
        return reduce(combine, found) if found else frozenset()

    def _matching(self, query: Any) -> Keys:
        words = typed_words(query.query_string)
        if isinstance(query, Phrase):
            words = [" ".join(words)] if words else []
        combine = or_ if getattr(query, "operator", "and") == "or" else and_
        found = [self._holding(some, combine) for some in chunks(words, WORDS_AT_ONCE)]
        return reduce(combine, found) if found else frozenset()

    def _holding(self, words: list[str], combine: Callable[[Any, Any], Any]) -> Keys:
        """Return the keys of what holds all of some words, or any of them."""

        def condition(model: Any) -> Q | None:
            parts = [self._condition(model, word) for word in words]
            return reduce(combine, parts) if all(parts) else None

        return self._listed(condition)

    @cached_property
    def _everything(self) -> Keys:
        return self._listed(lambda model: Q())

    def _listed(self, condition: Callable[[Any], Q | None]) -> Keys:
        return frozenset(
            str(key)
            for model in self._models
            if (wanted := condition(model)) is not None
            for key in listed_keys(everything(model, self._options).filter(wanted))
        )

    def _condition(self, model: Any, text: str) -> Q | None:
        """Return that a text column of the model holds the text; None where it has no such.

        SQLite knows upper and lower case of ASCII letters only, and no database folds accents.
        """
        forms = {text} if text.isascii() else {text, text.lower(), fold(text)}
        columns = [
            field.field_name
            for field in model.get_searchable_search_fields()
            if _is_text(model, field.field_name)
            and (self._fields is None or field.field_name in self._fields)
        ]
        conditions = (Q(**{f"{name}__icontains": form}) for name in columns for form in forms)
        return reduce(or_, conditions, Q()) or None


def _is_text(model: type[Model], name: str) -> bool:
    try:
        return isinstance(model._meta.get_field(name), CharField | TextField)
    except FieldDoesNotExist:
        return False
