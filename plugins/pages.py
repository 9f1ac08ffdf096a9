"""Abstract pages that any plugin may build on: a page of content, and the list of such pages."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar

from django.core.exceptions import SuspiciousOperation
from django.db import models
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import AbstractPage, Page, PageViewRestriction
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index
from wagtail.url_routing import RouteResult

from plugins.blocks import CONTENT_BLOCKS, CreditsBlock, Heading
from plugins.credits import Credited, authors, credit_in_short, credit_line, credited
from plugins.levels.caching import let_readers_alike_share
from plugins.levels.listing import paginate
from plugins.levels.models import Level, LevelledMixin, Topic, TopicTag
from plugins.levels.reader import Reader, ReaderRequest
from plugins.levels.related import LeadsOn, leads_on_from
from plugins.levels.structured_data import Node, Picture, SiteFacts, is_public
from plugins.levels.visibility import LevelledPageQuerySet
from plugins.pictures import shown_where_shared

PAGE_SIZE = 12
# Adults read English non-fiction in silence at 238 words a minute (Brysbaert 2019).
WORDS_A_MINUTE = 238
# A page of so many minutes and parts, both at least, has a list of its contents.
LONG_READ = 3
MANY_PARTS = 3


def feeds(page: Page) -> tuple[int, ...]:
    """Return the levels that pages of the type of `page` may feed, none for an unlevelled type."""
    return getattr(page.specific_class, "may_feed", ())


def with_what_goes_along(pages: LevelledPageQuerySet) -> LevelledPageQuerySet:
    """Have fetched along with `pages` what plugins show of each, in the same query."""
    names = [name for along in hooks.get_hooks("fetched_with_pages") for name in along()]
    return pages.select_related(*names) if names else pages


def pages_passed(request: ReaderRequest) -> dict[int, Page]:
    """Return the pages that `request` came by on its way down the tree, by key, topmost first."""
    return vars(request).setdefault("pages_passed", {})


class ServedPage(Page):
    """A page that need not ask a second time whether it is private, or what is above it."""

    is_public = False
    #: What it is in the words of schema.org.
    schema_types: ClassVar[tuple[str, ...]] = ("WebPage",)
    #: The parameters of a query string that it looks at.
    parameters: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def route(self, request: ReaderRequest, path_components: list[str]) -> RouteResult:
        self.is_public = not request.reader.restrictions_on(self)
        pages_passed(request)[self.pk] = self
        return super().route(request, path_components)

    def serve(self, request: ReaderRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        if self.is_public:
            let_readers_alike_share(response, self.parameters)
        return response

    def get_context(self, request: ReaderRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "ancestors": self.ancestors_shown(request),
        }

    def ancestors_shown(self, request: ReaderRequest) -> list[Page]:
        """Return the pages above it that anybody may see, topmost first."""
        above = [page for page in pages_passed(request).values() if page.pk != self.pk]
        return [page for page in above if is_public(page, request.reader)]

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
    credits = StreamField(
        CreditsBlock(),
        verbose_name=_("credit"),
        blank=True,
        help_text=_(
            "Who gets the credit? Name people only if they agree; others by what they do, or "
            "anonymously. As long as there is nobody here, it goes to the community."
        ),
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
        index.SearchField("credits"),
        index.FilterField("source_path"),
    ]
    # Without the text: what it links to, by key or address, may be hidden.
    api_fields = ["summary", "credits", "credit_line"]

    summary_panels = [FieldPanel("summary")]
    credit_panels = [FieldPanel("credits")]

    content_panels = [
        *Page.content_panels,
        *summary_panels,
        FieldPanel("body"),
        *credit_panels,
        *LevelledMixin.level_panels,
    ]

    schema_types = ("Article", "LearningResource")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        # What the editor's lists call a page. Wagtail names it there as it is being edited, to
        # everybody who may write pages of their own: the title of a draft is its author's affair.
        if self.live:
            self.draft_title = self.title_as_saved_with(kwargs.get("update_fields"))
        super().save(*args, **kwargs)

    def title_as_saved_with(self, update_fields: Collection[str] | None) -> str:
        """Return the title that is stored once these fields are saved, None for all of them."""
        if update_fields is None or "title" in update_fields:
            return self.title
        pages = type(self)._base_manager.filter(pk=self.pk)
        return pages.values_list("title", flat=True).first() or self.title

    def get_context(self, request: ReaderRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if self.pk:
            prefetch_related_objects([self], "level_tags", "topic_tags")
        named = self.named_pages(request.reader)
        leads_on = self.leads_on(request.reader, named)
        return {
            **super().get_context(request, *args, **kwargs),
            **named,
            **vars(leads_on),
            "contents": self.contents(),
            "below_content": self.below_content(request),
            "checked_on": self.checked_on(),
            "picture": self.first_picture(SiteFacts.of(request)),
            "picture_at_top": self.picture_at_top(),
        }

    def below_content(self, request: ReaderRequest) -> list[SafeString]:
        """Return what other plugins show below its text."""
        offers = hooks.get_hooks("below_content")
        return [part for offer in offers for part in offer(self, request)]

    def checked_on(self) -> date | None:
        """Return when somebody last found it still right, None where nobody has."""
        days = (last_checked(self) for last_checked in hooks.get_hooks("last_checked"))
        return max(filter(None, days), default=None) if self.pk else None

    def contents(self) -> list[Heading]:
        """Return the headings of its parts where it is so long that a reader would ask for them."""
        blocks = (block for block in self.body if hasattr(block.block, "heading_of"))
        headings = [block.block.heading_of(block.value) for block in blocks]
        found = [heading for heading in headings if heading]
        is_long = self.reading_minutes >= LONG_READ and len(found) >= MANY_PARTS
        return found if is_long else []

    def named_pages(self, reader: Reader) -> dict[str, list[Page]]:
        """Return the pages that its template names beside the text, by the name they have there."""
        return {}

    def leads_on(self, reader: Reader, named: Mapping[str, list[Page]]) -> LeadsOn:
        """Return where `reader` may go from it, other than to the pages `named` beside the text."""
        blocks = [block.value for block in self.body if block.block_type == "resource"]
        linked = {page.pk for page in blocks if page and reader.numbers & set(feeds(page))}
        keys = {page.pk for pages in named.values() for page in pages}
        return leads_on_from(self, reader, linked=linked, named=keys | self.keys_in_text())

    def keys_in_text(self) -> set[int]:
        """Return the keys of all pages that the text links to, in whatever way."""
        references = self._meta.get_field("body").extract_references(self.body)
        return {int(key) for model, key, *_rest in references if issubclass(model, AbstractPage)}

    def first_picture(self, site: SiteFacts) -> Picture | None:
        """Return the first picture of its text, as it is shown where the page is shared."""
        pictures = (block.value for block in self.body if block.block_type == "picture")
        for value in pictures:
            shown = shown_where_shared(value["image"]) if value["image"] else None
            if shown:
                address = site.whole(shown.url)
                return Picture(address, shown.width, shown.height, value["alt_text"])
        return None

    def picture_at_top(self) -> Any:
        """Return the value of the picture that its text begins with, None for other beginnings."""
        top = self.body[0] if self.body else None
        return top.value if top and top.block_type == "picture" else None

    def structured_data(self, site: SiteFacts, context: Mapping[str, Any]) -> Node:
        """Return what it says to machines beyond its levels, topics and dates."""
        picture: Picture | None = context.get("picture")
        about_page = {"@type": "WebPage", "@id": self.full_url}
        if context.get("checked_on"):
            about_page["lastReviewed"] = context["checked_on"].isoformat()
        return {
            "mainEntityOfPage": about_page,
            "author": authors(self.credits, site.name),
            "license": self.licence(site),
            "timeRequired": f"PT{self.reading_minutes}M",
            "image": picture.as_node() if picture else None,
        }

    def licence(self, site: SiteFacts) -> Node:
        """Return under which licence others may use it: its own, or the community's."""
        if self.source_licence:
            return {"@type": "CreativeWork", "name": self.source_licence}
        return site.licence_node()

    def text_for_excerpt(self) -> str:
        # The body as it is stored: its blocks would fetch each picture and page that they name.
        return " · ".join([self.summary, *stored_texts(list(self.body.raw_data))])

    @property
    def credit_line(self) -> str:
        """All who get the credit, with what they do and where, in one line; empty if nobody."""
        return credit_line(self.credits)

    @property
    def credit_in_short(self) -> str:
        """Who gets the credit, as a card has room for it."""
        return credit_in_short(self.credits)

    @property
    def credited(self) -> list[Credited]:
        """Who gets the credit, by organisation."""
        return credited(self.credits)

    @cached_property
    def reading_minutes(self) -> int:
        """How long a reader takes, in minutes, at least one."""
        words = " ".join(self._meta.get_field("body").get_searchable_content(self.body)).split()
        return max(1, round(len(words) / WORDS_A_MINUTE))

    @property
    def published_on(self) -> Any:
        """When readers could first read it; while it is a draft, when it was last changed."""
        # When the draft of a live page was changed is its author's affair.
        return self.first_published_at or (None if self.live else self.latest_revision_created_at)


