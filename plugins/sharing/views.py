"""Where a practitioner writes: the start, and the interview in steps or on one page."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
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
from plugins.sharing.rescue import rescue
from plugins.sharing.sessions import remember
from plugins.sharing.steps import CHECK, Answers, Step, refused_only, steps_of

HOUR = 60 * 60  # seconds
# Drafts that are begun without an account, from one place: a workshop's worth.
BEGINNINGS = Limit("sharing.beginnings", amount=60, seconds=HOUR)


@never_cache
@require_safe
def start(request: ReaderRequest) -> HttpResponse:
    """Offer what can be shared, and what was begun."""
    offered = [each for each in interviews() if each.listings(request.reader).exists()]
    drafts = Draft.objects.open_to(request).kept().filter(page=None)
    return render(request, "sharing/start.html", {"interviews": offered, "drafts": drafts})


@never_cache
@require_safe
def new(request: ReaderRequest, name: str) -> HttpResponse:
    """Ask the first question. The draft is made once something is answered."""
    interview = next((each for each in interviews() if each.name == name), None)
    if interview is None or not interview.listings(request.reader).exists():
        raise Http404
    draft = Draft.fresh(interview, uuid4())
    first = steps_of(interview, draft.content)[0]
    # What all is asked for depends on the first answer, where there is a field before the body.
    is_all = writes_all_at_once(request) and first.part is not None
    return show(request, draft, "" if is_all else first.name)


# Exempt, and its origin checked instead: signing in changes the token, and a form that was open
# meanwhile would be refused with all that was typed into it.
@csrf_exempt
@never_cache
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
        with transaction.atomic():
            draft = locked(request, key)
            if draft is None:
                return rescue(request, key, name)
            return save_in(request, draft, name)
    except TooLongError:
        return too_long(request, key, name)


def locked(request: ReaderRequest, key: UUID) -> Draft | None:
    """Return the draft that is written in, begun where there is none; None if it is not theirs."""
    draft = Draft.objects.select_for_update().filter(pk=key).first()
    if draft is None:
        return begin(request, key)
    is_theirs = Draft.objects.open_to(request).filter(pk=key).exists()
    return draft if is_theirs else None


def begin(request: ReaderRequest, key: UUID) -> Draft:
    """Make the draft that a form was shown for before it was there."""
    offered: dict[str, Interview] = {each.name: each for each in interviews()}
    interview = offered.get(request.POST.get("interview", ""))
    if interview is None:
        raise Http404
    owner = request.user if request.user.is_authenticated else None
    draft = Draft.fresh(interview, key, owner)
    draft.save(force_insert=True)
    if owner is None:
        remember(request, draft)
    return draft


def save_in(request: ReaderRequest, draft: Draft, name: str) -> HttpResponse:
    """Save what was posted into `draft`, do what was asked, and show what comes next."""
    steps = steps_shown(draft, name)
    answers = Answers(draft, steps, user=request.user, data=request.POST, files=request.FILES)
    changes = answers.changes()
    draft.write(changes, window=request.POST.get("window", "")[:100], user=request.user)
    if any(change.unit in draft.interview.first_fields for change in changes):
        draft.interview.begin(draft.content)
        draft.touch()
    if wants_json(request):
        return JsonResponse(state(draft, answers))
    if answers.has_errors():
        data = refused_only(answers, draft)
        shown = Answers(draft, steps_shown(draft, name), user=request.user, data=data)
        return show(request, draft, name, answers=shown, status=400)
    return act(request, draft, name)


def state(draft: Draft, answers: Answers) -> dict[str, Any]:
    """Return what a script needs to know after saving."""
    now = fingerprints(draft.content)
    versions = KeptVersion.objects.filter(draft=draft).values_list("unit", flat=True)
    return {
        "saved": time_format(timezone.localtime(draft.saved_at), CLOCK),
        "seen": {form.unit: now.get(form.unit, "") for form in answers.posted()},
        "pictures": {
            form.unit: form.thumbnail.url
            for form in answers.posted()
            if isinstance(form, PictureForm) and form.thumbnail
        },
        "errors": answers.errors(),
        "conflicts": sorted(set(versions)),
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


def too_long(request: ReaderRequest, key: UUID, name: str) -> HttpResponse:
    """Say that it is more than a draft may have, and show again what was typed."""
    text = _("This is more than can be kept: two million characters. Please take something out.")
    if wants_json(request):
        return JsonResponse({"refused": text}, status=413)
    draft = Draft.objects.open_to(request).filter(pk=key).first()
    if draft is None:
        draft = Draft.fresh(
            next(i for i in interviews() if i.name == request.POST["interview"]), key
        )
    messages.error(request, text)
    shown = Answers(draft, steps_shown(draft, name), user=request.user, data=request.POST)
    return show(request, draft, name, answers=shown, status=413)


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
