"""Where a POST comes from, for views that readers without an account write to.

Such a view is exempt from Django's CSRF check and asks this instead: a token would set a cookie on
every page of every visitor.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.urls import get_callable


def is_own_origin(request: HttpRequest) -> bool:
    """Tell whether a POST comes from a page of this site, by what the browser says of it."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def refuse(request: HttpRequest) -> HttpResponse:
    """Answer a POST from elsewhere as Django's CSRF check does: with the site's own page for it."""
    return get_callable(settings.CSRF_FAILURE_VIEW)(
        request, REASON_BAD_ORIGIN % request.headers.get("Origin")
    )
