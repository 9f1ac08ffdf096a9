"""The experience story, and the list of stories."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, HelpPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from plugins.levels.reader import Reader
from plugins.page_forms import TitleLastForm
from plugins.pages import ContentPage, ListingPage
from plugins.stories.blocks import StoryBlock, four_parts
from plugins.stories.content_checks import STORY_CHECKS


class StoryPage(ContentPage):
    """What someone did, and what came of it: no frameworks, no plans, no theory."""

    may_feed = (1, 4)
    feeds_by_default = (1, 4)
    # What happened has happened; but what came of it may have changed.
    months_until_review = 24

    body = StreamField(StoryBlock(), default=four_parts, verbose_name=_("story"))

    content_checks = STORY_CHECKS
    base_form_class = TitleLastForm
    # In the order of the interview.
    content_panels = [
        HelpPanel(
            _(
                "Tell it as you would tell a colleague: one part after the other, in your own "
                "words. Title and summary come last. What you write is saved as you go."
            )
        ),
        FieldPanel("body"),
        TitleFieldPanel(
            "title",
            required_on_save=False,
            help_text=_(
                "Say what happened, so that a colleague stops: “Forty people in the rain”."
            ),
        ),
        *ContentPage.summary_panels,
        *ContentPage.level_panels,
        *ContentPage.credit_panels,
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
