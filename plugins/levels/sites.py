"""Which of Wagtail's sites a request is for."""

from django.http import HttpRequest
from wagtail.models import Site

from plugins.levels.edition import kept

# Where Wagtail remembers with a request what it has found.
REMEMBERED = "_wagtail_site"


def site_of(request: HttpRequest) -> Site | None:
    """Return the site that `request` is for, with its root page, as Wagtail finds it.

    Kept with the edition, and Wagtail is told: it would ask three times for every page.
    """
    if REMEMBERED not in vars(request):
        name = f"site:{request.get_host()}:{request.get_port()}"
        vars(request)[REMEMBERED] = kept(name, lambda: found_for(request), otherwise=0)
    return Site.find_for_request(request)


def found_for(request: HttpRequest) -> Site | None:
    """Return the site that Wagtail finds, with its root page as its own type."""
    site = Site.find_for_request(request)
    if site:
        # Remembered by the page, and so kept along with it.
        _ = site.root_page.specific
    return site
