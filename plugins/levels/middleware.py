"""Puts the reader on each request, and turns a refusal to publish into a message."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from plugins.levels.models import LevelError
from plugins.levels.reader import Reader, ReaderRequest


class ReaderMiddleware:
    """Sets `request.reader`, resolved on first use: a page that needs no level costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ReaderRequest) -> HttpResponse:
        # Asking who reads asks for the session, which makes the response vary by cookie.
        reader: Any = SimpleLazyObject(lambda: Reader.of(request))
        request.reader = reader
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Send an editor back with the reason, where Wagtail's admin would answer with a 500.

        Its forms refuse a page without a level themselves; its bulk actions and workflow approval
        publish without a form.
        """
        if not isinstance(error, LevelError):
            return None
        for message in error.messages:
            messages.error(request, message, fail_silently=True)
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            # A modal of the admin: its script follows no redirect, but takes this for one.
            return JsonResponse({"step": "success", "redirect": self.origin(request)})
        return HttpResponseRedirect(self.origin(request))

    def origin(self, request: HttpRequest) -> str:
        """Return the URL that the request came from, if it is one of this site."""
        referrer = request.headers.get("Referer", "")
        here = url_has_allowed_host_and_scheme(referrer, {request.get_host()})
        return referrer if here else "/"
