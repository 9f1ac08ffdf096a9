"""How renaming and merging of topics come into the admin: addresses, buttons, menu and log."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from plugins.desk import LinkToView
from plugins.levels.models import Topic
from plugins.retagging.merging import MERGED, TAKEN_IN
from plugins.retagging.renaming import RENAMED
from plugins.retagging.topic_views import MergeView, RenameView

urlpatterns = [
    path("merge/", MergeView.as_view(), name="merge"),
    path("<int:pk>/rename/", RenameView.as_view(), name="rename"),
]


def may(user: Any, *actions: str) -> bool:
    """Tell whether `user` may do all these to topics."""
    policy = policy_registry.get_by_type(Topic)
    return all(policy.user_has_permission(user, action) for action in actions)


def may_merge(user: Any) -> bool:
    """Tell whether `user` may make one topic of several."""
    return may(user, "change", "delete")


def topic_urls() -> list[URLPattern | URLResolver]:
    """Return the addresses in the admin at which topics are renamed and merged."""
    return [path("topics/", include((urlpatterns, "topic_admin")))]


def topic_buttons(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Offer in the list of topics what can be done to one."""
    if not isinstance(snippet, Topic):
        return
    if may(user, "change"):
        url = reverse("topic_admin:rename", args=[snippet.pk])
        yield Button(_("Rename"), url, icon_name="edit", priority=15)
    if may_merge(user):
        url = f"{reverse('topic_admin:merge')}?{urlencode({'gone': snippet.pk})}"
        yield Button(_("Merge into another"), url, icon_name="link", priority=18)


class MergeTopics(SnippetBulkAction):
    """Leads from topics that are ticked in the list to where they are made one."""

    models = [Topic]
    display_name = gettext_lazy("Merge")
    action_type = "merge"
    aria_label = gettext_lazy("Merge the selected topics into another")
    action_priority = 40
    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_merge(request.user):
            raise PermissionDenied
        topics, _no_access = self.get_actionable_objects()
        query = urlencode({"gone": [topic.pk for topic in topics]}, doseq=True)
        return HttpResponseRedirect(f"{reverse('topic_admin:merge')}?{query}")


def merge_item() -> LinkToView:
    """Lead to merging from the menu, where no topic is chosen yet."""
    return LinkToView(MergeView, "topic_admin:merge", name="merge-topics", order=800, may=may_merge)


def remember_name(request: HttpRequest, snippet: Any) -> None:
    """Keep what a topic was called, to know afterwards whether that has changed."""
    if isinstance(snippet, Topic):
        vars(request)["topic_was_called"] = snippet.name


def offer_to_move(request: HttpRequest, snippet: Any) -> None:
    """Say that a topic which was given another name in its form has kept its address."""
    if isinstance(snippet, Topic) and snippet.name != vars(request).get("topic_was_called"):
        url = reverse("topic_admin:rename", args=[snippet.pk])
        change = messages.button(url, _("Change its address too"))
        message = _("“%(name)s” has kept the address that it had.") % {"name": snippet.name}
        messages.info(request, message, buttons=[change])


def log_actions(actions: LogActionRegistry) -> None:
    """Say in histories what became of topics."""

    @actions.register_action(RENAMED)
    class Renamed(LogFormatter):
        label = gettext_lazy("Rename a topic")

        def format_message(self, entry: Any) -> str:
            if entry.data["moved"]:
                message = _("Renamed from “%(before)s” to “%(now)s”, with its address")
            else:
                message = _("Renamed from “%(before)s” to “%(now)s”")
            return message % entry.data

    @actions.register_action(MERGED)
    class Merged(LogFormatter):
        label = gettext_lazy("Merge a topic into another")

        def format_message(self, entry: Any) -> str:
            return _("Merged “%(gone)s” into “%(into)s”, with %(pages)d pages") % entry.data

    @actions.register_action(TAKEN_IN)
    class TakenIn(LogFormatter):
        label = gettext_lazy("Take in another topic")

        def format_message(self, entry: Any) -> str:
            return _("Took in “%(gone)s”, with %(pages)d pages") % entry.data
