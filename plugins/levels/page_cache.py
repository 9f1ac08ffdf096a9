"""Whole pages, kept for visitors who read at the same levels: no view runs for the second of them.

What is kept, and for whom, is decided here; a view has to say that it may be (`caching`). Nobody is
answered from what is kept who has a session or an account, and nothing is kept that was meant for
one visitor. A page is shown as long as its edition is in force (`edition`): one query asks.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.base import BaseCache
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language_from_request

from plugins.levels import cookies
from plugins.levels.caching import View, may_be_kept, parameters_of
from plugins.levels.edition import Edition, current, showing, shown
from plugins.levels.sites import site_of

ALIAS = "pages"
#: The name of Wagtail's URL pattern; each page says for itself whether it may be kept.
WAGTAIL_SERVE = "wagtail_serve"
#: Characters of a query string; with more, a page is not kept.
MAX_QUERY_STRING = 200
#: The cookie in which Django keeps messages until they are shown.
MESSAGES = "messages"
# The methods that change nothing.
SAFE = {"GET", "HEAD"}
#: What a kept page may vary by: it is kept apart by both.
APART_BY = {"cookie", "accept-language"}

#: Returns what a visitor's cookies decide of the page that is asked for, "" or the like for none.
Deciding = Callable[[HttpRequest], Hashable]
_deciding: list[Deciding] = []


def deciding(reading: Deciding) -> Deciding:
    """Have pages kept apart by what a function reads from a visitor's cookies; a decorator.

    For a plugin that shows visitors without an account something of their own. It has to read the
    cookie as its views do: what these take for none must read as none, and what does not concern
    the page that is asked for is better left out.
    """
    _deciding.append(reading)
    return reading


@deciding
def levels_chosen(request: HttpRequest) -> Hashable:
    """Return the level that the visitor has chosen, None for none, and those set for topics."""
    choices = cookies.choices_in(request)
    general = choices.pop(None, None)
    return general, tuple(sorted(choices.items()))


@dataclass(frozen=True)
class KeptPage:
    """A page as it was answered, and for how long that is what it would answer."""

    mark: UUID
    until: datetime
    content: bytes
    headers: dict[str, str]

    def is_of(self, edition: Edition) -> bool:
        """Tell whether it still is what a reader of `edition` would be shown."""
        return edition.mark == self.mark and timezone.now() < self.until

    def as_response(self) -> HttpResponse:
        """Return it as it was."""
        return HttpResponse(self.content, headers=self.headers)


class PageCacheMiddleware:
    """Answers with a page that is kept, where there is one, and keeps those that may be.

    Stands right below `PrivateByDefaultMiddleware`, so that browsers and shared caches are told the
    same of a page, whether it was kept or not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.DEBUG:
            # A template that is being written changes without anything being saved.
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE:
            # What it changes, it may show.
            return self.get_response(request)
        if not is_anybodys(request):
            with showing():
                return self.get_response(request)
        key = key_of(request)
        found: KeptPage | None = store().get(key)
        edition = current() if found else None
        if found and edition and found.is_of(edition):
            return found.as_response()
        with showing(edition):
            return self.answer(request, key)

    def answer(self, request: HttpRequest, key: str) -> HttpResponseBase:
        """Answer by the view, and keep what it answers if that may be."""
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and is_for_all(request, response):
            edition = shown()
            if edition:
                keep(response, key, edition)
        return response

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> None:
        """Ask which edition is in force, before the view reads anything of it."""
        if request.method in SAFE and (is_page(request) or may_be_kept(view)) and shown():
            site_of(request)


def store() -> BaseCache:
    """Return where pages are kept: the cache `pages`, or the site's only one."""
    return caches[ALIAS if ALIAS in caches.settings else DEFAULT_CACHE_ALIAS]


def key_of(request: HttpRequest) -> str:
    """Return the name that a page is kept by: its URL, and all else that decides what it is."""
    url = request.build_absolute_uri()
    decided = [reading(request) for reading in _deciding]
    apart = repr((url, get_language_from_request(request), decided))
    # Neither spaces nor length: some caches refuse them.
    return f"page:{sha256(apart.encode()).hexdigest()}"


def keep(response: HttpResponse, key: str, edition: Edition) -> None:
    """Keep what a view answered to a visitor who was shown an edition."""
    headers = dict(response.items())
    page = KeptPage(edition.mark, edition.lasts_until, response.content, headers)
    store().set(key, page, timeout=edition.seconds_left())


def is_anybodys(request: HttpRequest) -> bool:
    """Tell whether a request may be answered like that of any visitor at the same levels."""
    own = (settings.SESSION_COOKIE_NAME, MESSAGES)
    return (
        not any(request.COOKIES.get(name) for name in own)
        and "Authorization" not in request.headers
        and len(request.META.get("QUERY_STRING", "")) <= MAX_QUERY_STRING
        # What Wagtail makes up for the preview of a draft.
        and not getattr(request, "is_dummy", False)
    )


def is_page(request: HttpRequest) -> bool:
    """Tell whether a request is for a page of Wagtail's."""
    match = request.resolver_match
    return match is not None and match.url_name == WAGTAIL_SERVE


def is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether a response is what all visitors at the same levels would get."""
    parameters = parameters_of(response)
    return (
        parameters is not None
        and parameters.issuperset(request.GET)
        and (request.method, response.status_code) == ("GET", HttpResponse.status_code)
        and not response.streaming
        and is_kept_apart(response)
        and not is_own(request, response)
    )


def is_kept_apart(response: HttpResponse) -> bool:
    """Tell whether a response may be kept, and varies only by what pages are kept apart by."""
    varies_by = {each.strip().lower() for each in response.get("Vary", "").split(",")}
    return varies_by <= {*APART_BY, ""} and "no-store" not in response.get("Cache-Control", "")


def is_own(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether a response has something of one visitor's: a cookie, a token, a message."""
    messages: Any = getattr(request, "_messages", ())
    user: Any = getattr(request, "user", None)
    return bool(
        response.cookies
        # Set where a template has shown a token.
        or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        or len(messages)
        or (user is not None and user.is_authenticated)
    )
