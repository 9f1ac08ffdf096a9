"""The home page, the plain pages of the footer, and what an editor may set for the whole site."""

from typing import Any

from django.core.cache import cache
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cop_site.navigation import top_pages
from plugins.blocks import RICH_TEXT_FEATURES
from plugins.levels.reader import ReaderRequest
from plugins.levels.visibility import pages_visible_to
from plugins.pages import ServedPage, pages_passed

NEWEST_ON_HOME = 6
COMMUNITY_CACHE_KEY = "cop_site.community"


class HomePage(ServedPage):
    """Says what this is, asks where the reader stands, and shows what is new at that level."""

    headline = models.CharField(
        _("headline"), max_length=150, help_text=_("What this community is for, in one line.")
    )
    introduction = models.TextField(
        _("introduction"),
        max_length=600,
        blank=True,
        help_text=_("Who it is for and what they find here, in two or three sentences."),
    )

    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("introduction")]

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def route(self, request: ReaderRequest, path_components: list[str]) -> RouteResult:
        pages_passed(request)[self.pk] = self
        # The navigation has fetched the pages below already, which saves two queries on each page.
        pages = {page.slug: page for page in top_pages(request)}
        page = pages.get(path_components[0]) if path_components else None
        if page is None:
            return super().route(request, path_components)
        rest = path_components[1:]
        return (page.specific_deferred if rest else page.specific).route(request, rest)

    def get_context(self, request: ReaderRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        newest = pages_visible_to(request.reader).newest_first()
        return {
            **super().get_context(request, *args, **kwargs),
            "newest": newest.prefetch_related("topic_tags").specific()[:NEWEST_ON_HOME],
        }


class InformationPage(ServedPage):
    """A plain page that is for everybody: about, house rules, privacy, accessibility, contact."""

    body = RichTextField(_("text"), features=["h2", *RICH_TEXT_FEATURES])

    search_fields = [*Page.search_fields, index.SearchField("body")]
    content_panels = [*Page.content_panels, FieldPanel("body")]

    parent_page_types = ["cop_site.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")


@register_setting(icon="group")
class CommunitySettings(BaseGenericSetting):
    """What the whole site says of itself."""

    name = models.CharField(_("name"), max_length=100, default="Community of practice")
    content_licence = models.CharField(
        _("licence of the content"),
        max_length=100,
        default="Creative Commons Attribution 4.0",
        help_text=_("Under which licence may others use what is published here?"),
    )
    content_licence_url = models.URLField(
        _("where the licence is explained"),
        blank=True,
        default="https://creativecommons.org/licenses/by/4.0/",
    )
    review_days = models.PositiveSmallIntegerField(
        _("promised review time, in working days"),
        default=5,
        help_text=_("Within how many working days does an author hear from the editors?"),
    )
    notice = models.CharField(
        _("notice on every page"),
        max_length=200,
        blank=True,
        help_text=_("For example that this is sample content. Leave empty for none."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("content_licence"),
        FieldPanel("content_licence_url"),
        FieldPanel("review_days"),
        FieldPanel("notice"),
    ]

    class Meta:
        verbose_name = _("community")

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        transaction.on_commit(lambda: cache.delete(COMMUNITY_CACHE_KEY))
