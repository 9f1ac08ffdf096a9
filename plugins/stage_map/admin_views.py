"""The stage map in the admin: a table to look at, to print and to take along."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView

from plugins.desk import ForEditors
from plugins.levels.models import Topic, TopicQuerySet
from plugins.spreadsheets import PlainSpreadsheets
from plugins.stage_map.cells import MapRow, StageMap
from plugins.stage_map.exports import Record, headings, records
from plugins.stage_map.needs import Need
from plugins.stage_map.wording import pages_text

#: What the rows may be narrowed to, and which these are.
SHOWN: Mapping[str, Callable[[MapRow], bool]] = {
    "": lambda row: True,
    "wanted": lambda row: row.wanted > 0,
    "gaps": lambda row: row.has_gaps,
    "used": lambda row: not row.is_empty,
}


class StageMapFilterSet(WagtailFilterSet):
    show = django_filters.ChoiceFilter(
        label=gettext_lazy("Topics"),
        method="kept_by_rows",
        empty_label=gettext_lazy("All of them"),
        choices=[
            ("wanted", gettext_lazy("With something wanted")),
            ("gaps", gettext_lazy("With gaps")),
            ("used", gettext_lazy("Without the empty ones")),
        ],
    )

    class Meta:
        model = Topic
        fields = ["show"]

    def kept_by_rows(self, topics: QuerySet, name: str, value: str) -> QuerySet:
        """Leave the topics to the view, which knows what is in their rows."""
        return topics


class StageMapView(ForEditors, PlainSpreadsheets, ReportView):
    """Topics by levels: what readers find, how old it is, whether it fits, and what they miss."""

    model = Topic
    page_title = gettext_lazy("Stage map")
    header_icon = "grid"
    template_name = "stage_map/admin/map.html"
    results_template_name = "stage_map/admin/map_results.html"
    index_url_name = "stage_map"
    index_results_url_name = "stage_map_results"
    filterset_class = StageMapFilterSet
    is_searchable = True
    search_fields = ["name"]
    verbose_name = gettext_lazy("topic")
    verbose_name_plural = gettext_lazy("topics")
    # All of it at once: what is wanted most may be about any topic.
    paginate_by = 0
    default_ordering = "wanted"
    export_filename = "stage-map"

    #: The orders on offer: how each is called, and what rows are put in order by.
    orders: Mapping[str, tuple[Any, Callable[[MapRow], Any]]] = {
        "wanted": (gettext_lazy("most wanted"), lambda row: -row.wanted),
        "name": (gettext_lazy("name"), lambda row: 0),
        "fewest": (gettext_lazy("fewest pages"), lambda row: row.pages),
        "most": (gettext_lazy("most pages"), lambda row: -row.pages),
    }

    @cached_property
    def stage_map(self) -> StageMap:
        return StageMap(self.request.user)

    @cached_property
    def list_export(self) -> list[str]:
        return [*self.export_headings]

    @cached_property
    def export_headings(self) -> dict[str, Any]:
        return headings(self.stage_map.measures)

    def get_valid_orderings(self) -> Sequence[str]:
        return [*self.orders]

    def order_queryset(self, queryset: TopicQuerySet) -> TopicQuerySet:
        # By name: rows that are otherwise alike stay in this order.
        return queryset.order_by("name", "pk")

    def decorate_paginated_queryset(self, object_list: Sequence[Topic]) -> Sequence[Any]:
        """Return what is in the table: rows for people, and cells for a spreadsheet."""
        rows = self.rows_of(object_list)
        return records(rows, self.stage_map, with_sums=self.is_whole) if self.is_export else rows

    def rows_of(self, topics: Sequence[Topic]) -> list[MapRow]:
        # What is about no topic comes last, whatever the order: it is no topic to look for.
        about = [] if self.is_searching else [None]
        _label, key = self.orders[self.ordering]
        rows = sorted(self.stage_map.rows(topics), key=key) + self.stage_map.rows(about)
        return [row for row in rows if self.is_shown(row)]

    @cached_property
    def is_shown(self) -> Callable[[MapRow], bool]:
        """Tells of a row whether it is among those that are asked for."""
        form = self.filters.form
        return SHOWN[form.cleaned_data["show"] if form.is_valid() else ""]

    @property
    def is_whole(self) -> bool:
        """Whether the table holds all rows, so that sums below it are sums of it."""
        return not (self.is_searching or self.is_filtering)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "stage_map": self.stage_map,
            "is_whole": self.is_whole,
            "orders": [(name, label) for name, (label, _key) in self.orders.items()],
            "needs": sorted(Need, reverse=True),
            "sums": [pages_text(pages) for pages in self.stage_map.sums()],
            # Said in hundreds of cells.
            "ask": _("Ask for this"),
        }

    def to_row_dict(self, item: Record) -> Record:
        return {column: item.get(column) for column in self.list_export}

    @property
    def no_results_message(self) -> str:
        return _("No topic is like that. Try other words, or show all topics.")
