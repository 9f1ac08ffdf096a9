"""Answering from the database while the index cannot be read: no stems, no ranking, but right.

Each word is looked for in the columns of the models that the index holds which are text, or JSON
with texts inside as blocks of content have; the parts of a query are combined as sets of keys. A
word that names a part of the JSON is found in all of it: better too much than an empty answer.
"""

import json
from collections.abc import Callable, Generator, Iterable
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any, TypeAlias

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Field, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from modelsearch.index import get_indexed_models
from modelsearch.query import And, Boost, MatchAll, Not, Or, Phrase

from .analysis import fold
from .chunks import chunks
from .nesting import unnested
from .options import Options
from .queries import typed_words
from .sources import everything, is_source, listed_keys

#: Columns to look in as they are, and those that have texts inside.
AS_TEXT, IN_JSON = frozenset({"TextField"}), frozenset({"JSONField"})
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
            for key in listed_keys(self._with_texts(model).filter(wanted))
        )

    def _with_texts(self, model: Any) -> QuerySet:
        """Return all objects that the index may hold, with their JSON columns as texts."""
        texts = {_text_of(name): Cast(name, TextField()) for name in self._columns(model, IN_JSON)}
        return everything(model, self._options).alias(**texts)

    def _condition(self, model: Any, text: str) -> Q | None:
        """Return that a column of the model holds the text; None where it has none to look in.

        SQLite knows upper and lower case of ASCII letters only, and no database folds accents.
        """
        forms = {text} if text.isascii() else {text, text.lower(), fold(text)}
        plain = {(name, form) for name in self._columns(model, AS_TEXT) for form in forms}
        inside = {
            (_text_of(name), written)
            for name in self._columns(model, IN_JSON)
            for form in forms
            # SQLite keeps JSON as it was written: with codes for all letters beyond ASCII.
            for written in (form, json.dumps(form)[1:-1])
        }
        conditions = (Q(**{f"{name}__icontains": form}) for name, form in sorted(plain | inside))
        return reduce(or_, conditions, Q()) or None

    def _columns(self, model: Any, kinds: frozenset[str]) -> list[str]:
        """Return the names of the searched columns of some kinds, of those that are asked for."""
        names = (field.field_name for field in model.get_searchable_search_fields())
        asked = (name for name in names if self._fields is None or name in self._fields)
        return [name for name in dict.fromkeys(asked) if _kind_of(model, name) in kinds]


def _kind_of(model: type[Model], name: str) -> str:
    """Return Django's name for the kind of a column; nothing where it is none."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    if isinstance(field, CharField | TextField):
        return "TextField"
    return field.get_internal_type() if isinstance(field, Field) else ""


def _text_of(name: str) -> str:
    return f"{name}_as_text"