def stored_texts(value: Any) -> list[str]:
    """Return the texts in a StreamField's stored value, the names of blocks and keys left out."""
    if isinstance(value, str):
        text = text_of(value) if value.startswith("<") else value
        return [text] if text.strip() else []
    if isinstance(value, dict):
        value = [value["value"]] if {"type", "value"} <= value.keys() else list(value.values())
    if isinstance(value, list):
        return [text for part in value for text in stored_texts(part)]
    return []


@lru_cache(maxsize=1_000)
def text_of(rich_text: str) -> str:
    """Return what a rich text says; hits of searches come again, and taking it apart is slow."""
    try:
        return get_text_for_indexing(rich_text)
    except SuspiciousOperation:
        # Full of "<" that close nowhere: no rich text that is stored, but a quote, as it was typed.
        return rich_text


class ListingPage(ServedPage):
    """The list of all pages of one type: the reader's own level, newest first, by topic."""

    introduction = models.TextField(_("introduction"), blank=True, max_length=500)

    # The type that the subclass lists.
    listed_model: ClassVar[type[ContentPage]]
    schema_types = ("CollectionPage",)
    parameters = ("page", "topic")

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
        pages_passed(request)[self.pk] = self
        # What is below is of one type, so it is fetched as such, in one query instead of two.
        if path_components:
            below = self.listed_model.objects.exact_type(self.listed_model).child_of(self)
            page = with_what_goes_along(below).filter(slug=path_components[0]).first()
            if page:
                return page.route(request, path_components[1:])
        return super().route(request, path_components)

    def get_context(self, request: ReaderRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        reader = request.reader
        visible = self.listed().visible_to(reader)
        tagged = TopicTag.objects.filter(content_object__in=visible.values("pk"))
        slug = request.GET.get("topic", "").replace("\0", "")
        chosen = visible.filter(topics__slug=slug) if slug else visible
        pages = paginate(
            chosen.newest_first().prefetch_related("topic_tags"),
            request.GET.get("page"),
            size=PAGE_SIZE,
        )
        return {
            **super().get_context(request, *args, **kwargs),
            "can_fill": self.can_fill_for(reader),
            "begins_at": self.first_level(reader.levels),
            "topics": Topic.objects.filter(pk__in=tagged.values("tag")),
            "topic": slug,
            "pages": pages,
            # What is filtered is part of the whole list, which has the address.
            "canonical_number": 1 if slug else pages.number,
        }

    def first_level(self, levels: list[Level]) -> Level:
        """Return the lowest of `levels` that the listed type may feed."""
        return next(level for level in levels if self.can_fill(level))
