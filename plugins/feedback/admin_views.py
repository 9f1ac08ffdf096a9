"""What readers said of pages, for editors: which fits whom, and which is at the wrong level."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from plugins.desk import curated_by
from plugins.feedback.models import FitCount, ReadCount

Row = dict[str, Any]


def fit_url(row: Row) -> str:
    """Return where all is shown that was said of the page of a row."""
    return reverse("feedback_fit_of_page", args=[row["page"]])


class FitReportFilterSet(WagtailFilterSet):
    day = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = FitCount
        fields = ["level", "day"]


class FitReportView(ReportView):
    """For each page and each level at which it was read, how often readers said what."""

    model = FitCount
    any_permission_required = ["view"]
    page_title = _("Did it fit?")
    header_icon = "view"
    index_url_name = "feedback_fit_report"
    index_results_url_name = "feedback_fit_report_results"
    filterset_class = FitReportFilterSet
    is_searchable = True
    search_fields = ["page__title"]
    default_ordering = "-answers"
    columns = [
        TitleColumn("page__title", label=_("Page"), sort_key="page__title", get_url=fit_url),
        Column(
            "level__number",
            label=_("Read at level"),
            accessor=lambda row: f"{row['level__number']} {row['level__name']}",
            sort_key="level__number",
        ),
        *(
            NumberColumn(verdict.name.lower(), label=verdict.label, sort_key=verdict.name.lower())
            for verdict in FitCount.Verdict
        ),
        NumberColumn("answers", label=_("All"), sort_key="answers"),
        # All of them, whatever days the answers are narrowed to.
        NumberColumn("reads", label=_("Reads so far"), sort_key="reads"),
    ]
    list_export = [
        "page__title",
        "level__number",
        "level__name",
        *(v.name.lower() for v in FitCount.Verdict),
        "answers",
        "reads",
    ]
    export_headings = {
        **{column.name: column.label for column in columns},
        "level__name": _("Level"),
    }
    export_filename = "did-it-fit"

    def get_base_queryset(self) -> QuerySet:
        theirs = curated_by(self.request.user).order_by().values("pk")
        rows = FitCount.objects.filter(page__in=theirs).by_page_and_level().filter(answers__gt=0)
        return rows.annotate(reads=ReadCount.objects.beside_verdicts())

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        # Two pages of the list never show the same row, however many rows count the same.
        return queryset.order_by(self.ordering, "page__title", "page", "level__number")
