"""The links that lead nowhere, for editors: on which page, and what came back."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from plugins.desk import in_order
from plugins.freshness.columns import LinkButtonsColumn, OutsideLinkColumn
from plugins.freshness.models import Link, LinkOnPage
from plugins.freshness.models.links import LinkOnPageQuerySet
from plugins.spreadsheets import PlainSpreadsheets

IGNORED, ALL = "ignored", "all"
State = Link.State


class LinkFilterSet(WagtailFilterSet):
    """Shows the links that are broken, unless somebody asks for others."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="filter_state",
        choices=[
            (State.BROKEN, State.BROKEN.label),
            (State.FAILED, State.FAILED.label),
            (State.UNSURE, State.UNSURE.label),
            (IGNORED, _("Ignored")),
            (ALL, _("All links")),
        ],
        empty_label=None,
    )

    class Meta:
        model = LinkOnPage
        fields = ["state"]

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        chosen = data.copy() if data is not None else QueryDict(mutable=True)
        chosen.setdefault("state", State.BROKEN)
        super().__init__(chosen, *args, **kwargs)

    def filter_state(self, links: LinkOnPageQuerySet, name: str, state: str) -> LinkOnPageQuerySet:
        if state == ALL:
            return links
        if state == IGNORED:
            return links.exclude(link__ignored_at=None)
        return links.filter(link__state=state, link__ignored_at=None)


class LinkReportView(PlainSpreadsheets, ReportView):
    """The links to other sites on the pages that an editor may publish."""

    model = LinkOnPage
    any_permission_required = ["change"]
    page_title = _("Broken links")
    header_icon = "link-external"
    index_url_name = "freshness_links"
    index_results_url_name = "freshness_links_results"
    results_template_name = "freshness/admin/links_results.html"
    filterset_class = LinkFilterSet
    is_searchable = True
    search_fields = ["page__title", "link__url"]
    default_ordering = "link__failing_since"
    columns = [
        TitleColumn(
            "page__title",
            label=_("Page"),
            accessor="page.title",
            sort_key="page__title",
            get_url=lambda each: reverse("wagtailadmin_pages:edit", args=[each.page_id]),
        ),
        OutsideLinkColumn("link__url", label=_("Link"), accessor="link.url", sort_key="link__url"),
        Column("what_came_back", label=_("What came back"), accessor="link.what_came_back"),
        DateColumn(
            "link__failing_since",
            label=_("Since"),
            accessor="link.failing_since",
            sort_key="link__failing_since",
        ),
        DateColumn(
            "link__asked_at",
            label=_("Last asked"),
            accessor="link.asked_at",
            sort_key="link__asked_at",
        ),
        LinkButtonsColumn("link", label=_("What to do")),
    ]
    list_export = [
        "page.title",
        "page.full_url",
        "link.url",
        "link.get_state_display",
        "link.what_came_back",
        "link.failing_since",
        "link.asked_at",
    ]
    export_headings = {
        "page.title": _("Page"),
        "page.full_url": _("Address"),
        "link.url": _("Link"),
        "link.get_state_display": _("State"),
        "link.what_came_back": _("What came back"),
        "link.failing_since": _("Since"),
        "link.asked_at": _("Last asked"),
    }
    export_filename = "broken-links"

    @cached_property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Link)

    def get_base_queryset(self) -> QuerySet[LinkOnPage]:
        links = LinkOnPage.objects.curated_by(self.request.user)
        return links.select_related("page", "link")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # Not of the results alone, which a script asks for as somebody filters.
        query = self.request.GET.urlencode()
        here = f"{reverse(self.index_url_name)}?{query}" if query else reverse(self.index_url_name)
        return {**super().get_context_data(*args, **kwargs), "here": here}

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        # Two pages of the list never show the same row.
        return queryset.order_by(in_order(self.ordering), "pk")
