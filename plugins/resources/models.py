"""The practice resource, what it is drawn from and takes along, and the list of resources."""

from collections.abc import Mapping
from typing import Any

import swapper
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, TitleFieldPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from plugins.levels.reader import Reader, ReaderRequest
from plugins.levels.structured_data import Node, SiteFacts, is_public
from plugins.pages import ContentPage, ListingPage
from plugins.resources.blocks import ResourceBodyBlock
from plugins.resources.content_checks import RESOURCE_CHECKS
from plugins.resources.forms import ResourcePageForm
from plugins.resources.panels import ExperiencePanel


class ResourcePage(ContentPage):
    """Something that others can use: the context, a framework, a pattern, what to expect."""

    class Kind(models.TextChoices):
        GUIDE = "guide", _("Guide")
        FRAMEWORK = "framework", _("Framework")
        PATTERN = "pattern", _("Pattern")
        CHECKLIST = "checklist", _("Checklist")
        TEMPLATE = "template", _("Template")
        BUSINESS_CASE = "business-case", _("Business case")
        CULTURAL_ISSUE = "cultural-issue", _("Known issue: cultural")
        TECHNICAL_ISSUE = "technical-issue", _("Known issue: technical")
        ORGANISATIONAL_ISSUE = "organisational-issue", _("Known issue: organisational")

    may_feed = (2, 3, 4)
    kind_field = "kind"
    # Others are due after a year (plugins.freshness).
    months_until_review = {Kind.TECHNICAL_ISSUE: 6}
    schema_types = ("CreativeWork", "LearningResource")

    kind = models.CharField(
        _("kind"),
        max_length=30,
        choices=Kind,
        # A search counts the kinds of thousands of resources, without reading their texts.
        db_index=True,
        help_text=_("What is it? A business case says why; all else but a guide says how."),
    )
    body = StreamField(ResourceBodyBlock(), verbose_name=_("resource"))
    questions = StreamField(
        [("question", blocks.CharBlock(label=_("Question"), max_length=300))],
        verbose_name=_("questions to reflect on"),
        blank=True,
        help_text=_("What should readers ask themselves before they go on?"),
    )
    review_date = models.DateField(
        _("review date"),
        null=True,
        blank=True,
        help_text=_("When should somebody check that it is still right?"),
    )

    base_form_class = ResourcePageForm
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("questions"),
        index.FilterField("kind"),
    ]
    api_fields = [*ContentPage.api_fields, "kind"]
    content_checks = RESOURCE_CHECKS
    # In the order of the interview.
    content_panels = [
        HelpPanel(
            _(
                "Write down what others can use, as plainly as you can: in parts, each under a "
                "heading of its own. Title and summary come last. What you write is saved as you "
                "go."
            )
        ),
        FieldPanel("kind"),
        FieldPanel(
            "body",
            help_text=_(
                "Begin with when it helps and when it does not; then what to do or to expect. "
                "Two or three sentences under each heading are often enough."
            ),
        ),
        FieldPanel("questions"),
        InlinePanel(
            "attachments",
            heading=_("Attachments"),
            label=_("Attachment"),
            help_text=_("Files to take along: a form, a table, slides."),
        ),
        InlinePanel(
            "sources",
            heading=_("Stories it is drawn from"),
            label=_("Story"),
            help_text=_("What somebody here did, and wrote up: it shows that this has been tried."),
        ),
        TitleFieldPanel(
            "title",
            required_on_save=False,
            help_text=_("Say what one can do with it, for example “Before a form goes live”."),
        ),
        *ContentPage.summary_panels,
        *ContentPage.credit_panels,
        *ContentPage.level_panels,
        FieldPanel("review_date"),
    ]

    parent_page_types = ["resources.ResourceIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    def default_level_numbers(self) -> tuple[int, ...]:
        """Return the levels that a resource of this kind feeds; of a guide its author says it."""
        return self.levels_by_kind(self.kind)

    @classmethod
    def levels_by_kind(cls, kind: str) -> tuple[int, ...]:
        """Return the levels that a resource of `kind` feeds, none for a guide or no kind."""
        if kind in ("", cls.Kind.GUIDE):
            return ()
        return (2, 4) if kind == cls.Kind.BUSINESS_CASE else (3, 4)

    def get_context(self, request: ReaderRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "files": self.attachments.select_related("document"),
        }

    def named_pages(self, reader: Reader) -> dict[str, list[Page]]:
        return {"drawn_from": self.drawn_from(reader)}

    def structured_data(self, site: SiteFacts, context: Mapping[str, Any]) -> Node:
        sources = [
            {"@type": "CreativeWork", "name": page.title, "url": page.full_url}
            for page in context.get("drawn_from", [])
        ]
        return {**super().structured_data(site, context), "isBasedOn": sources}

    def drawn_from(self, reader: Reader) -> list[Page]:
        """Return the live, public pages that it is drawn from, at whatever level, in their order.

        The one exception to a reader's own level, known to all who check: a resource names its
        sources.
        """
        sources = (each.source for each in self.sources.select_related("source"))
        return [page for page in sources if is_public(page, reader)]


class ResourceAttachment(Orderable):
    """A file that readers take along."""

    page = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(get_document_model_string(), models.PROTECT, related_name="+")

    panels = [FieldPanel("document")]

    class Meta(Orderable.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.document.title


class ResourceSource(Orderable):
    """A story that a resource is drawn from; it names the base page, so any type may be one."""

    page = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="sources")
    source = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        models.CASCADE,
        related_name="+",
        verbose_name=_("story"),
    )

    panels = [ExperiencePanel("source")]

    class Meta(Orderable.Meta):
        verbose_name = _("story that it is drawn from")
        verbose_name_plural = _("stories that it is drawn from")

    def __str__(self) -> str:
        return self.source.title


class ResourceIndexPage(ListingPage):
    """All resources."""

    listed_model = ResourcePage

    max_count = 1
    subpage_types = ["resources.ResourcePage"]

    class Meta:
        verbose_name = _("list of resources")
        verbose_name_plural = _("lists of resources")
