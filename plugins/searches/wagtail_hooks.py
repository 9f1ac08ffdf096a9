"""Where searches are taken notice of, and where editors see what is searched for."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

from plugins.desk import LinkToView
from plugins.searches import waiting
from plugins.searches.admin_urls import urlpatterns
from plugins.searches.admin_views import SearchesReportView
from plugins.searches.noticing import take_notice
from plugins.searches.permissions import may_see

hooks.register("searched", take_notice)
hooks.register("waiting_for_editors", waiting.waiting_for)
hooks.register("stage_map_measures", waiting.measures)


@hooks.register("permissions_of_editors")
def see_and_place_searches() -> QuerySet[Permission]:
    """Have editors see what is searched for, and say what it is about."""
    return Permission.objects.filter(
        content_type__app_label="searches", content_type__model="searchcount"
    )


hooks.register("register_permissions", see_and_place_searches)


@hooks.register("register_admin_urls")
def searches_urls() -> list[URLPattern | URLResolver]:
    return [path("reports/searches/", include((urlpatterns, "searches")))]


@hooks.register("register_reports_menu_item")
def searches_report() -> LinkToView:
    return LinkToView(
        SearchesReportView, "searches:report", name="searches", order=120, may=may_see
    )


@hooks.register("register_log_actions")
def log_what_editors_say(actions: LogActionRegistry) -> None:
    """Name what editors say of words in the history of the site."""
    actions.register_action(
        "searches.dismiss",
        gettext_lazy("Put words aside"),
        gettext_lazy("Said that the words are not for us"),
    )
    actions.register_action(
        "searches.restore",
        gettext_lazy("Take words up again"),
        gettext_lazy("Said that the words are for us, after all"),
    )

    @actions.register_action("searches.place")
    class PlaceFormatter(LogFormatter):
        label = gettext_lazy("Put words to a topic")

        def format_message(self, log_entry: Any) -> str:
            if topic := log_entry.data.get("topic"):
                return _("Put the words to the topic “%(topic)s”") % {"topic": topic}
            return _("Put the words to no topic")
