"""What search engines need to know of levels and topics, and when a page's entry is out of date."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

import swapper
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.search.backends import get_search_backend, get_search_backends_with_name

BACKEND = "readers"
# Pages that an engine which needs them whole is given at once.
LOADED_AT_ONCE = 200

SEARCH_FIELDS = [
    index.RelatedFields("level_tags", [index.FilterField("tag")]),
    index.RelatedFields(
        "topic_tags",
        [
            index.FilterField("tag"),
            # Whoever looks for a topic finds the pages about it, whatever words they use.
            index.RelatedFields("tag", [index.SearchField("name", boost=1.5)]),
        ],
    ),
    index.FilterField("expire_at"),
]

# The key of a page and that of its content type.
KeyAndType: TypeAlias = tuple[int, int]


def add_search_fields() -> None:
    """Let searches over pages be filtered by level and topic, and find pages by their topics.

    Every indexed subclass copied the base page's list when its class was made, so each gets them.
    """
    base = swapper.load_model("wagtailcore", "Page")
    for model in (model for model in index.get_indexed_models() if issubclass(model, base)):
        known = {(type(field), field.field_name) for field in model.search_fields}
        model.search_fields = [
            *model.search_fields,
            *(field for field in SEARCH_FIELDS if (type(field), field.field_name) not in known),
        ]


def index_again(pages: PageQuerySet) -> None:
    """Tell the readers' search that `pages` have changed in a way that saved none of them.

    A whole section may be among them, so no page is loaded: an engine that follows the database
    by itself needs only keys.
    """
    index_keys(keys_and_types(pages))


def keys_and_types(pages: PageQuerySet) -> list[KeyAndType]:
    """Return what `index_keys` needs to know of `pages`, also once they can be found no more."""
    return list(pages.order_by().values_list("pk", "content_type_id"))


def index_keys(pages: Iterable[KeyAndType]) -> None:
    """Tell the readers' search that the pages with these keys and types have changed."""
    add_to(get_search_backend(BACKEND), pages)


def add_to(backend: Any, pages: Iterable[KeyAndType]) -> None:
    """Have a search backend index the pages with these keys and types as they are now."""
    for model, keys in by_model(pages).items():
        if hasattr(backend, "add_keys"):
            backend.add_keys(model, keys)
            continue
        for some in chunks(keys, LOADED_AT_ONCE):
            backend.add_bulk(model, list(model.get_indexed_objects().filter(pk__in=some)))


# What is saved and not indexed yet, of whoever works on many pages: the type of each by its key.
_put_off: ContextVar[dict[int, int] | None] = ContextVar("put_off", default=None)


@contextmanager
def indexed_at_the_end() -> Iterator[None]:
    """Have the levelled pages that are saved within indexed once each, at the end.

    Each save asks for it, of every page again, which takes the most part of its time. At the end
    means also: of an error. Within, nothing may be deleted; around it, no transaction be open that
    the error undoes. What is saved where tasks are run by other processes is indexed by these.
    """
    if _put_off.get() is not None:
        # Whoever began first ends last.
        yield
        return
    saved: dict[int, int] = {}
    token = _put_off.set(saved)
    try:
        yield
    finally:
        _put_off.reset(token)
        index_everywhere(saved.items())


def put_off(page: Page) -> bool:
    """Tell whether `page` is to be indexed later, and remember it if so."""
    saved = _put_off.get()
    if saved is None:
        return False
    saved[page.pk] = page.content_type_id
    return True


def index_everywhere(pages: Iterable[KeyAndType]) -> None:
    """Have every search engine that follows changes index the pages with these keys and types."""
    pages = list(pages)
    if pages:
        for _name, backend in get_search_backends_with_name(with_auto_update=True):
            add_to(backend, pages)


def by_model(pages: Iterable[KeyAndType]) -> dict[type[Page], list[int]]:
    """Return the keys of pages by their type; those whose type is no longer installed left out."""
    by_type: dict[int, list[int]] = {}
    for key, content_type in pages:
        by_type.setdefault(content_type, []).append(key)
    models: dict[int, Any] = {
        each: ContentType.objects.get_for_id(each).model_class() for each in by_type
    }
    return {models[each]: keys for each, keys in by_type.items() if models[each]}


def chunks(keys: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Yield `keys` in order, at most `size` at a time: as many as a query may name."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
