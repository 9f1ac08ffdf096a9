"""Where editors find the stage map, and the report of all content."""

from django.urls import URLPattern, path
from wagtail import hooks

from plugins.desk import LinkToView
from plugins.stage_map.admin_views import StageMapView
from plugins.stage_map.content_report import ContentReportView


@hooks.register("register_admin_urls")
def urls_of_the_map() -> list[URLPattern]:
    return [
        path("stage-map/", StageMapView.as_view(), name="stage_map"),
        path(
            "stage-map/results/",
            StageMapView.as_view(results_only=True),
            name="stage_map_results",
        ),
        path("reports/content/", ContentReportView.as_view(), name="content_report"),
        path(
            "reports/content/results/",
            ContentReportView.as_view(results_only=True),
            name="content_report_results",
        ),
    ]


@hooks.register("register_curating_menu_item")
def stage_map() -> LinkToView:
    return LinkToView(StageMapView, "stage_map", name="stage-map", order=200)


@hooks.register("register_reports_menu_item")
def content_report() -> LinkToView:
    return LinkToView(ContentReportView, "content_report", name="content-report", order=90)
