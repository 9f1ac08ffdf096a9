"""What is indexed of an object: the terms of its search fields, with weights and places."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from django.db.models import Manager, Model
from django.utils.encoding import force_str
from modelsearch.index import (
    AutocompleteField,
    RelatedFields,
    SearchField,
    class_is_indexed,
)

from . import places
from .analysis import Analyzer, beginnings, words
from .spelling import is_spelling
from .terms import Terms

Key: TypeAlias = tuple[str, str]


class Text(NamedTuple):
    """One value of a search field."""

    name: str
    boost: float
    completes: bool
    text: str


@dataclass
class Document:
    """One object as it is written to the index."""

    key: Key
    models: tuple[str, ...]
    routes: frozenset[str]
    words: Terms
    beginnings: Terms
    spellings: set[str]
    #: A fingerprint of the content: equal documents need not be written again.
    digest: bytes


def document(
    obj: Any, *, analyzer: Analyzer, zones: places.Zones, routes: frozenset[str]
) -> Document:
    """Return what to index of the object, an instance of an indexed model."""
    language = analyzer.language_of(_language_code(obj))
    whole, begun = Terms(), Terms()
    spellings: set[str] = set()
    texts = list(_texts(obj, type(obj).get_search_fields(), top=True))
    for text in texts:
        zone = zones[text.name]
        if text.completes:
            begun.add_variants(zone, list(map(beginnings, words(text.text))), text.boost)
        else:
            found = list(words(text.text))
            spellings.update(found)
            whole.add(zone, list(analyzer.stemmed(found, language)), text.boost)
    model: type[Model] = type(obj)
    models = model_labels(model)
    digest = _digest(language, models, texts)
    return Document(
        key=key_of(obj),
        models=models,
        routes=routes,
        words=whole,
        beginnings=begun,
        spellings=set(filter(is_spelling, spellings)),
        digest=digest,
    )


def _digest(*content: object) -> bytes:
    return hashlib.blake2b(repr(content).encode("utf-8", "replace"), digest_size=12).digest()


def key_of(obj: Model) -> Key:
    """Return what identifies the object in the index and in the outbox."""
    return label_of(type(obj)), str(obj.pk)


def label_of(model: type[Model]) -> str:
    """Return the name under which the index holds a model; proxies share that of their base."""
    concrete: Any = model._meta.concrete_model
    return concrete._meta.label_lower


@cache
def model_labels(model: type[Model]) -> tuple[str, ...]:
    """Return the labels of the models whose searches find instances of this model."""
    concrete: Any = model._meta.concrete_model
    parents = [parent for parent in concrete._meta.all_parents if class_is_indexed(parent)]
    return tuple(label_of(each) for each in (concrete, *parents))


def _language_code(obj: Model) -> str | None:
    locale = getattr(obj, "locale", None)
    return getattr(locale, "language_code", None)


def _texts(obj: Any, fields: Iterable[Any], *, top: bool) -> Iterator[Text]:
    for each in fields:
        if isinstance(each, RelatedFields):
            for related in _related(each.get_value(obj)):
                yield from _texts(related, each.fields, top=False)
        elif isinstance(each, SearchField | AutocompleteField):
            boost = getattr(each, "boost", None)
            for text in _values(each.get_value(obj)):
                yield Text(
                    name=each.field_name if top else "",
                    boost=1.0 if boost is None else float(boost),
                    completes=isinstance(each, AutocompleteField),
                    text=text,
                )


def _related(value: Any) -> Iterable[Any]:
    if isinstance(value, Manager):
        return value.all()
    if callable(value):
        value = value()
    return () if value is None else (value,)


def _values(value: Any) -> Iterator[str]:
    """Yield the texts in a field's value one by one, so that no phrase spans two of them."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _values(item)
    elif value is not None:
        yield force_str(value)
