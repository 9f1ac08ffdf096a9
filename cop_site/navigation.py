"""The published pages right below the home page: what navigation, footer and routing begin with."""

from wagtail.models import Page, Site

from plugins.levels.reader import ReaderRequest
from plugins.levels.visibility import all_pages


def top_pages(request: ReaderRequest) -> list[Page]:
    """Return the published pages right below the site's home page; fetched once a request."""
    of_request = vars(request)
    if "top_pages" not in of_request:
        site = Site.find_for_request(request)
        below = all_pages().child_of(site.root_page) if site else all_pages().none()
        of_request["top_pages"] = list(below.public_to(request.reader).order_by("path"))
    return of_request["top_pages"]
