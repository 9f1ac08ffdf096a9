"""Where a practitioner writes: the start, and the interview in steps or on one page."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from plugins.interviews import Interview, interviews
from plugins.levels.origins import is_own_origin, refuse
from plugins.levels.reader import ReaderRequest
from plugins.limits import Limit
from plugins.sharing.actions import ALL, CLOCK, MANNER, act, address
from plugins.sharing.content import fingerprints
from plugins.sharing.forms import PictureForm
from plugins.sharing.models import Draft, KeptVersion, TooLongError
from plugins.sharing.occasions import OCCASION, begin_for, occasion_called
from plugins.sharing.posted import Posted, moment_of, unit_in, window_of
from plugins.sharing.rescue import rescue
from plugins.sharing.sessions import MOST, adopt
from plugins.sharing.steps import CHECK, Answers, Step, steps_of

HOUR = 60 * 60  # seconds
# Drafts that are begun by a member, or without an account from one place: a workshop's worth.
BEGINNINGS = Limit("sharing.beginnings", amount=60, seconds=HOUR)
#: Drafts that are offered where writing begins, the latest; a session has no more, and what a
#: member has beyond is under “My writing”.
MOST_OFFERED = MOST


class BegunOftenError(Exception):
    """Raised where somebody begins more drafts than anybody would write."""


# What to say of what is not saved, and the status of the answer.
REFUSALS: dict[type[Exception], tuple[Any, int]] = {
    TooLongError: (
        gettext_lazy(
            "This is more than can be kept: two million characters. What you typed last is below, "
            "and not saved: please take something out."
        ),
        413,
    ),
    RequestDataTooBig: (
        gettext_lazy("This is more than can be sent at once. Please take something out."),
        413,
    ),
    BegunOftenError: (
        gettext_lazy(
            "%(amount)d drafts were begun from your connection or account within an hour, as many "
            "as we take. What you typed is below, and not saved: leave this page open, and save it "
            "later."
        ),
        429,
    ),
}


@never_cache
@require_safe
def start(request: ReaderRequest) -> HttpResponse:
    """Offer what can be shared, and what was begun."""
    offered = [each for each in interviews() if each.listings(request.reader).exists()]
    drafts = Draft.objects.open_to(request).kept().filter(page=None)[: MOST_OFFERED + 1]
    context = {
        "interviews": offered,
        "drafts": drafts[:MOST_OFFERED],
        "has_more": len(drafts) > MOST_OFFERED,
    }
    return render(request, "sharing/start.html", context)


# Browsers may keep this and `write`: whoever goes back without script finds there what they typed.
@require_safe
def new(request: ReaderRequest, name: str) -> HttpResponse:
    """Ask the first question. The draft is made once something is answered."""
    interview = next((each for each in interviews() if each.name == name), None)
    if interview is None or not interview.listings(request.reader).exists():
        raise Http404
    draft = fresh(request, interview, uuid4())
    first = steps_of(interview, draft.content)[0]
    # What all is asked for depends on the first answer, where there is a field before the body.
    is_all = writes_all_at_once(request) and first.part is not None
    return show(request, draft, "" if is_all else first.name)


def fresh(request: ReaderRequest, interview: Interview, key: UUID) -> Draft:
    """Return a new draft, not saved, for the occasion that the address names."""
    draft = Draft.fresh(interview, key)
    begin_for(draft, request.GET.get(OCCASION, ""))
    return draft


# Exempt, and its origin checked instead: signing in changes the token, and a form that was open
# meanwhile would be refused with all that was typed into it.
@csrf_exempt
def write(request: ReaderRequest, key: UUID, name: str = "") -> HttpResponse:
    """Show a step of a draft, or all of them; on POST save it, and go where was asked to."""
    if request.method == "POST":
        return save(request, key, name) if is_own_origin(request) else refuse(request)
    draft = Draft.objects.open_to(request).filter(pk=key).first()
    if draft is None:
        raise Http404
    return show(request, draft, name)


def save(request: ReaderRequest, key: UUID, name: str) -> HttpResponse:
    """Save what was posted. Nothing of it is lost, whoever posted it and whatever is wrong."""
    try:
        # All of it is here before anybody else has to wait for the database.
        request.POST  # noqa: B018
        with transaction.atomic():
            draft = locked(request, key)
            if draft is None:
                return rescue(request, key, name)
            return save_in(request, draft, name)
    except RequestDataTooBig as reason:
        return too_big(request, reason)
    except (TooLongError, BegunOftenError) as reason:
        return not_saved(request, key, name, reason)


def locked(request: ReaderRequest, key: UUID) -> Draft | None:
    """Return the draft that is written in, begun where there is none; None if it is not theirs."""
    draft = Draft.objects.select_for_update().filter(pk=key).first()
    if draft is None:
        return begin(request, key)
    if Draft.objects.open_to(request).filter(pk=key).exists():
        return draft
    if draft.owner_id is None and draft.was_written_in(window_of(request)):
        # The form was sent twice before the first answer came with a session, or that is over.
        adopt(request, draft)
        return draft
    return None


def begin(request: ReaderRequest, key: UUID) -> Draft | None:
    """Make the draft that a form was shown for before it was there."""
    offered: dict[str, Interview] = {each.name: each for each in interviews()}
    interview = offered.get(request.POST.get("interview", ""))
    if interview is None or (wants_json(request) and not any(map(unit_in, request.POST))):
        # A script that asks whether its draft is still there makes none.
        raise Http404
    if not BEGINNINGS.allows(request, who=request.user.pk):
        raise BegunOftenError
    draft = fresh(request, interview, key)
    draft.begin_in(window_of(request))
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        # Sent twice, and begun by the other one in this very moment.
        return locked(request, key)
    adopt(request, draft)
    return draft


def save_in(request: ReaderRequest, draft: Draft, name: str) -> HttpResponse:
    """Save what was posted into `draft`, do what was asked, and show what comes next."""
    posted = Posted(draft, user=request.user, data=request.POST, files=request.FILES)
    changes, window = posted.changes(), window_of(request)
    conflicts = draft.write(changes, window=window, user=request.user, at=moment_of(request))
    if any(change.unit in draft.interview.first_fields for change in changes):
        draft.interview.begin(draft.content)
        draft.touch()
    if wants_json(request):
        return JsonResponse(state(draft, posted, conflicts))
    if posted.errors():
        data = posted.refused_only()
        shown = Answers(draft, steps_shown(draft, name), user=request.user, data=data)
        shown.say_what_was_refused(posted.forms)
        return show(request, draft, name, answers=shown, status=400)
    return act(request, draft, name)


def state(draft: Draft, posted: Posted, conflicts: list[str]) -> dict[str, Any]:
    """Return what a script needs to know after saving."""
    now, units = fingerprints(draft.content), [form.unit for form in posted.forms]
    versions = KeptVersion.objects.filter(draft=draft, unit__in=units)
    return {
        "saved": time_format(timezone.localtime(draft.saved_at), CLOCK),
        # Who has not seen the other text yet has seen what they saw before.
        "seen": {unit: now[unit] for unit in units if unit in now and unit not in conflicts},
        "pictures": {
            form.unit: form.thumbnail.url
            for form in posted.forms
            if isinstance(form, PictureForm) and form.thumbnail
        },
        "errors": posted.errors(),
        "is_visitors": draft.owner_id is None,
        "conflicts": sorted({*conflicts, *versions.values_list("unit", flat=True)}),
    }


def show(
    request: ReaderRequest,
    draft: Draft,
    name: str,
    *,
    answers: Answers | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Show one step of a draft, or with an empty `name` all of them on a page."""
    steps = steps_of(draft.interview, draft.content)
    shown = steps_shown(draft, name)
    if not shown:
        # A part that was taken away, in another window say.
        return redirect("sharing:write", draft.pk, steps[0].name)
    if name == CHECK:
        return redirect("sharing:check", draft.pk)
    return render(
        request,
        "sharing/write.html",
        {
            "draft": draft,
            "is_new": draft._state.adding,
            "occasion": occasion_called(draft.occasion),
            "steps": steps,
            "step": shown[0] if name else None,
            "number": steps.index(shown[0]) + 1,
            "answers": answers or Answers(draft, shown, user=request.user),
            "window": uuid4().hex,
            **context,
        },
        status=status,
    )


