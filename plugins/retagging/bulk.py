"""The bulk action of the page explorer: choose, look at what would change, and begin."""

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction

from plugins.retagging.bulk_forms import RetagForm
from plugins.retagging.bulk_listing import selected
from plugins.retagging.jobs import begin
from plugins.retagging.models import RetaggedPage
from plugins.retagging.permissions import may_retag
from plugins.retagging.planning import Planned, count_known, names_of_topics, plan, told

State = RetaggedPage.State

#: Pages of each kind that a preview names; of the others it tells how many there are.
SHOWN = 200


class RetagPages(PageBulkAction):
    """Gives the selected pages other levels and topics."""

    display_name = _("Levels and topics…")
    action_type = "retag"
    aria_label = _("Change the levels and topics of the selected pages")
    action_priority = 45
    template_name = "retagging/admin/bulk.html"
    form_class = RetagForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_retag(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: RetagForm) -> HttpResponse:
        planned = plan(selected(self.request), form.change(), user=self.request.user)
        is_wanted = "go" in self.request.POST and form.was_previewed()
        if is_wanted and any(each.state == State.WAITING for each in planned):
            retagging = begin(planned, form.change(), user=self.request.user)
            return redirect("retagging:progress", retagging.pk)
        return self.render_to_response(self.get_context_data(form=form, planned=planned))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Past Wagtail's own, which asks of each page by itself what may be done with it.
        context = FormView.get_context_data(self, **kwargs)
        planned: list[Planned] | None = kwargs.get("planned")
        if planned is None:
            context["number"] = count_known(selected(self.request), user=self.request.user)
        else:
            context |= {"number": len(planned), **preview_of(planned)}
        query = self.request.META["QUERY_STRING"]
        return {**context, "next": self.next_url, "submit_url": f"{self.request.path}?{query}"}


def preview_of(planned: list[Planned]) -> dict[str, Any]:
    """Return what a preview shows of the pages: how many of each state, and the first of them."""
    names, numbers = names_of_topics(), Counter(each.state for each in planned)
    changing = [each for each in planned if each.state == State.WAITING][:SHOWN]
    alone = [each for each in planned if each.state == State.LEFT_ALONE][:SHOWN]
    return {
        "numbers": {state.name: numbers[state] for state in State},
        "changing": [(each, told(each.before, each.after, names)) for each in changing],
        "left_alone": alone,
    }
