"""The report on what members contribute."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.template.defaultfilters import date as in_words
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.views.reports import ReportView

from plugins.curating.contributions import Contribution, contributions, months
from plugins.desk import ForEditors
from plugins.spreadsheets import PlainSpreadsheets

#: By what the list is ordered where a column is chosen.
ORDERS: dict[str, Callable[[Contribution], Any]] = {
    "name": lambda each: each.name.casefold(),
    "submitted": lambda each: each.submitted,
    "published": lambda each: each.published,
    "last": lambda each: each.last,
}


def month_choices() -> Iterator[tuple[str, str]]:
    for month in months():
        yield month.isoformat(), in_words(month, "F Y")


class ContributionFilterSet(WagtailFilterSet):
    month = django_filters.ChoiceFilter(
        label=_("Month"), method="narrow", choices=month_choices, empty_label=_("Ever")
    )

    class Meta:
        model = get_user_model()
        fields: list[str] = []

    def narrow(self, members: QuerySet, name: str, value: str) -> QuerySet:
        # Counted in the month by `contributions`: no member is left out by a query.
        return members


class MembersPaginator(WagtailPaginator):
    """Counts below the list who is in it."""

    verbose_name = _("member")
    verbose_name_plural = _("members")


class ContributionsView(ForEditors, PlainSpreadsheets, ReportView):
    """Lists, for each member, what they submitted and what readers got of it."""

    model = get_user_model()
    permission_policy = None
    page_title = _("Contributions")
    paginator_class = MembersPaginator
    header_icon = "group"
    index_url_name = "curating:contributions"
    index_results_url_name = "curating:contributions_results"
    filterset_class = ContributionFilterSet
    is_searchable = True
    export_filename = "contributions"
    columns = [
        Column("name", label=_("Member"), sort_key="name"),
        NumberColumn("submitted", label=_("Submitted"), sort_key="submitted"),
        NumberColumn("published", label=_("Published"), sort_key="published"),
        Column("by_type", label=_("Published, by type")),
        DateColumn("last", label=_("Last"), sort_key="last"),
    ]
    list_export = ["name", "submitted", "published", "by_type", "last"]
    export_headings = {column.name: column.label for column in columns}

    def get_filtered_queryset(self) -> list[Contribution]:
        found = contributions(self.request.user, month=self.month)
        words = self.search_query.casefold()
        found = [each for each in found if words in each.name.casefold()]
        if self.ordering:
            key = ORDERS[self.ordering.lstrip("-")]
            found.sort(key=key, reverse=self.ordering.startswith("-"))
        return found

    @cached_property
    def month(self) -> date | None:
        """The month that is asked for, if one is."""
        chosen = self.filters.form.cleaned_data["month"] if self.filters.is_valid() else ""
        return date.fromisoformat(chosen) if chosen else None

    @cached_property
    def no_results_message(self) -> Any:
        return _("Nobody has contributed, as far as that goes.")
