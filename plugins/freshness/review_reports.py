"""The pages that it is time to look at again: a report in which editors say what is right."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from plugins.desk import in_order
from plugins.freshness.columns import ButtonColumn, DayColumn, TickColumn
from plugins.freshness.models import Review, ReviewInterval
from plugins.freshness.models.reviews import ReviewQuerySet
from plugins.levels.models import Level
from plugins.spreadsheets import PlainSpreadsheets

#: What is due before long.
SOON = timedelta(days=90)

PAST, NEXT, ALL = "past", "soon", "all"


class DueFilterSet(WagtailFilterSet):
    """Shows what is past its date, unless somebody asks for more."""

    when = django_filters.ChoiceFilter(
        label=_("When"),
        method="filter_when",
        choices=[
            (PAST, _("Past their date")),
            (NEXT, _("Within three months")),
            (ALL, _("All published pages")),
        ],
        empty_label=None,
    )
    interval = django_filters.ModelChoiceFilter(
        label=_("Kind"), queryset=ReviewInterval.objects.all()
    )
    level = django_filters.ModelChoiceFilter(
        label=_("Level"), field_name="page__level_tags__tag", queryset=Level.objects.all()
    )

    class Meta:
        model = Review
        fields = ["when", "interval", "level"]

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        chosen = data.copy() if data is not None else QueryDict(mutable=True)
        chosen.setdefault("when", PAST)
        super().__init__(chosen, *args, **kwargs)

    def filter_when(self, reviews: ReviewQuerySet, name: str, when: str) -> ReviewQuerySet:
        if when == ALL:
            return reviews
        today = timezone.localdate()
        return reviews.filter(due_on__lte=today if when == PAST else today + SOON)


class PagesPaginator(WagtailPaginator):
    """Counts below the list the pages in it, and not their reviews."""

    verbose_name = _("page")
    verbose_name_plural = _("pages")


class DueReportView(PlainSpreadsheets, ReportView):
    """The pages that an editor may publish, by how long it has been time to look at them."""

    model = Review
    paginator_class = PagesPaginator
    any_permission_required = ["change"]
    page_title = _("Past their review date")
    header_icon = "calendar-check"
    index_url_name = "freshness_due"
    index_results_url_name = "freshness_due_results"
    results_template_name = "freshness/admin/due_results.html"
    filterset_class = DueFilterSet
    is_searchable = True
    search_fields = ["page__title"]
    default_ordering = "due_on"
    columns = [
        TickColumn("tick", label=_("Tick"), accessor="page_id"),
        TitleColumn(
            "page__title",
            label=_("Page"),
            accessor="page.title",
            sort_key="page__title",
            get_url=lambda review: reverse("wagtailadmin_pages:edit", args=[review.page_id]),
        ),
        Column("kind", label=_("Kind"), accessor="interval.kind_label"),
        Column("levels", label=_("Levels"), accessor="levels"),
        Column("author", label=_("Author"), accessor="author"),
        DayColumn("changed_on", label=_("Last changed"), sort_key="changed_on"),
        Column("checked", label=_("Last checked"), accessor="checked_in_words"),
        DayColumn("due_on", label=_("Due"), sort_key="due_on"),
        ButtonColumn("still_right", label=_("Is it right?"), accessor="page_id"),
    ]
    list_export = [
        "page.title",
        "interval.kind_label",
        "levels",
        "author",
        "changed_on",
        "checked_on",
        "due_on",
        "page.full_url",
    ]
    export_headings = {
        "page.title": _("Page"),
        "interval.kind_label": _("Kind"),
        "levels": _("Levels"),
        "author": _("Author"),
        "changed_on": _("Last changed"),
        "checked_on": _("Last checked"),
        "due_on": _("Due"),
        "page.full_url": _("Address"),
    }
    export_filename = "past-their-review-date"

    def get_base_queryset(self) -> QuerySet[Review]:
        reviews = Review.objects.published().curated_by(self.request.user)
        related = reviews.select_related("interval", "page__owner", "checked_by")
        return related.prefetch_related("page__level_tags")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # Not of the results alone, which a script asks for as somebody filters.
        query = self.request.GET.urlencode()
        here = f"{reverse(self.index_url_name)}?{query}" if query else reverse(self.index_url_name)
        context = super().get_context_data(*args, **kwargs)
        return {**context, "here": here, "is_narrowed": self.is_narrowed}

    @property
    def is_narrowed(self) -> bool:
        """Whether somebody asks for something else than all that is past its date."""
        asked = self.request.GET
        is_by_date = asked.get("when", PAST) == PAST
        return not is_by_date or any(asked.get(name) for name in ("q", "interval", "level"))

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        # Two pages of the list never show the same row; what is never due comes last.
        return queryset.order_by(in_order(self.ordering), "pk")
