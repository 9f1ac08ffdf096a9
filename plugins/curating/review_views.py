"""Where an editor reviews a page: the text beside all that helps to decide, and the decision."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.utils.decorators import xframe_options_sameorigin_override

from plugins.content_checks import checks_of
from plugins.curating.decisions import (
    ChangedError,
    DecidedError,
    OvertakenError,
    carry_out,
)
from plugins.curating.opinions import name_of
from plugins.curating.review_access import PageInReview, page_in_review_for
from plugins.curating.review_forms import LATER, ReviewForm
from plugins.curating.review_models import Opinion
from plugins.curating.review_outcome import tell_outcome
from plugins.curating.review_words import comments_on
from plugins.desk import curates
from plugins.levels.models import FIRST, LAST
from plugins.levels.reader import Reader, ReaderRequest

CONFLICT = 409


@method_decorator(never_cache, name="dispatch")
class ReviewView(WagtailAdminTemplateMixin, View):
    """Shows a page in review beside its checklist, and takes in what an editor decides."""

    template_name = "curating/admin/review.html"
    page_title = gettext_lazy("Review")
    header_icon = "glasses"

    submission: PageInReview

    def get(self, request: ReaderRequest, pk: int) -> HttpResponse:
        self.submission = page_in_review_for(request.user, pk)
        if not self.submission.is_open:
            return self.show_decided()
        return self.show(ReviewForm(submission=self.submission))

    def post(self, request: ReaderRequest, pk: int) -> HttpResponse:
        self.submission = page_in_review_for(request.user, pk)
        form = ReviewForm(request.POST, submission=self.submission)
        if not self.submission.is_open:
            return self.show_decided(form)
        lock = self.submission.lock_for(request.user)
        if lock and form.decision != LATER:
            messages.error(request, lock)
            return self.show(form, status=CONFLICT)
        if not form.is_valid():
            return self.show(form, status=400)
        return self.carry_out(form)

    def carry_out(self, form: ReviewForm) -> HttpResponse:
        """Do what the form says, or tell why not, with what was typed still there."""
        try:
            carry_out(self.submission, form, self.request.user)
        except OvertakenError as error:
            return self.tell_overtaken(error, form)
        except ValidationError as error:
            for message in error.messages:
                form.add_error(None, message)
            return self.show(form, status=400)
        if form.decision == LATER:
            messages.success(self.request, _("Your notes are kept, for you and your colleagues."))
            return redirect("curating:review", self.submission.task_state.pk)
        tell_outcome(self.request, self.submission, form.decision)
        # Whoever has a part in the review without being an editor has no list of them.
        is_editor = curates(self.request.user)
        return redirect("curating:submissions" if is_editor else "wagtailadmin_home")

    def tell_overtaken(self, error: OvertakenError, form: ReviewForm) -> HttpResponse:
        """Show the form, filled in as it was, beside how things stand now."""
        # Nothing of what was fetched for the decision holds any more.
        self.submission = page_in_review_for(self.request.user, self.submission.task_state.pk)
        if isinstance(error, DecidedError):
            return self.show_decided(form)
        now = ReviewForm(form.data, submission=self.submission)
        now.see_anew()
        now.full_clean()
        now.add_error(None, self.words_for(error))
        return self.show(now, status=CONFLICT)

    def words_for(self, error: OvertakenError) -> str:
        """Return what is told to who was overtaken, and what to do next."""
        if isinstance(error, ChangedError):
            changed_by = self.submission.revision.user
            return _(
                "%(name)s has changed the page since you opened it, so nothing was done. You see "
                "it as it is now: have a look, and decide then."
            ) % {"name": name_of(changed_by) if changed_by else _("Somebody")}
        noted_by = self.submission.notes and self.submission.notes.saved_by
        return _(
            "%(name)s has kept notes on this page since you opened it, so nothing was done. They "
            "stand beside yours: take over what you like, and press the button once more."
        ) % {"name": name_of(noted_by) if noted_by else _("A colleague")}

    def show(self, form: ReviewForm, *, status: int = 200) -> HttpResponse:
        """Show the page, with the form as it is filled in."""
        context = self.get_context_data(**self.facts(form))
        return self.render_to_response(context, status=status)

    def show_decided(self, form: ReviewForm | None = None) -> HttpResponse:
        """Tell what was decided, and leave who would have decided as well what they wrote."""
        context = self.get_context_data(
            submission=self.submission,
            written=form.data.get("comment", "") if form else "",
            goes_on_at=self.goes_on_at(),
            opinions=self.opinions(),
        )
        self.template_name = "curating/admin/decided.html"
        return self.render_to_response(context, status=CONFLICT if form else 200)

    def goes_on_at(self) -> str:
        """Return where the page is reviewed now, "" where it is not."""
        state = self.submission.page.current_workflow_task_state
        is_another = state and state.pk != self.submission.task_state.pk
        is_open = is_another and state.status == state.STATUS_IN_PROGRESS
        return reverse("curating:review", args=[state.pk]) if is_open else ""

    def get_page_subtitle(self) -> str:
        return self.submission.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        submissions = {"url": reverse("curating:submissions"), "label": _("Submissions")}
        here = {"url": "", "label": self.page_title, "sublabel": self.submission.title}
        return [*self.breadcrumbs_items, submissions, here]

    def facts(self, form: ReviewForm) -> dict[str, Any]:
        """Return all that an editor is shown who is to decide."""
        submission = self.submission
        draft, author = submission.draft, submission.page.owner or submission.review.requested_by
        return {
            "submission": submission,
            "form": form,
            "numbers": form.numbers(),
            "checklists": form.checklists(),
            "previews": self.previews(),
            "author": name_of(author) if author else _("No longer a member"),
            "findings": checks_of(draft),
            "comments": comments_on(draft),
            "opinions": self.opinions(),
            "noted": self.noted_by_colleague(form),
            "lock": submission.lock_for(self.request.user),
        }

    def previews(self) -> list[dict[str, Any]]:
        """Return where the page shows as readers of each of its levels will see it."""
        address = reverse("curating:preview", args=[self.submission.task_state.pk])
        levels = self.submission.draft.levels_in_order() if self.submission.is_levelled else []
        return [{"level": level, "url": f"{address}?level={level.number}"} for level in levels] or [
            {"level": None, "url": address}
        ]

    def opinions(self) -> list[Opinion]:
        """Return what practitioners were asked in this review, in all its rounds."""
        asked = Opinion.objects.of_review(self.submission.review).filter(withdrawn_at=None)
        return list(asked.select_related("asked_by", "asked_of", "task_state"))

    def noted_by_colleague(self, form: ReviewForm) -> Any:
        """Return the notes where they are not what the form begins with, for the eye to compare."""
        notes = self.submission.notes
        return notes if notes and form.is_bound and notes.saved_by != self.request.user else None


@never_cache
@require_safe
@xframe_options_sameorigin_override
def preview(request: ReaderRequest, pk: int) -> HttpResponse:
    """Show what is submitted as readers of the level `?level=`, or of its first, will see it."""
    submission = page_in_review_for(request.user, pk)
    if not submission.is_open:
        return redirect("curating:review", pk)
    asked = request.GET.get("level", "")
    is_level = asked in map(str, range(FIRST, LAST + 1))
    number = int(asked) if is_level else next(iter(submission.numbers), FIRST)
    return show_as_page(request, submission.draft, number, "curating/preview.html")


def show_as_page(
    request: ReaderRequest, page: Any, number: int, template: str, **context: Any
) -> HttpResponse:
    """Show `page`, which is not published, as it would be at a level, by the number of the level.

    By a template that extends `page_template`, the one that readers get.
    """
    request.reader = Reader.at(number)
    vars(request)["is_preview"] = True
    shown = page.get_context(request) | context | {"page_template": page.get_template(request)}
    return render(request, template, shown)
