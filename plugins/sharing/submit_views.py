"""Where a draft is looked over and submitted, and what happens next is said."""

from collections.abc import Iterator
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plugins.content_checks import Finding, Severity, checks_of
from plugins.levels.origins import is_own_origin, refuse
from plugins.levels.reader import Reader, ReaderRequest
from plugins.limits import Limit
from plugins.sharing.models import Draft
from plugins.sharing.places import place_of
from plugins.sharing.problems import Problem, problems_of
from plugins.sharing.steps import steps_of
from plugins.sharing.submitting import (
    ChangedMeanwhileError,
    NothingToShareInError,
    is_sent,
    may_submit,
    submit,
    withdraw,
)
from plugins.sharing.views import address_of

# Of one member: editors read each of them.
SUBMISSIONS = Limit("sharing.submissions", amount=10, seconds=60 * 60)


class SubmitForm(forms.Form):
    """What an author confirms on submitting."""

    licence = forms.BooleanField(
        label=gettext_lazy("Others may use it under the licence of this site"),
        error_messages={"required": gettext_lazy("Tick this if others may use it.")},
    )
    rights = forms.BooleanField(
        label=gettext_lazy(
            "The text and the pictures are mine to share, and whoever is shown or named agrees"
        ),
        error_messages={"required": gettext_lazy("Tick this once you are sure of it.")},
    )


# Exempt for the reason that `views.write` is.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: ReaderRequest, key: UUID) -> HttpResponse:
    """Show what there is to look over, and on POST submit it."""
    draft = Draft.objects.open_to(request).filter(pk=key).first()
    if draft is None:
        if request.method == "POST" and request.user.is_anonymous:
            return redirect_to_sign_in(request)
        raise Http404
    form = SubmitForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return show(request, draft, form)
    if not is_own_origin(request):
        return refuse(request)
    return try_to_submit(request, draft, form)


def try_to_submit(request: ReaderRequest, draft: Draft, form: SubmitForm) -> HttpResponse:
    """Submit, or say what is missing for it."""
    if is_sent(draft):
        return redirect("sharing:submitted", draft.pk)
    can_be_sent = may_submit(request.user) and draft.state != Draft.State.REVIEW
    if not can_be_sent or problems_in(draft, request.reader) or not form.is_valid():
        return show(request, draft, form, status=400)
    if not SUBMISSIONS.allows(request, who=request.user.pk):
        form.add_error(None, _(
            "That is %(amount)d submissions in an hour, as many as the editors can take from one "
            "person. Your draft is saved: please send it later."
        ) % {"amount": SUBMISSIONS.amount})  # fmt: skip
        return show(request, draft, form, status=429)
    # What the page named: the plugin does not know what the site says of its licence.
    licence = request.POST.get("licence_name", "").replace("\0", "")[:200]
    try:
        submit(draft.pk, request.user, reader=request.reader, licence=licence)
    except (ChangedMeanwhileError, NothingToShareInError):
        # Since the problems were looked for: they tell of it now.
        return show(request, Draft.objects.get(pk=draft.pk), form, status=400)
    return redirect("sharing:submitted", draft.pk)


def redirect_to_sign_in(request: ReaderRequest) -> HttpResponse:
    """Ask who it is whose session has ended; nothing was typed that could be lost."""
    return redirect_to_login(request.path)


def show(
    request: ReaderRequest, draft: Draft, form: SubmitForm, *, status: int = 200
) -> HttpResponse:
    steps = steps_of(draft.interview, draft.content)
    problems = problems_in(draft, request.reader)
    context = {
        "draft": draft,
        "form": form,
        "steps": steps,
        "step": steps[-1],
        "number": len(steps),
        "problems": [(problem, place_of(draft, problem.unit)) for problem in problems],
        "findings": findings_in(draft),
        "may_submit": may_submit(request.user),
        "is_sent": is_sent(draft),
        "levels": [level for level in request.reader.levels if level.number in levels_of(draft)],
    }
    return render(request, "sharing/check.html", context, status=status)


def problems_in(draft: Draft, reader: Reader) -> list[Problem]:
    """Return what is to be mended before it can be submitted, in the draft or around it."""
    return [*in_the_way(draft, reader), *problems_of(draft.interview, draft.content)]


def in_the_way(draft: Draft, reader: Reader) -> Iterator[Problem]:
    """Yield what keeps it from being submitted whatever it says."""
    if draft.is_overtaken:
        yield Problem("", _(
            "The page was changed in the editor since you wrote this. Take these changes over, "
            "look at them, and then send it."
        ))  # fmt: skip
    if draft.page and draft.page.locked:
        yield Problem("", _("An editor has locked the page for now. Ask them when they are done."))
    if draft.page is None and not draft.interview.listings(reader).exists():
        yield Problem("", _("There is no place for it on this site any more. Ask the editors."))


def findings_in(draft: Draft) -> list[Finding]:
    """Return what its author may like to look at again; what is missing is among the problems."""
    found = checks_of(draft.interview.page(draft.content))
    return [finding for finding in found if finding.severity != Severity.ERROR]


def levels_of(draft: Draft) -> list[int]:
    """Return the numbers of the levels at which readers will find it."""
    page = draft.interview.page(draft.content)
    return [level.number for level in page.levels_in_order()]


@never_cache
@require_safe
def submitted(request: ReaderRequest, key: UUID) -> HttpResponse:
    """Thank, and say what happens next, and when."""
    draft = Draft.objects.open_to(request).filter(pk=key).first()
    if draft is None or draft.page is None:
        raise Http404
    if draft.submitted_at is None or draft.state == Draft.State.PUBLISHED:
        return redirect("sharing:mine")
    return render(request, "sharing/submitted.html", {"draft": draft})


@csrf_exempt
@never_cache
@require_POST
def take_back(request: ReaderRequest, key: UUID) -> HttpResponse:
    """Take a draft back from the editors, and go on writing."""
    if not is_own_origin(request):
        return refuse(request)
    draft = Draft.objects.open_to(request).filter(pk=key).first()
    if draft is None:
        raise Http404
    draft = withdraw(draft.pk, request.user)
    messages.success(request, _("You have it back: it is no longer with the editors."))
    return redirect(address_of(draft, request))
