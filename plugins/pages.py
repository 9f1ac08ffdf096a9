"""Abstract pages that any plugin may build on: a page of content, and the list of such pages."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index
from wagtail.url_routing import RouteResult

from plugins.blocks import CONTENT_BLOCKS
from plugins.levels.listing import paginate
from plugins.levels.models import Level, LevelledMixin, Topic, TopicTag
from plugins.levels.reader import Reader, ReaderRequest
from plugins.levels.visibility import LevelledPageQuerySet, pages_visible_to

PAGE_SIZE = 12
# Adults read English non-fiction in silence at 238 words a minute (Brysbaert 2019).
WORDS_A_MINUTE = 238


def feeds(page: Page) -> tuple[int, ...]:
    """Return the levels that pages of the type of `page` may feed, none for an unlevelled type."""
    return getattr(page.specific_class, "may_feed", ())


class ServedPage(Page):
    """A page that need not ask a second time whether it is private."""

    is_public = False

    class Meta:
        abstract = True

    def route(self, request: ReaderRequest, path_components: list[str]) -> RouteResult:
        self.is_public = not request.reader.restrictions_on(self)
        return super().route(request, path_components)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        # The lists on every page have asked what is private: for what is not, Wagtail's two
        # queries for restrictions on this page and on those above it cannot find one either.
        if self.is_public:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()


class ContentPage(LevelledMixin, ServedPage):
    """What a practitioner publishes: a summary, a credit and, in the subclass, a body."""

    summary = models.TextField(
        _("summary"),
        max_length=300,
        help_text=_("One or two sentences that tell a stranger whether this is for them."),
    )
    credit_name = models.CharField(
        _("who"),
        max_length=200,
        blank=True,
        help_text=_("Who gets the credit: names, a role, or “anonymous”."),
    )
    credit_organisation = models.CharField(
        _("where"), max_length=200, blank=True, help_text=_("The organisation, or the place.")
    )
    body = StreamField(CONTENT_BLOCKS, verbose_name=_("text"))
    source_path = models.CharField(
        _("source"), max_length=500, blank=True, editable=False, db_index=True
    )
    source_digest = models.CharField(
        _("fingerprint of the source"), max_length=64, blank=True, editable=False
    )
    source_licence = models.CharField(
        _("licence of the source"), max_length=200, blank=True, editable=False
    )

    # A copy of an imported page is no import.
    exclude_fields_in_copy = ["source_path", "source_digest"]

    search_fields = [
        *Page.search_fields,
        # In place of Wagtail's, which weighs 2: words of a title or a summary say what a page is
        # about, and those of a long text may only be mentioned in it.
        index.SearchField("title", boost=4),
        index.SearchField("summary", boost=2),
        index.SearchField("body"),
        index.SearchField("credit_name"),
        index.SearchField("credit_organisation"),
        index.FilterField("source_path"),
    ]
    # Without the text: what it links to, by key or address, may be hidden.
    api_fields = ["summary", "credit_name", "credit_organisation"]
    # Without the text: what it links to, by key or address, may be hidden.
    api_fields = ["summary", "credit_name", "credit_organisation"]

    summary_panels = [FieldPanel("summary")]
    credit_panels = [
        MultiFieldPanel(
            [FieldPanel("credit_name"), FieldPanel("credit_organisation")], heading=_("Credit")
        )
    ]

    content_panels = [
        *Page.content_panels,
        *summary_panels,
        FieldPanel("body"),
        *credit_panels,
        *LevelledMixin.level_panels,
    ]

    class Meta:
        abstract = True

    def get_context(self, request: ReaderRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if self.pk:
            prefetch_related_objects([self], "level_tags", "topic_tags")
        return {
            **super().get_context(request, *args, **kwargs),
            "linked": self.linked_pages(request.reader),
        }

    def linked_pages(self, reader: Reader) -> dict[int, Page]:
        """Return, by key, those pages that the body links to that are in the reader's lists."""
        named = [block.value for block in self.body if block.block_type == "resource"]
        keys = {page.pk for page in named if page and reader.numbers & set(feeds(page))}
        return pages_visible_to(reader).in_bulk(keys) if keys else {}

    def text_for_excerpt(self) -> str:
        # The body as it is stored: its blocks would fetch each picture and page that they name.
        return " · ".join([self.summary, *stored_texts(list(self.body.raw_data))])

    @cached_property
    def reading_minutes(self) -> int:
        """How long a reader takes, in minutes, at least one."""
        words = " ".join(self._meta.get_field("body").get_searchable_content(self.body)).split()
        return max(1, round(len(words) / WORDS_A_MINUTE))

    @property
    def published_on(self) -> Any:
        """When readers could first read it; while it is a draft, when it was last changed."""
        return self.first_published_at or self.latest_revision_created_at


def stored_texts(value: Any) -> list[str]:
    """Return the texts in a StreamField's stored value, the names of blocks and keys left out."""
    if isinstance(value, str):
        return [get_text_for_indexing(value) if value.startswith("<") else value]
    if isinstance(value, dict):
        value = [value["value"]] if {"type", "value"} <= value.keys() else list(value.values())
    if isinstance(value, list):
        return [text for part in value for text in stored_texts(part)]
    return []


class ListingPage(ServedPage):
    """The list of all pages of one type: the reader's own level, newest first, by topic."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    # The type that the subclass lists.
    listed_model: ClassVar[type[ContentPage]]

    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        abstract = True

    @classmethod
    def can_fill(cls, level: Level) -> bool:
        """Whether pages of the listed type may be at `level`."""
        return level.number in cls.listed_model.may_feed

    @classmethod
    def can_fill_for(cls, reader: Reader) -> bool:
        """Whether pages of the listed type may be at a level that `reader` reads at."""
        return bool(reader.numbers & set(cls.listed_model.may_feed))

    def listed(self) -> LevelledPageQuerySet:
        """Return every page that the list is made of, whatever its level and state."""
        return self.listed_model.objects.descendant_of(self)

    def route(self, request: ReaderRequest, path_components: list[str]) -> RouteResult:
        # What is below is of one type, so it is fetched as such, in one query instead of two.
        if path_components:
            below = self.listed_model.objects.exact_type(self.listed_model).child_of(self)
            page = below.filter(slug=path_components[0]).first()
            if page:
                return page.route(request, path_components[1:])
        return super().route(request, path_components)

    def get_context(self, request: ReaderRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        reader = request.reader
        visible = self.listed().visible_to(reader)
        tagged = TopicTag.objects.filter(content_object__in=visible.values("pk"))
        slug = request.GET.get("topic", "").replace("\0", "")
        pages = visible.filter(topics__slug=slug) if slug else visible
        return {
            **super().get_context(request, *args, **kwargs),
            "can_fill": self.can_fill_for(reader),
            "begins_at": self.first_level(reader.levels),
            "topics": Topic.objects.filter(pk__in=tagged.values("tag")),
            "topic": slug,
            "pages": paginate(
                pages.newest_first().prefetch_related("topic_tags"),
                request.GET.get("page"),
                size=PAGE_SIZE,
            ),
        }

    def first_level(self, levels: list[Level]) -> Level:
        """Return the lowest of `levels` that the listed type may feed."""
        return next(level for level in levels if self.can_fill(level))
