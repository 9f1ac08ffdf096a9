"""The sitemap, for crawlers: every public page at every level, the levels and the topics."""

from functools import cached_property
from typing import Any

from django.contrib.sitemaps import views
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from plugins.levels.caching import same_for_everybody
from plugins.levels.feeds import root_url
from plugins.levels.models import FIRST, LAST
from plugins.levels.topic_views import topics_of
from plugins.levels.visibility import all_pages, published


class Section(Sitemap):
    """A part of the sitemap, which fills one file or more."""

    # 50,000 are allowed; so many take some seconds to write.
    limit = 5_000

    @cached_property
    def paginator(self) -> Paginator:
        return Paginator(self.items(), self.limit)

    def get_latest_lastmod(self) -> None:
        """Return no date: Django would load every page to find it."""


class PageSitemap(Section):
    """The public pages of the site, of every type and at every level."""

    def items(self) -> PageQuerySet:
        below = all_pages().descendant_of(self.get_wagtail_site().root_page, inclusive=True)
        return published(below).order_by("path").defer_streamfields().specific()

    # Without `latest_lastmod`, which Wagtail would set here: a date that stays when a page is
    # hidden tells crawlers that nothing has changed. The entity tag tells of every change.
    def _urls(self, page: int | str, protocol: str, domain: str) -> list[dict[str, Any]]:
        shown: Any = self.paginator.page(page).object_list
        return [url for each in shown.iterator() for url in urls_of(each, self.request)]


class ListSitemap(Section):
    """The page of each level, the index of topics, and each topic that a public page is about."""

    def items(self) -> list[str]:
        topics = topics_of(published(all_pages()).filter(level_tags__isnull=False))
        return [
            *(reverse("levels:level", args=[number]) for number in range(FIRST, LAST + 1)),
            reverse("topics:index"),
            *(reverse("topics:topic", args=[topic.slug]) for topic in topics),
        ]

    def _urls(self, page: int | str, protocol: str, domain: str) -> list[dict[str, Any]]:
        begin = root_url(self.request, Site.find_for_request(self.request))
        return [{"location": begin + path} for path in self.paginator.page(page).object_list]


SECTIONS = {"pages": PageSitemap, "lists": ListSitemap}


def urls_of(page: Page, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the entries of a page, one for each of its URLs, as Wagtail has it."""
    if page.last_published_at is None:
        # Wagtail would say when its draft was last changed.
        page.latest_revision_created_at = page.first_published_at
    return page.get_sitemap_urls(request)


@require_safe
@same_for_everybody
def sitemap(request: HttpRequest, section: str | None = None) -> HttpResponseBase:
    """Show all URLs in one file or, where these are too many, the index of the files."""
    sections: dict[str, Any] = {name: kind(request) for name, kind in SECTIONS.items()}
    count = sum(each.paginator.count for each in sections.values())
    if section is None and count > Section.limit:
        return views.index(request, sections, sitemap_url_name="sitemap_section")
    return views.sitemap(request, sections, section=section)
