"""Where an editor asks a practitioner what they think of a page, and where these answer."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from plugins.curating.opinion_forms import AnswerForm, AskForm
from plugins.curating.opinions import (
    AlreadyAskedError,
    answer,
    ask,
    decline,
    name_of,
    withdraw,
)
from plugins.curating.review_access import PageInReview, page_in_review_for
from plugins.curating.review_models import Opinion
from plugins.curating.review_views import CONFLICT, show_as_page
from plugins.levels.models import FIRST
from plugins.levels.origins import is_own_origin, refuse
from plugins.levels.reader import ReaderRequest

# The editor.


@method_decorator(never_cache, name="dispatch")
class AskView(WagtailAdminTemplateMixin, View):
    """Asks a practitioner for a second opinion on a page in review."""

    template_name = "curating/admin/ask.html"
    page_title = gettext_lazy("Ask for a second opinion")
    header_icon = "group"

    submission: PageInReview

    def get(self, request: ReaderRequest, pk: int) -> HttpResponse:
        self.submission = page_in_review_for(request.user, pk)
        if not self.submission.is_open:
            return self.leave_decided()
        return self.show(AskForm(submission=self.submission, user=request.user))

    def post(self, request: ReaderRequest, pk: int) -> HttpResponse:
        self.submission = page_in_review_for(request.user, pk)
        if not self.submission.is_open:
            return self.leave_decided()
        form = AskForm(request.POST, submission=self.submission, user=request.user)
        if not form.is_valid():
            return self.show(form, status=400)
        peer = form.cleaned_data["peer"]
        try:
            ask(self.submission, peer, request.user, form.cleaned_data["question"])
        except AlreadyAskedError:
            form.add_error("peer", form.fields["peer"].error_messages["invalid_choice"])
            return self.show(form, status=CONFLICT)
        messages.success(
            request,
            _("%(name)s is asked, by e-mail. You hear of the answer, and find it here.")
            % {"name": name_of(peer)},
        )
        return redirect("curating:review", pk)

    def leave_decided(self) -> HttpResponse:
        """Lead back where there is nothing to be asked about any more."""
        messages.info(self.request, _("It is decided: there is nothing to ask about any more."))
        return redirect("curating:review", self.submission.task_state.pk)

    def show(self, form: AskForm, *, status: int = 200) -> HttpResponse:
        context = self.get_context_data(submission=self.submission, form=form)
        return self.render_to_response(context, status=status)

    def get_page_subtitle(self) -> str:
        return self.submission.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        review = reverse("curating:review", args=[self.submission.task_state.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("curating:submissions"), "label": _("Submissions")},
            {"url": review, "label": self.submission.title},
            {"url": "", "label": self.page_title},
        ]


@require_POST
def withdraw_opinion(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ask no longer: what it is about opens to whom it was asked of no more."""
    opinion = get_object_or_404(Opinion.objects.select_related("task_state", "asked_of"), pk=pk)
    page_in_review_for(request.user, opinion.task_state_id)
    name = {"name": name_of(opinion.asked_of)}
    if withdraw(opinion, request.user):
        messages.success(request, _("%(name)s is asked no longer.") % name)
    else:
        messages.info(request, _("There is nothing to withdraw: %(name)s has answered.") % name)
    return redirect("curating:review", opinion.task_state_id)


# The practitioner.


# Exempt, and its origin checked instead: who signs in again in another window has another token,
# and would lose what they typed.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: ReaderRequest, pk: int) -> HttpResponse:
    """Show one page to whom an editor asks about it, and nobody else; take in what they say."""
    if request.method == "POST" and not is_own_origin(request):
        return refuse(request)
    if not request.user.is_authenticated:
        return ask_who_it_is(request)
    asked = Opinion.objects.filter(pk=pk, asked_of=request.user.pk)
    found = asked.select_related("task_state__revision", "task_state__task", "asked_by").first()
    if found is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if not found.is_open:
        return show_closed(request, found, form)
    if request.method != "POST":
        return show_page(request, found, form)
    return take_in(request, found, form)


def ask_who_it_is(request: ReaderRequest) -> HttpResponse:
    """Have a visitor sign in; what somebody typed whose session has ended is kept meanwhile."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    context = {"form": AnswerForm(request.POST), "signed_out": True}
    return kept_secret(render(request, "curating/opinion_kept.html", context, status=403))


def take_in(request: ReaderRequest, opinion: Opinion, form: AnswerForm) -> HttpResponse:
    """Keep what was said, or show what is wrong with it."""
    if not form.is_valid():
        return show_page(request, opinion, form, status=400)
    said = form.cleaned_data
    if form.is_declined:
        is_kept = decline(opinion, said["answer"])
    else:
        is_kept = answer(opinion, said["recommendation"], said["answer"])
    if not is_kept:
        # Decided a moment ago.
        opinion.refresh_from_db()
        return show_closed(request, opinion, form)
    return redirect("second_opinions:opinion", opinion.pk)


def show_page(
    request: ReaderRequest, opinion: Opinion, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    """Show the page as it was submitted, to readers of its first level, and the form below it."""
    page = opinion.task_state.revision.as_object()
    levels = page.levels_in_order() if hasattr(page, "levels_in_order") else []
    number = levels[0].number if levels else FIRST
    # It is to be read to the end, where the form is, and not left for another.
    nothing = {"related": (), "within": None, "newer": None, "older": None}
    response = show_as_page(
        request,
        page,
        number,
        "curating/opinion.html",
        opinion=opinion,
        form=form,
        for_levels=levels,
        **nothing,
    )
    response.status_code = status
    return kept_secret(response)


def show_closed(request: ReaderRequest, opinion: Opinion, form: AnswerForm) -> HttpResponse:
    """Thank who was asked, without a word of the page; what they typed too late stays theirs."""
    is_late = form.is_bound and not (opinion.answered_at or opinion.declined_at)
    context = {"opinion": opinion, "written": form.data.get("answer", "") if is_late else ""}
    response = render(request, "curating/opinion_closed.html", context)
    response.status_code = CONFLICT if is_late else 200
    return kept_secret(response)


def kept_secret(response: HttpResponse) -> HttpResponse:
    """Have no search engine list it."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
