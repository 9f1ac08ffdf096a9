"""The report on how long authors wait for an answer."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import WorkflowState

from plugins.curating.promise import promised_days
from plugins.curating.submissions_views import SubmissionsPaginator
from plugins.curating.waiting_times import DECISIONS, WaitingTime, by_month, reviews_of
from plugins.desk import ForEditors, in_order
from plugins.spreadsheets import PlainSpreadsheets


class WaitingTimeFilterSet(WagtailFilterSet):
    created_at = django_filters.DateFromToRangeFilter(
        label=_("Submitted"), widget=DateRangePickerWidget
    )
    status = django_filters.ChoiceFilter(
        label=_("Decision"),
        choices=[*DECISIONS.items()],
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = WorkflowState
        fields = ["created_at", "status"]


class WaitingTimesView(ForEditors, PlainSpreadsheets, ReportView):
    """Lists when each page was submitted, answered and decided, below the medians of each month."""

    model = WorkflowState
    permission_policy = None
    page_title = _("Waiting times")
    header_icon = "time"
    index_url_name = "curating:waiting_times"
    index_results_url_name = "curating:waiting_times_results"
    results_template_name = "curating/admin/waiting_times_results.html"
    filterset_class = WaitingTimeFilterSet
    paginator_class = SubmissionsPaginator
    is_searchable = True
    search_fields = ["title"]
    default_ordering = "-created_at"
    export_filename = "waiting-times"
    columns = [
        TitleColumn(
            "title",
            label=_("Title"),
            sort_key="title",
            get_url=lambda each: reverse("wagtailadmin_pages:edit", args=[each.page_id]),
            width="30%",
        ),
        DateColumn("created_at", label=_("Submitted"), sort_key="created_at"),
        DateColumn("answered_at", label=_("First answer"), sort_key="answered_at"),
        DateColumn("decided_at", label=_("Decided"), sort_key="decided_at"),
        Column("decision", label=_("Decision")),
        Column("days", label=_("Working days to the first answer")),
    ]
    list_export = ["title", "created_at", "answered_at", "decided_at", "decision", "days"]
    export_headings = {column.name: column.label for column in columns}

    def get_base_queryset(self) -> QuerySet:
        return reviews_of(self.request.user)

    def get_filtered_queryset(self) -> QuerySet:
        return self.get_queryset()

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(in_order(self.ordering), "pk")

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> Any:
        paginator, page, states, has_others = super().paginate_queryset(queryset, page_size)
        return paginator, page, [WaitingTime(state) for state in states], has_others

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        # What is taken along is not paginated.
        return [WaitingTime(state) for state in object_list] if self.is_export else object_list

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.is_export:
            return context
        return {**context, "months": by_month(self.object_list), "promised": promised_days()}

    @cached_property
    def no_results_message(self) -> Any:
        return _("Nothing was submitted, as far as that goes.")
