"""The list of what is in review, for editors."""

from typing import Any

import django_filters
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet, Subquery
from django.db.models.expressions import OuterRef
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import WorkflowState

from plugins.curating.submissions import (
    ASKED,
    WAITING,
    ListedSubmission,
    at_level,
    matching,
    most_urgent_first,
    submissions_in,
    submissions_of,
    taken_by_others,
)
from plugins.desk import ForEditors
from plugins.levels.models import all_levels
from plugins.levels.registry import levelled_models
from plugins.levels.visibility import all_pages
from plugins.spreadsheets import PlainSpreadsheets

NEW, BACK, LATE, ASKED_FOR = "new", "back", "late", "asked"
#: What is listed where its name is chosen.
SHOWN = {
    NEW: Q(status=WAITING, has_come_back=False),
    BACK: Q(has_come_back=True),
    LATE: Q(is_late=True),
    ASKED_FOR: Q(status=ASKED),
}
#: Without a choice: all that an editor is to answer.
SHOWN_FIRST = Q(status=WAITING)
ME, NOBODY, OTHERS = "me", "nobody", "others"


def levelled_types(request: HttpRequest) -> QuerySet[ContentType]:
    """Return the types of pages that are shared at levels."""
    types = ContentType.objects.get_for_models(*levelled_models()).values()
    return ContentType.objects.filter(pk__in=[each.pk for each in types])


class SubmissionFilterSet(WagtailFilterSet):
    show = django_filters.ChoiceFilter(
        label=_("Show"),
        method="filter_shown",
        choices=[
            (NEW, _("New")),
            (BACK, _("Came back after changes")),
            (LATE, _("Late")),
            (ASKED_FOR, _("Changes asked for, not back yet")),
        ],
        empty_label=_("All that waits for an answer"),
        widget=forms.RadioSelect,
    )
    taken_by = django_filters.ChoiceFilter(
        label=_("Taken by"),
        method="filter_taken",
        choices=[(ME, _("Me")), (NOBODY, _("Nobody")), (OTHERS, _("Somebody else"))],
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    level = django_filters.ChoiceFilter(
        label=_("Level"),
        method="filter_level",
        choices=lambda: [(str(level.number), str(level)) for level in all_levels()],
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    type = ContentTypeFilter(
        label=_("Type"),
        field_name="content_type",
        queryset=levelled_types,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = WorkflowState
        fields: list[str] = []

    def filter_shown(self, states: QuerySet, name: str, value: str) -> QuerySet:
        return states.filter(SHOWN[value])

    def filter_taken(self, states: QuerySet, name: str, value: str) -> QuerySet:
        others = taken_by_others(self.request.user)
        taken = {ME: Q(claim__user=self.request.user), NOBODY: Q(claim=None), OTHERS: others}
        return states.filter(taken[value])

    def filter_level(self, states: QuerySet, name: str, value: str) -> QuerySet:
        return at_level(states, int(value))


class SubmissionsPaginator(WagtailPaginator):
    """Counts below the list what is in it, and not states of workflows."""

    verbose_name = _("submission")
    verbose_name_plural = _("submissions")


class WaitingColumn(BaseColumn):
    """For how long it has waited, whether that is late, and where it stands."""

    cell_template_name = "curating/admin/waiting_cell.html"


class ClaimColumn(BaseColumn):
    """Who has taken it, and the button with which to do so, or to give it back."""

    cell_template_name = "curating/admin/claim_cell.html"

    def get_cell_context_data(
        self, instance: ListedSubmission, parent_context: Any
    ) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        request = context["request"]
        query = request.GET.copy()
        # What only the request for a part of the page is about.
        query.pop("_w_filter_fragment", None)
        next_url = f"{reverse('curating:submissions')}?{query.urlencode()}"
        claiming = {"review": instance.state, "claim": instance.claim, "next_url": next_url}
        return {**context, **claiming, "csrf_token": get_token(request)}


class SubmissionsView(ForEditors, PlainSpreadsheets, ReportView):
    """Lists what is in review, the most urgent first, unless one asks for another order."""

    model = WorkflowState
    page_title = _("Submissions")
    header_icon = "tasks"
    index_url_name = "curating:submissions"
    index_results_url_name = "curating:submissions_results"
    filterset_class = SubmissionFilterSet
    paginator_class = SubmissionsPaginator
    is_searchable = True
    export_filename = "submissions"
    columns = [
        TitleColumn(
            "title",
            label=_("Title"),
            sort_key="title",
            get_url=lambda each: each.url,
            width="30%",
        ),
        Column("author", label=_("Author")),
        Column("levels", label=_("Levels")),
        Column("type", label=_("Type")),
        WaitingColumn("days", label=_("Waiting"), sort_key="round_began_at"),
        ClaimColumn("taken_by", label=_("Taken by")),
    ]
    list_export = [
        "title", "author", "levels", "type", "since", "days", "is_late", "stands", "taken_by",
    ]  # fmt: skip
    export_headings = {
        "title": _("Title"),
        "author": _("Author"),
        "levels": _("Levels"),
        "type": _("Type"),
        "since": _("Waiting since"),
        "days": _("Working days"),
        "is_late": _("Late"),
        "stands": _("Where it stands"),
        "taken_by": _("Taken by"),
    }

    # Who may is asked above; there is nothing of workflow states to permit.
    permission_policy = None

    def get_base_queryset(self) -> QuerySet:
        title = all_pages().filter(pk=OuterRef("page_id")).values("draft_title")[:1]
        return submissions_of(self.request.user).annotate(title=Subquery(title))

    def get_filtered_queryset(self) -> QuerySet:
        # Filtered already; a second time would only ask the database more.
        return self.get_queryset()

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        chosen = self.filters.form.cleaned_data if self.filters.is_valid() else {}
        if not chosen.get("show"):
            queryset = queryset.filter(SHOWN_FIRST)
        return super().filter_queryset(queryset)

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        return matching(queryset, self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.ordering:
            return most_urgent_first(queryset, self.request.user)
        return queryset.order_by(self.ordering, "pk")

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> Any:
        paginator, page, states, has_others = super().paginate_queryset(queryset, page_size)
        return paginator, page, submissions_in(states), has_others

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        # What is taken along is not paginated.
        return submissions_in(object_list) if self.is_export else object_list

    @cached_property
    def no_results_message(self) -> Any:
        if self.is_searching or self.is_filtering:
            return _("None is like that.")
        return _("Nothing waits for an answer.")
