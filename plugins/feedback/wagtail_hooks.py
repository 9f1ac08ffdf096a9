"""Where pages ask their readers, and where editors see what these said."""

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from plugins.desk import LinkToView
from plugins.feedback import deciding
from plugins.feedback.admin_views import FitReportView
from plugins.feedback.fit_views import DecideView, DisagreementsView, FitOfPageView, UndoView
from plugins.feedback.fitting import most_useful_of, question
from plugins.feedback.helped import what_became_of
from plugins.feedback.measures import stage_map_measures
from plugins.feedback.models import ProblemReport
from plugins.feedback.permissions import ReadersReportsPolicy, may_read_fit
from plugins.feedback.viewsets import ProblemReportViewSet
from plugins.feedback.waiting import waiting_for_editors
from plugins.levels.models import LevelledMixin
from plugins.levels.reader import ReaderRequest

register_permission_policy(ProblemReport, ReadersReportsPolicy(ProblemReport), exact_class=True)

hooks.register("most_useful", most_useful_of)
hooks.register("what_became_of", what_became_of)
hooks.register("stage_map_measures", stage_map_measures)
hooks.register("waiting_for_editors", waiting_for_editors)
hooks.register("register_log_actions", deciding.register)


@hooks.register("below_content")
def ask_whether_it_fitted(page: LevelledMixin, request: ReaderRequest) -> list[SafeString]:
    """Ask below a published page, and lead to a report of what is wrong with it."""
    if not page.live or getattr(request, "is_preview", False):
        return []
    return [render_to_string("feedback/fit.html", question(page, request))]


@hooks.register("permissions_of_editors")
def read_feedback() -> QuerySet[Permission]:
    """Have editors see what readers say, and deal with what they report."""
    verdicts = Q(content_type__model="fitcount", codename="view_fitcount")
    reports = Q(content_type__model="problemreport") & ~Q(codename__startswith="add_")
    return Permission.objects.filter(verdicts | reports, content_type__app_label="feedback")


@hooks.register("register_permissions")
def let_administrators_grant_the_report() -> QuerySet[Permission]:
    """Offer the right to see the report where groups are given rights."""
    return Permission.objects.filter(content_type__app_label="feedback", codename="view_fitcount")


@hooks.register("register_admin_viewset")
def problem_reports() -> ProblemReportViewSet:
    return ProblemReportViewSet()


@hooks.register("register_admin_urls")
def fit_report_urls() -> list[URLPattern]:
    results = FitReportView.as_view(results_only=True)
    return [
        path("reports/fit/", FitReportView.as_view(), name="feedback_fit_report"),
        path("reports/fit/results/", results, name="feedback_fit_report_results"),
        path(
            "reports/fit/disagreements/",
            DisagreementsView.as_view(),
            name="feedback_disagreements",
        ),
        path("reports/fit/<int:pk>/", FitOfPageView.as_view(), name="feedback_fit_of_page"),
        path("reports/fit/<int:pk>/decide/", DecideView.as_view(), name="feedback_fit_decide"),
        path("reports/fit/decisions/<int:pk>/undo/", UndoView.as_view(), name="feedback_fit_undo"),
    ]


@hooks.register("register_reports_menu_item")
def fit_report() -> LinkToView:
    return LinkToView(
        FitReportView, "feedback_fit_report", name="did-it-fit", order=110, may=may_read_fit
    )
