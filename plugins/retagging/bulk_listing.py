"""What “select all” means in Wagtail's lists of pages: what the list shows, on all its pages.

Wagtail's own actions take no notice of filters there, and would take all that there is.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import swapper
from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve
from wagtail.admin.views.pages.search import page_filter_search

from plugins.retagging.explorer import TaggedExplorerView, TaggedPageFilterSet, TaggedTypeView
from plugins.retagging.planning import pages_known_to

#: What stands in the place of keys where all pages of a list are selected.
ALL = "all"
# Digits of the key of a page; databases fail on numbers that they cannot hold.
LONGEST_KEY = 18


class Whole:
    """A list of pages without what its rows show beside the pages."""

    def annotate_queryset(self, pages: QuerySet) -> QuerySet:
        return pages


class WholeExplorer(Whole, TaggedExplorerView):
    pass


class WholeType(Whole, TaggedTypeView):
    pass


def selected(request: HttpRequest) -> list[int]:
    """Return the keys of the pages that are selected in the list from which `request` comes."""
    chosen = request.GET.getlist("id")
    if ALL not in chosen:
        return [int(key) for key in dict.fromkeys(chosen) if is_key(key)]
    parent = request.GET.get("childOf")
    if parent is not None:
        return in_explorer(request, parent)
    model = listed_type(request.GET.get("next", ""))
    return in_type(request, model) if model else in_search(request)


def is_key(text: str) -> bool:
    """Tell whether `text` may be the key of a page."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY


def in_explorer(request: HttpRequest, parent: str) -> list[int]:
    """Return the pages that the explorer lists at a page; below it, where it is narrowed down."""
    if not is_key(parent):
        raise Http404
    view = WholeExplorer(filterset_class=TaggedPageFilterSet)
    view.setup(request)
    view.parent_page = get_object_or_404(pages_known_to(request.user), pk=parent).specific
    return keys_in(view)


def in_type(request: HttpRequest, model: type[Any]) -> list[int]:
    """Return the pages that the list of a type holds."""
    view = WholeType(filterset_class=TaggedPageFilterSet)
    view.setup(request)
    view.model = model
    return keys_in(view)


def keys_in(view: Any) -> list[int]:
    """Return the keys of all pages that a list holds."""
    return keys_of(view.search_queryset(view.filter_queryset(view.get_base_queryset())))


def in_search(request: HttpRequest) -> list[int]:
    """Return the pages that the admin's search of pages finds."""
    pages = pages_known_to(request.user)
    label, _dot, model = request.GET.get("content_type", "").partition(".")
    if model:
        pages = pages.filter(content_type__app_label=label, content_type__model=model)
    found, _all = page_filter_search(request.GET.get("q", ""), pages)
    return keys_of(found)


def keys_of(found: Iterable[Any]) -> list[int]:
    """Return the keys of pages, in a queryset or found by a search engine."""
    if isinstance(found, QuerySet):
        return list(found.values_list("pk", flat=True))
    return [page.pk for page in found]


def listed_type(url: str) -> type[Any] | None:
    """Return the type of page that the list at `url` is of, None for other lists."""
    try:
        match = resolve(urlsplit(url).path)
    except (Resolver404, ValueError):
        return None
    if match.url_name != "type_use":
        return None
    model = apps.get_model(*match.kwargs.values())
    return model if issubclass(model, swapper.load_model("wagtailcore", "Page")) else None
