"""Links in running text: the address of a hidden page would tell that it is there, and its slug."""

from typing import Any

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from plugins.levels.visibility import all_pages, published


class PublishedPageLinkHandler(PageLinkHandler):
    """Links to what anybody may read; a link to any other page is shown as plain text."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Page | None]:
        """Return the page that each link leads to, None where it is to have no address."""
        pages = super().get_many(attrs_list)
        keys = [page.pk for page in pages if page]
        shown = set(published(all_pages()).filter(pk__in=keys).values_list("pk", flat=True))
        return [page if page and page.pk in shown else None for page in pages]
