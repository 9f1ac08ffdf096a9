"""Keeps other people's drafts from those who may not work on them, at every address of a page."""

from collections.abc import Callable
from typing import Any

import swapper
from django.http import Http404, HttpRequest, HttpResponse

from plugins.members.drafts import without_foreign_drafts

# What Wagtail's URLs call the pages that they are about.
PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "pk")


class ForeignDraftsMiddleware:
    """Answers as for a page that is not there; some of Wagtail's views name a page before they ask.

    Stands below authentication. Drafts in lists are left out by `OwnDraftsPolicy`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Raise Http404 where the address is that of a draft which is not the user's affair."""
        match = request.resolver_match
        if match is None or "wagtailadmin_pages" not in match.app_names + match.namespaces:
            return
        keys = {kwargs[name] for name in PAGE_KEYS if name in kwargs}
        if request.user.is_superuser or not request.user.is_authenticated or not keys:
            return
        pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk__in=keys)
        if without_foreign_drafts(pages, request.user).count() < len(keys):
            raise Http404
