"""Levels and topics in Wagtail's lists of pages: as columns, and to narrow lists down by."""

from collections.abc import Collection, Iterable
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.pages.listing import (
    ExplorableIndexView,
    GenericPageFilterSet,
    PageListingMixin,
)
from wagtail.admin.views.pages.search import SearchView
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from plugins.levels.models import Level, LevelledMixin, LevelTag, Topic, TopicTag, all_levels
from plugins.levels.registry import levelled_models
from plugins.levels.visibility import all_pages

#: What is chosen to find the pages that should have a level and have none.
NO_LEVEL = "none"


def level_choices() -> list[tuple[str, Any]]:
    """Return by what lists are narrowed down: the levels, and that there is none."""
    return [
        *((str(level.number), str(level)) for level in all_levels()),
        (NO_LEVEL, _("Without a level")),
    ]


class LevelFilter(django_filters.MultipleChoiceFilter):
    """Leaves the pages at any of the levels that are ticked, or without one."""

    def filter(self, pages: QuerySet, chosen: Collection[str]) -> QuerySet:
        if not chosen:
            return pages
        numbers = [number for number in chosen if number != NO_LEVEL]
        # By key: no page comes twice, and search engines take it.
        found = Q(pk__in=all_pages().filter(level_tags__tag__number__in=numbers).values("pk"))
        if NO_LEVEL in chosen:
            found |= Q(pk__in=without_a_level().values("pk"))
        return pages.filter(found)


class TopicFilter(django_filters.ModelMultipleChoiceFilter):
    """Leaves the pages about any of the topics that are ticked."""

    def filter(self, pages: QuerySet, chosen: Collection[Topic]) -> QuerySet:
        if not chosen:
            return pages
        about = all_pages().filter(topic_tags__tag__in=[topic.pk for topic in chosen])
        return pages.filter(pk__in=about.values("pk"))


def without_a_level() -> QuerySet:
    """Return the pages that are of a type with levels, and are at none."""
    types = ContentType.objects.get_for_models(*levelled_models()).values()
    return all_pages().filter(content_type__in=types, level_tags=None)


class TaggedPageFilterSet(GenericPageFilterSet):
    """Wagtail's own filters of pages, and those by level and topic."""

    level = LevelFilter(label=_("Level"), choices=level_choices, widget=CheckboxSelectMultiple)
    topic = TopicFilter(
        label=_("Topic"),
        queryset=lambda request: Topic.objects.all(),
        widget=CheckboxSelectMultiple,
    )

    class Meta(GenericPageFilterSet.Meta):
        pass


class LevelsColumn(Column):
    """The numbers of a page's levels; their names are heard, and shown to who points at them."""

    def get_value(self, page: Page) -> SafeString | str:
        if isinstance(page, LevelledMixin) and not vars(page)["levels_listed"]:
            return gettext("none")
        return format_html_join(
            " ",
            '<span title="{}"><span aria-hidden="true">{}</span>'
            '<span class="w-sr-only">{}</span></span>',
            ((level.name, level.number, level) for level in vars(page)["levels_listed"]),
        )


class TopicsColumn(Column):
    """The names of a page's topics, left out where there is no room beside the title."""

    class Media:
        css = {"all": ["retagging/explorer.css"]}

    def get_value(self, page: Page) -> str:
        return ", ".join(topic.name for topic in vars(page)["topics_listed"])


def with_tag_columns(columns: Iterable[BaseColumn]) -> list[BaseColumn]:
    """Return the columns of a list of pages, and behind the title those of levels and topics."""
    columns = list(columns)
    title = next(place for place, column in enumerate(columns) if column.name == "title")
    columns[title + 1 : title + 1] = [
        LevelsColumn("levels", label=_("Level")),
        TopicsColumn("topics", label=_("Topics"), classname="listed-topics"),
    ]
    return columns


class TagsListed(PageListingMixin):
    """Lists pages with their levels and topics, fetched for all pages that are shown at once."""

    def get_table(self, object_list: Iterable[Page]) -> Any:
        object_list = list(object_list)
        attach_tags(object_list)
        return super().get_table(object_list)


def attach_tags(pages: Collection[Page]) -> None:
    """Have `pages` know their levels and topics, without a query for each."""
    levels: dict[int, list[Level]] = {page.pk: [] for page in pages}
    topics: dict[int, list[Topic]] = {page.pk: [] for page in pages}
    for found, tags in ((levels, LevelTag), (topics, TopicTag)):
        for tag in tags.objects.filter(content_object__in=list(levels)):
            found[tag.content_object_id].append(tag.tag)
    for page in pages:
        vars(page)["levels_listed"] = sorted(levels[page.pk], key=lambda level: level.number)
        vars(page)["topics_listed"] = sorted(topics[page.pk], key=lambda topic: topic.name)


class TaggedExplorerView(TagsListed, ExplorableIndexView):
    """The page explorer, with levels and topics."""

    base_columns = with_tag_columns(ExplorableIndexView.base_columns)


class TaggedTypeView(TagsListed, ContentTypeUseView):
    """All pages of one type, with levels and topics."""


class TaggedSearchView(TagsListed, SearchView):
    """The admin's search of pages, with levels and topics."""

    columns = with_tag_columns(SearchView.columns)


class TaggedPageViewSet(PageViewSet):
    """Wagtail's views of pages of any type, where lists show levels and topics."""

    index_view_class = TaggedExplorerView
    content_type_use_view_class = TaggedTypeView
    search_view_class = TaggedSearchView
    filterset_class = TaggedPageFilterSet