def steps_shown(draft: Draft, name: str) -> list[Step]:
    """Return the step called `name`; all where there is no name."""
    steps = steps_of(draft.interview, draft.content)
    return [step for step in steps if name in ("", step.name)]


def not_saved(request: ReaderRequest, key: UUID, name: str, reason: Exception) -> HttpResponse:
    """Say why nothing is saved, and show again what was typed."""
    text, status = REFUSALS[type(reason)]
    text = text % {"amount": BEGINNINGS.amount}
    if wants_json(request):
        return JsonResponse({"refused": text}, status=status)
    draft = Draft.objects.open_to(request).filter(pk=key).first()
    if draft is None:
        name_sent = request.POST.get("interview")
        interview = next((each for each in interviews() if each.name == name_sent), None)
        if interview is None:
            return too_big(request, reason)
        draft = fresh(request, interview, key)
    messages.error(request, text)
    shown = Answers(draft, steps_shown(draft, name), user=request.user, data=request.POST)
    return show(request, draft, name, answers=shown, status=status)


def too_big(request: ReaderRequest, reason: Exception) -> HttpResponse:
    """Say that it was too much to be looked at, of which nothing can be shown again."""
    text, status = REFUSALS[type(reason)]
    if wants_json(request):
        return JsonResponse({"refused": str(text)}, status=status)
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return render(request, "sharing/too_big.html", {"most": most}, status=status)


def wants_json(request: ReaderRequest) -> bool:
    """Tell whether a script asks, which saves in the background."""
    return request.headers.get("Accept", "").startswith("application/json")


def writes_all_at_once(request: ReaderRequest) -> bool:
    """Tell whether who asks likes all questions on one page."""
    return request.COOKIES.get(MANNER) == ALL


def address_of(draft: Draft, request: ReaderRequest) -> str:
    """Return where one goes on with a draft, in the manner that one likes."""
    first = steps_of(draft.interview, draft.content)[0]
    return address(draft, "" if writes_all_at_once(request) else first.name)
