"""Reading from the database what an index is to hold of some objects, now."""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import Error as DatabaseTrouble
from django.db import router
from django.db.models import Model, QuerySet, prefetch_related_objects
from modelsearch.index import class_is_indexed

from .analysis import analyzer
from .chunks import chunks
from .documents import Document, Key, document, key_of, label_of
from .options import Options
from .pointers import Pointer
from .routing import routes_of

#: Objects that are loaded at once.
CHUNK_SIZE = 200
#: Keys that are listed at once.
LISTED_AT_ONCE = 10_000


UNINDEXABLE = (
    "%(key)s cannot be indexed (%(error)s), and is not found until that is mended and it is saved."
)

logger = logging.getLogger(__name__)


class Source:
    """Makes the documents of one generation of an index from what the database holds."""

    def __init__(self, options: Options, pointer: Pointer) -> None:
        self._options = options
        self._zones = pointer.known_zones
        self._analyzer = analyzer(pointer.languages)
        self._routing = pointer.routing

    def documents(self, keys: Iterable[Key]) -> dict[Key, Document | None]:
        """Return the current document of each key; None for what the index may not hold."""
        current: dict[Key, Document | None] = dict.fromkeys(keys)
        for label, primary_keys in _by_model(current).items():
            for obj in self._objects(label, primary_keys):
                current[key_of(obj)] = self.document(obj)
        return current

    def document(self, obj: Model) -> Document | None:
        """Return the document of an object that the index may hold; None where it has a fault.

        One broken object must not keep all others from being found.
        """
        try:
            return self._document(obj)
        except (DatabaseTrouble, OSError, MemoryError):
            raise
        except Exception as error:
            logger.error(
                UNINDEXABLE, {"key": ":".join(key_of(obj)), "error": error}, exc_info=error
            )
            return None

    def _document(self, obj: Model) -> Document:
        routes = routes_of(obj, self._routing)
        return document(obj, analyzer=self._analyzer, zones=self._zones, routes=routes)

    def allowed(self, model: type[Model], objects: Iterable[Model]) -> list[Model]:
        """Return those of some loaded objects that the index may hold."""
        loaded = list(objects) if is_source(model) else []
        if _has_locale(model):
            prefetch_related_objects(loaded, "locale")
        if not self._options.documents_path:
            return loaded
        candidates = everything(model, self._options).filter(pk__in=[obj.pk for obj in loaded])
        kept = set(listed_keys(candidates))
        return [obj for obj in loaded if obj.pk in kept]

    def _objects(self, label: str, primary_keys: list[str]) -> Iterator[Model]:
        model = _model(label)
        if model is None:
            return
        for some in chunks(_valid(model, primary_keys), CHUNK_SIZE):
            yield from everything(model, self._options).filter(pk__in=some)


def everything(model: Any, options: Options) -> QuerySet:
    """Return all objects of exactly this model that an index may hold.

    They are read where they are written: a replica may not have them yet, or still have them.
    """
    objects = model.get_indexed_objects().using(router.db_for_write(model))
    return options.documents(_with_locale(objects))


def _with_locale(objects: QuerySet) -> QuerySet:
    """Fetch the locale along with each object: it says in which language to stem."""
    return objects.select_related("locale") if _has_locale(objects.model) else objects


def _has_locale(model: type[Model]) -> bool:
    return any(field.name == "locale" and field.many_to_one for field in model._meta.fields)


def listed_keys(queryset: QuerySet) -> Iterator[Any]:
    """Yield the primary keys that a queryset selects, in no order and loading nothing else."""
    bare = queryset.order_by().prefetch_related(None)
    return bare.values_list("pk", flat=True).iterator(LISTED_AT_ONCE)


def is_source(model: type[Model]) -> bool:
    """Tell whether documents are made of a model; not of proxies of one that has them itself."""
    if not class_is_indexed(model):
        return False
    return not (model._meta.proxy and class_is_indexed(model._meta.concrete_model))


def _by_model(keys: Iterable[Key]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for label, primary_key in keys:
        grouped.setdefault(label, []).append(primary_key)
    return grouped


def _model(label: str) -> type[Model] | None:
    """Return the model that makes the documents with this label, if it still exists."""
    sources = (model for model in apps.get_models() if is_source(model))
    return next((model for model in sources if label_of(model) == label), None)


def _valid(model: type[Model], primary_keys: Iterable[str]) -> Iterator[Any]:
    for primary_key in primary_keys:
        try:
            yield model._meta.pk.to_python(primary_key)
        except ValidationError:
            continue
