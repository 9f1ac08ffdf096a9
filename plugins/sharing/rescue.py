"""What was posted by somebody whose session had ended: kept until they have signed in again."""

from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from plugins.sharing.actions import address
from plugins.sharing.content import Change
from plugins.sharing.models import Draft, TooLongError
from plugins.sharing.steps import Answers, steps_of

RESCUED = "sharing.rescued"
# What one session keeps. Each is at most as long as a draft.
MOST = 5


def rescue(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """Keep what was posted into somebody's draft, and ask who it is.

    A member who is signed in, and whose draft it is not, is told that there is none.
    """
    draft = Draft.objects.filter(pk=key).first()
    if draft is None or request.user.is_authenticated:
        raise Http404
    here = address(draft, name)
    if request.headers.get("Accept", "").startswith("application/json"):
        # The script keeps it in the browser, and knows it is not saved here.
        return JsonResponse({"sign_in": f"{reverse('account_login')}?next={here}"}, status=401)
    steps = [step for step in steps_of(draft.interview, draft.content) if name in ("", step.name)]
    answers = Answers(draft, steps, user=request.user, data=request.POST)
    changes = [asdict(change) for change in answers.changes()]
    window = request.POST.get("window") or uuid4().hex
    kept = {"draft": str(key), "window": window[:100], "changes": changes}
    request.session[RESCUED] = [*request.session.get(RESCUED, []), kept][-MOST:]
    messages.info(
        request, _("You were signed out. What you wrote is kept: sign in, and it is saved.")
    )
    return redirect_to_login(here)


def take_in_what_was_rescued(request: HttpRequest, user: Any) -> None:
    """Save what `user` wrote before they signed in again, beside what was written meanwhile."""
    rescued = request.session.pop(RESCUED, [])
    for kept in rescued:
        changes = [Change(**change) for change in kept["changes"]]
        with transaction.atomic():
            mine = Draft.objects.select_for_update().filter(owner=user)
            draft = mine.filter(pk=kept["draft"]).first()
            if draft is None:
                continue
            try:
                draft.write(changes, window=kept["window"], user=user)
            except TooLongError:
                continue
            messages.success(request, _("What you wrote before you signed in is saved."))
