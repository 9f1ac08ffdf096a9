"""The report of all content by level and topic, for editors, of the pages that are theirs."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.ui.tables.pages import PageStatusColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.reports import PageReportView

from plugins.desk import ForEditors, curated_by, in_order
from plugins.levels.models import Level, LevelTag, Topic, TopicTag
from plugins.levels.registry import levelled_models
from plugins.levels.visibility import LevelledPageQuerySet, published
from plugins.spreadsheets import PlainSpreadsheets

#: So many pages are read at once where all of them are taken along.
AT_ONCE = 500


def levelled_types(request: HttpRequest | None = None) -> QuerySet[ContentType]:
    """Return the types of page that have levels."""
    types = ContentType.objects.get_for_models(*levelled_models()).values()
    return ContentType.objects.filter(pk__in=[each.pk for each in types]).order_by("model")


class ContentReportFilterSet(WagtailFilterSet):
    level = django_filters.ModelChoiceFilter(
        field_name="level_tags__tag", queryset=Level.objects.all(), label=_("Level")
    )
    topic = django_filters.ModelChoiceFilter(
        field_name="topic_tags__tag", queryset=Topic.objects.all(), label=_("Topic")
    )
    lacks = django_filters.ChoiceFilter(
        label=_("Without"),
        method="without",
        empty_label=_("Whatever it has"),
        choices=[("level", _("Without a level")), ("topic", _("Without a topic"))],
    )
    content_type = ContentTypeFilter(label=_("Type"), queryset=levelled_types)
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="in_state",
        empty_label=_("Any"),
        choices=[
            ("found", _("Readers find it")),
            ("live", _("Live, be it private")),
            ("draft", _("Not live")),
        ],
    )

    class Meta:
        model = PageReportView.model
        fields = ["level", "topic", "lacks", "content_type", "state"]

    def without(self, pages: LevelledPageQuerySet, name: str, value: str) -> LevelledPageQuerySet:
        return pages.filter(**{f"{value}_tags": None})

    def in_state(self, pages: LevelledPageQuerySet, name: str, value: str) -> LevelledPageQuerySet:
        return published(pages) if value == "found" else pages.filter(live=value == "live")


class ContentReportView(ForEditors, PlainSpreadsheets, PageReportView):
    """Every page that may have a level, with its levels, topics and state."""

    page_title = _("Content by level and topic")
    header_icon = "tag"
    # Wagtail's for pages knows nothing of columns.
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    index_url_name = "content_report"
    index_results_url_name = "content_report_results"
    filterset_class = ContentReportFilterSet
    is_searchable = True
    # By the database: Wagtail's search takes no filter for what a page lacks.
    search_backend_name = None
    search_fields = ["title"]
    verbose_name = _("page")
    verbose_name_plural = _("pages")
    default_ordering = "-latest_revision_created_at"
    columns = [
        TitleColumn(
            "title", label=_("Title"), sort_key="title", url_name="wagtailadmin_pages:edit"
        ),
        Column("kind", label=_("Type"), accessor="kind_of_page"),
        Column("levels", label=_("Levels"), accessor="numbers_of_levels"),
        Column("topics", label=_("Topics"), accessor="names_of_topics"),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
        DateColumn(
            "first_published_at", label=_("Published"), sort_key="first_published_at", width="10%"
        ),
        DateColumn(
            "latest_revision_created_at",
            label=_("Last changed"),
            sort_key="latest_revision_created_at",
            width="10%",
        ),
        Column("owner", label=_("Owner"), accessor="name_of_owner"),
    ]
    list_export = [
        "title",
        "kind_of_page",
        "numbers_of_levels",
        "names_of_topics",
        "status_string",
        "first_published_at",
        "latest_revision_created_at",
        "name_of_owner",
    ]
    export_headings = {
        name: column.label for name, column in zip(list_export, columns, strict=True)
    }
    export_filename = "content-by-level-and-topic"

    def get_base_queryset(self) -> LevelledPageQuerySet:
        pages = curated_by(self.request.user).filter(content_type__in=levelled_types())
        return pages.select_related("owner").prefetch_workflow_states().annotate_approved_schedule()

    def order_queryset(self, queryset: LevelledPageQuerySet) -> LevelledPageQuerySet:
        return queryset.order_by(in_order(self.ordering), "pk")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        # Wagtail's would read all pages first, to count them.
        return self.as_spreadsheet(in_parts(self.get_filtered_queryset()), request.GET["export"])

    def decorate_paginated_queryset(self, object_list: LevelledPageQuerySet) -> Sequence[Any]:
        describe(object_list)
        return object_list


def in_parts(pages: LevelledPageQuerySet) -> Iterator[Any]:
    """Yield all pages, described, some of them in memory at a time."""
    left = pages.iterator(chunk_size=AT_ONCE)
    while some := list(islice(left, AT_ONCE)):
        describe(some)
        yield from some


def describe(pages: Sequence[Any]) -> None:
    """Say of each of `pages` in words what it is, with as many queries for all as for one."""
    keys = [page.pk for page in pages]
    kinds = kinds_of(keys)
    # Not prefetched: that makes a manager for every page, and takes ten times as long.
    levels = by_page(LevelTag.objects.filter(content_object__in=keys), "tag__number")
    topics = by_page(TopicTag.objects.filter(content_object__in=keys), "tag__name")
    for page in pages:
        kind = kinds.get(page.pk) or str(page.specific_class._meta.verbose_name)
        page.kind_of_page = capfirst(kind)
        page.numbers_of_levels = ", ".join(map(str, levels[page.pk]))
        page.names_of_topics = ", ".join(topics[page.pk])
        page.name_of_owner = get_user_display_name(page.owner) if page.owner else ""


def by_page(tags: QuerySet, name: str) -> Mapping[int, list[Any]]:
    """Return what the tags of each page say, in order."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for page, value in tags.order_by(name).values_list("content_object", name):
        found[page].append(value)
    return found


def kinds_of(keys: Collection[int]) -> Mapping[int, str]:
    """Return what pages with these keys are called, as far as readers tell them apart by a kind."""
    kinds: dict[int, str] = {}
    for model in levelled_models():
        if field := model.kind_field:
            names = dict(model._meta.get_field(field).flatchoices)
            rows = model._default_manager.filter(pk__in=keys).values_list("pk", field)
            kinds.update({key: str(names.get(kind, kind)) for key, kind in rows})
    return kinds
