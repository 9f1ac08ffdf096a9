"""The published pages right below the home page: what navigation, footer and routing begin with."""

from wagtail.models import Page, Site

from plugins.levels.edition import kept
from plugins.levels.reader import ReaderRequest
from plugins.levels.sites import site_of
from plugins.levels.visibility import all_pages


def top_pages(request: ReaderRequest) -> list[Page]:
    """Return the published pages right below the site's home page; kept with the edition."""
    of_request = vars(request)
    if "top_pages" not in of_request:
        site = site_of(request)
        name = f"cop_site.top_pages:{site.root_page_id}" if site else "cop_site.top_pages"
        of_request["top_pages"] = kept(name, lambda: pages_below(site, request), otherwise=0)
    return of_request["top_pages"]


def pages_below(site: Site | None, request: ReaderRequest) -> list[Page]:
    """Return the published pages right below the home page of a site."""
    below = all_pages().child_of(site.root_page) if site else all_pages().none()
    return list(below.public_to(request.reader).order_by("path"))
