"""How pages fit, for editors: where readers disagree, one page over time, and what is decided."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from plugins.desk import curated_by, with_undo
from plugins.feedback.deciding import ChangedSinceError, decide, disagreements_on, undo
from plugins.feedback.disagreeing import ENOUGH, Disagreement, disagreements, disputes
from plugins.feedback.models import FitCount, FitDecision
from plugins.feedback.over_time import over_time
from plugins.levels.models import LevelledMixin
from plugins.levels.retagging import RetaggingError

PAGE_SIZE = 50
REPORT = gettext_lazy("Did it fit?")
DISAGREEING = gettext_lazy("Readers disagree with the level")


class MayReadFit(PermissionCheckedMixin):
    """Lets in who may see what readers say."""

    model = FitCount
    any_permission_required = ["view"]


class DisagreementsView(MayReadFit, WagtailAdminTemplateMixin, TemplateView):
    """All pages whose readers disagree with a level of theirs, the surest first."""

    template_name = "feedback/admin/disagreements.html"
    page_title = DISAGREEING
    header_icon = "crosshairs"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        report = {"url": reverse("feedback_fit_report"), "label": REPORT}
        return [*self.breadcrumbs_items, report, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = self.request.GET.get("p")
        page = Paginator(disputes(self.request.user), PAGE_SIZE).get_page(number)
        found = {"disagreements": disagreements(page), "page_obj": page, "enough": ENOUGH}
        return {**super().get_context_data(**kwargs), **found}


class OfPage(MayReadFit):
    """What is about one page that the editor looks after."""

    kwargs: dict[str, Any]
    request: HttpRequest

    @cached_property
    def about(self) -> LevelledMixin:
        """The page; raises Http404 for one without levels, or that others look after."""
        pages = curated_by(self.request.user).prefetch_related("level_tags")
        page: Any = get_object_or_404(pages.filter(pk=self.kwargs["pk"])).specific
        if not isinstance(page, LevelledMixin):
            raise Http404
        return page

    @property
    def url(self) -> str:
        """Where what its readers say is shown."""
        return reverse("feedback_fit_of_page", args=[self.about.pk])


class DecideForm(forms.Form):
    """What is to become of a page whose readers disagree with one of its levels."""

    level = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=FitDecision.Kind)
    note = forms.CharField(max_length=300, required=False)


class FitOfPageView(OfPage, WagtailAdminTemplateMixin, TemplateView):
    """What readers said of one page, month by month, and what an editor may make of it."""

    template_name = "feedback/admin/fit_of_page.html"
    page_title = REPORT
    header_icon = "crosshairs"

    def get_page_subtitle(self) -> str:
        return str(self.about.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        report = {"url": reverse("feedback_fit_report"), "label": REPORT}
        return [*self.breadcrumbs_items, report, {"url": "", "label": self.about.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decisions = FitDecision.objects.filter(page=self.about.pk).order_by("-at", "-pk")
        return {
            **super().get_context_data(**kwargs),
            "about": self.about,
            "levels": over_time(self.about),
            "verdicts": FitCount.Verdict,
            "disagreements": disagreements_on(self.about, self.request.user),
            "decisions": decisions.select_related("level", "proposed", "by"),
        }


class DecideView(OfPage, View):
    """Does what an editor decides, and offers to undo it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = DecideForm(request.POST)
        disagreement = self.disagreement(form)
        if disagreement is None:
            messages.warning(request, _("There is nothing to decide here, or no longer."))
            return redirect(self.url)
        said = {"kind": form.cleaned_data["kind"], "note": form.cleaned_data["note"]}
        try:
            decision = decide(self.about, disagreement, user=request.user, **said)
        except (RetaggingError, ValidationError) as error:
            messages.error(request, " ".join(map(str, getattr(error, "messages", [error]))))
            return redirect(self.url)
        undo_url = reverse("feedback_fit_undo", args=[decision.pk])
        messages.success(request, with_undo(request, self.said(decision), undo_url))
        return redirect(self.url)

    def disagreement(self, form: DecideForm) -> Disagreement | None:
        """Return what is decided on, None where that cannot be done, or was done already."""
        if not form.is_valid():
            return None
        kind, number = form.cleaned_data["kind"], form.cleaned_data["level"]
        found = disagreements_on(self.about, self.request.user)
        each = next((one for one in found if one.level.number == number), None)
        can = each and {
            FitDecision.Kind.MOVED: each.can_move,
            FitDecision.Kind.ADDED: each.can_add,
            FitDecision.Kind.KEPT: True,
        }
        return each if can and can[kind] else None

    def said(self, decision: FitDecision) -> str:
        """Return what was done, in a sentence."""
        words = {
            "title": self.about.title,
            "levels": ", ".join(map(str, decision.levels_after)),
            "enough": ENOUGH,
        }
        if decision.changed_levels:
            return (
                ngettext(
                    "“%(title)s” is at level %(levels)s now.",
                    "“%(title)s” is at levels %(levels)s now.",
                    len(decision.levels_after),
                )
                % words
            )
        message = _("“%(title)s” stays as it is, until %(enough)d more readers disagree.")
        return message % words


class UndoView(MayReadFit, View):
    """Takes a decision back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        theirs = curated_by(request.user).order_by().values("pk")
        standing = FitDecision.objects.standing().filter(page__in=theirs)
        decision = get_object_or_404(standing.select_related("page", "level"), pk=pk)
        try:
            undo(decision, decision.page.specific, user=request.user)
        except ChangedSinceError:
            messages.error(request, _("Somebody has changed its levels since: nothing is undone."))
        except (RetaggingError, ValidationError) as error:
            messages.error(request, " ".join(map(str, getattr(error, "messages", [error]))))
        else:
            messages.success(request, _("Taken back: it is as it was."))
        return redirect("feedback_fit_of_page", decision.page_id)
