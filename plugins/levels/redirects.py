"""Redirects that lead to no page that is hidden: its new address would tell that it is there."""

from urllib.parse import urlsplit

from django.http import HttpResponse
from wagtail.contrib.redirects import middleware
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from plugins.levels.privacy import is_hidden
from plugins.levels.reader import ReaderRequest


class RedirectMiddleware(middleware.RedirectMiddleware):
    """Takes the place of Wagtail's, which makes redirects by itself when a page moves."""

    def process_response(self, request: ReaderRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        if answer is response:
            return response
        page = redirected_to(request)
        return response if page and is_hidden(page, request) else answer


def redirected_to(request: ReaderRequest) -> Page | None:
    """Return the page that Wagtail's middleware has found for the path, None where it is none."""
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    redirect = middleware.get_redirect(request, path) or middleware.get_redirect(
        request, urlsplit(path).path
    )
    return redirect.redirect_page
