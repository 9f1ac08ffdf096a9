"""What search engines need to know of levels and topics, and when a page's entry is out of date."""

from collections.abc import Iterable

import swapper
from wagtail.models import Page
from wagtail.search import index
from wagtail.search.backends import get_search_backend

BACKEND = "readers"

SEARCH_FIELDS = [
    index.RelatedFields("level_tags", [index.FilterField("tag")]),
    index.RelatedFields("topic_tags", [index.FilterField("tag")]),
    index.FilterField("expire_at"),
]


def add_search_fields() -> None:
    """Let searches over pages be filtered by level and topic.

    Every indexed subclass copied the base page's list when its class was made, so each gets them.
    """
    base = swapper.load_model("wagtailcore", "Page")
    for model in (model for model in index.get_indexed_models() if issubclass(model, base)):
        known = {(type(field), field.field_name) for field in model.search_fields}
        model.search_fields = [
            *model.search_fields,
            *(field for field in SEARCH_FIELDS if (type(field), field.field_name) not in known),
        ]


def index_again(pages: Iterable[Page]) -> None:
    """Tell the readers' search that `pages` have changed in a way that saved none of them."""
    backend = get_search_backend(BACKEND)
    by_type: dict[type[Page], list[Page]] = {}
    for page in pages:
        by_type.setdefault(type(page), []).append(page)
    for model, of_type in by_type.items():
        backend.add_bulk(model, of_type)
