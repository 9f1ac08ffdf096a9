"""The experience story, and the list of stories."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from plugins.levels.reader import Reader
from plugins.pages import ContentPage, ListingPage
from plugins.stories.blocks import StoryBlock, four_parts


class StoryPage(ContentPage):
    """What someone did, and what came of it: no frameworks, no plans, no theory."""

    may_feed = (1, 4)
    feeds_by_default = (1, 4)

    body = StreamField(StoryBlock(), default=four_parts, verbose_name=_("story"))

    content_panels = [
        *Page.content_panels,
        *ContentPage.summary_panels,
        FieldPanel("body"),
        *ContentPage.credit_panels,
        *ContentPage.level_panels,
    ]

    parent_page_types = ["stories.StoryIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def named_pages(self, reader: Reader) -> dict[str, list[Page]]:
        return {"came_of_it": self.came_of_it(reader)}

    def came_of_it(self, reader: Reader) -> list[Page]:
        """Return what was made from this story, by any plugin, at the reader's own level."""
        if not self.pk:
            return []
        return [
            page
            for pages_drawn_from in hooks.get_hooks("pages_drawn_from")
            for page in pages_drawn_from(self).visible_to(reader)
        ]


class StoryIndexPage(ListingPage):
    """All stories."""

    listed_model = StoryPage

    max_count = 1
    subpage_types = ["stories.StoryPage"]

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")
