"""Where a POST comes from, for views that readers without an account write to.

Such a view is exempt from Django's CSRF check and asks this instead: a token would set a cookie on
every page of every visitor.
"""

from django.http import HttpRequest


def is_own_origin(request: HttpRequest) -> bool:
    """Tell whether a POST comes from a page of this site, by what the browser says of it."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"
