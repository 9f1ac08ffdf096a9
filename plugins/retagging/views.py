"""Where an editor watches a retagging being done, looks at those of before, and undoes one."""

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn, UserColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.permission_policies import ModelPermissionPolicy

from plugins.retagging.jobs import begin_undoing, go_on, stop
from plugins.retagging.models import KEPT_FOR, RetaggedPage, Retagging
from plugins.retagging.permissions import may_retag
from plugins.retagging.planning import names_of_topics, told
from plugins.retagging.written import tags_from

State = RetaggedPage.State

#: Pages of each kind that are named; of the others it is told how many there are.
SHOWN = 200


class RetaggingListView(IndexView):
    """All that was retagged of late, by whom, and whether it was undone."""

    model = Retagging
    permission_policy = ModelPermissionPolicy(Retagging)
    any_permission_required = ["add"]
    index_url_name = "retagging:list"
    index_results_url_name = "retagging:list_results"
    page_title = gettext_lazy("Changes of levels and topics")
    header_icon = "history"
    template_name = "retagging/admin/list.html"
    default_ordering = ["-made_at", "-pk"]
    paginate_by = 50
    is_searchable = False

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "says",
                label=_("What"),
                accessor=lambda job: capfirst(job.says),
                get_url=self.url_of,
            ),
            UserColumn("made_by", blank_display_name=_("somebody"), label=_("Who")),
            DateColumn("made_at", label=_("When"), sort_key="made_at", width="15%"),
            NumberColumn("done", label=_("Pages changed"), width="12%"),
            Column("state", label=_("State"), accessor=state_of, width="15%"),
        ]

    def url_of(self, retagging: Retagging) -> str | None:
        """Return where a retagging is looked at and undone, for who may."""
        if not retagging.is_for(self.request.user):
            return None
        return reverse("retagging:progress", args=[retagging.pk])

    def get_base_queryset(self) -> QuerySet:
        done = Count("pages", filter=Q(pages__state=State.DONE))
        retaggings = Retagging.objects.select_related("made_by__wagtail_userprofile")
        return retaggings.prefetch_related("undone_by").annotate(done=done)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"days": KEPT_FOR.days}


def state_of(retagging: Retagging) -> str:
    """Return whether a retagging is done, in words."""
    if retagging.undone_by.all():
        return _("Undone")
    return _("Done") if retagging.finished_at else _("Not finished")


class OfOneRetagging(WagtailAdminTemplateMixin, TemplateView):
    """A view of one retagging, for who began it and for administrators."""

    header_icon = "tag"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (may_retag(request.user) and self.retagging.is_for(request.user)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def retagging(self) -> Retagging:
        """What the address names."""
        known = Retagging.objects.select_related("made_by")
        return get_object_or_404(known, pk=self.kwargs["pk"])

    def url(self) -> str:
        """Return where its progress is shown."""
        return reverse("retagging:progress", args=[self.retagging.pk])


class ProgressView(OfOneRetagging):
    """How far a retagging is; a POST works at it for some seconds."""

    template_name = "retagging/admin/progress.html"
    page_title = gettext_lazy("Changing levels and topics")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        everything = {"url": reverse("retagging:list"), "label": RetaggingListView.page_title}
        return [
            *self.breadcrumbs_items,
            everything,
            {"url": "", "label": capfirst(self.retagging.says)},
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        go_on(self.retagging, user=request.user)
        if not request.accepts("text/html"):
            self.retagging.refresh_from_db()
            context = progress_of(self.retagging)
            return JsonResponse(
                {
                    "is_finished": context["is_finished"],
                    "html": render_to_string("retagging/admin/bar.html", context),
                }
            )
        return redirect(self.url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        progress = progress_of(self.retagging)
        context = super().get_context_data(**kwargs) | progress
        # While it is worked at, what is shown is soon not true any more.
        return context | (became_of(self.retagging) if progress["is_finished"] else {})


class StopView(OfOneRetagging):
    """Leaves alone what is not done yet."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        stop(self.retagging)
        messages.success(request, _("Stopped. What was changed before stays so until you undo it."))
        return redirect(self.url())


class UndoView(OfOneRetagging):
    """Begins to give the pages back what they had."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        undoing = begin_undoing(self.retagging, user=request.user)
        return redirect("retagging:progress", undoing.pk)


def progress_of(retagging: Retagging) -> dict[str, Any]:
    """Return how far a retagging is."""
    states = retagging.pages.values_list("state").annotate(number=Count("pk"))
    numbers: Counter[str] = Counter(dict(states))
    left, every = numbers[State.WAITING], numbers.total()
    worked_at = max(numbers[State.DONE], 1)
    return {
        "retagging": retagging,
        "numbers": {state.name: numbers[state] for state in State},
        "left": left,
        "every": every,
        "gone_through": every - left,
        "is_finished": retagging.finished_at is not None,
        "seconds_left": round(left * retagging.seconds / worked_at),
    }


def became_of(retagging: Retagging) -> dict[str, Any]:
    """Return what became of the pages of a retagging."""
    names = names_of_topics()
    rows = retagging.pages.select_related("page")
    changed = rows.filter(state=State.DONE)[:SHOWN]
    return {
        "changed": [
            (row, told(tags_from(row.before), tags_from(row.after), names)) for row in changed
        ],
        "left_alone": rows.filter(state=State.LEFT_ALONE)[:SHOWN],
        "undoing": retagging.undone_by.first(),
    }
