"""The desk: what waits for an editor, on the first page of the admin."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from plugins.desk import Waiting, curates

REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)


def waiting_for(user: Any) -> list[Waiting]:
    """Return all that waits for `user` as an editor, of whatever plugin, in the desk's order."""
    offers = hooks.get_hooks("waiting_for_editors")
    return sorted((each for offer in offers for each in offer(user)), key=lambda each: each.order)


class Desk(Component):
    """Shows an editor what waits, the most urgent of each kind, and where the rest is."""

    name = "desk"
    template_name = "curating/admin/desk.html"
    #: Above all that Wagtail shows there.
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        waiting = waiting_for(parent_context["request"].user)
        return {
            "waiting": [each for each in waiting if each.count],
            "done": [each for each in waiting if not each.count],
        }


def put_on_first_page(request: HttpRequest, panels: list[Component]) -> None:
    """Put the desk on an editor's first page, in the place of Wagtail's lists of submissions.

    That of what they have submitted themselves is “My writing”.
    """
    if curates(request.user):
        panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
        panels.append(Desk())


def leave_out_numbers(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Leave to the desk an editor's first page: how many pages there are asks nothing of them.

    Counting them costs as much as half of what waits.
    """
    if curates(request.user):
        items.clear()
