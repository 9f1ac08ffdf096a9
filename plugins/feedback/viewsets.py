"""The reports of readers in the admin: what is to be done, and what was."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import DeleteView, EditView, IndexView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet

from plugins.desk import curated_by
from plugins.feedback.forms import ResolveForm
from plugins.feedback.models import ProblemReport, ProblemReportQuerySet

WORDS_SHOWN = 20


class ProblemReportFilterSet(WagtailFilterSet):
    is_open = django_filters.BooleanFilter(
        field_name="resolved_at", lookup_expr="isnull", label=_("Open")
    )

    class Meta:
        model = ProblemReport
        fields = ["is_open", "reason"]


class OnlyTheirs:
    """Shows an editor a report only where it is of a page that they look after."""

    request: HttpRequest

    def get_object(self, *args: Any, **kwargs: Any) -> ProblemReport:
        report: ProblemReport = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not curated_by(self.request.user).filter(pk=report.page_id).exists():
            raise Http404
        return report


class ProblemReportEditView(OnlyTheirs, EditView):
    pass


class ProblemReportDeleteView(OnlyTheirs, DeleteView):
    pass


class ProblemReportHistoryView(OnlyTheirs, HistoryView):
    pass


class ProblemReportUsageView(OnlyTheirs, UsageView):
    pass


class ProblemReportIndexView(IndexView):
    def get_base_queryset(self) -> ProblemReportQuerySet:
        theirs = curated_by(self.request.user).order_by().values("pk")
        reports = ProblemReport.objects.filter(page__in=theirs)
        return reports.open_first().select_related("page")


class ProblemReportViewSet(ModelViewSet):
    model = ProblemReport
    name = "problem_reports"
    url_prefix = "problem-reports"
    icon = "warning"
    menu_hook = "register_reports_menu_item"
    menu_order = 100
    copy_view_enabled = False
    # A page with reports is not in use by them: it may be deleted, and they go with it.
    add_to_reference_index = False

    index_view_class = ProblemReportIndexView
    edit_view_class = ProblemReportEditView
    delete_view_class = ProblemReportDeleteView
    history_view_class = ProblemReportHistoryView
    usage_view_class = ProblemReportUsageView
    list_display = [
        "reason",
        TitleColumn(
            "page",
            label=_("Page"),
            accessor="page.title",
            get_url=lambda report: report.page.url if report.page.live else None,
        ),
        Column(
            "text",
            label=_("In their own words"),
            accessor=lambda report: Truncator(report.text).words(WORDS_SHOWN),
        ),
        DateColumn("created_at", label=_("Reported"), sort_key="created_at", width="12%"),
        BooleanColumn("is_resolved", label=_("Resolved"), width="10%"),
    ]
    search_fields = ["page__title", "text"]
    filterset_class = ProblemReportFilterSet

    edit_handler = ObjectList(
        [
            HelpPanel(template="feedback/admin/report.html", heading=_("What a reader says")),
            FieldPanel("is_resolved"),
        ],
        base_form_class=ResolveForm,
    )

    def get_permissions_to_register(self) -> QuerySet:
        permissions = super().get_permissions_to_register()
        return permissions.filter(codename__in=["change_problemreport", "delete_problemreport"])
