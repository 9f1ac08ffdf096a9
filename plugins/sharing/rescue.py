"""What was posted by somebody whose session had ended: kept until they have signed in again."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from plugins.limits import Limit
from plugins.sharing.actions import address
from plugins.sharing.content import Change
from plugins.sharing.models import LONGEST, Draft, TooLongError, length
from plugins.sharing.posted import Posted, window_of

RESCUED = "sharing.rescued"
# What one session keeps. Each is at most as long as a draft.
MOST = 5
# Of one place: who has forgotten their session begins another each time.
RESCUES = Limit("sharing.rescues", amount=60, seconds=60 * 60)


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
    try:
        keep(request, draft)
    except TooLongError:
        messages.error(request, _(
            "You were signed out, and what you wrote is too much to be kept meanwhile. It is still "
            "in the page that you sent: sign in in another window, go back in this one, and save."
        ))  # fmt: skip
        return redirect_to_login(here)
    text = _("You were signed out. What you wrote is kept: sign in, and it is saved.")
    if request.FILES:
        text += " " + _("Please choose the picture again then.")
    messages.info(request, text)
    return redirect_to_login(here)


def keep(request: HttpRequest, draft: Draft) -> None:
    """Keep what was posted with the session. Raises TooLongError where it is too much, or often."""
    posted = Posted(draft, user=request.user, data=request.POST)
    changes = [asdict(change) for change in posted.changes()]
    if length(changes) > LONGEST or not RESCUES.allows(request):
        raise TooLongError
    kept = {"draft": str(draft.pk), "window": window_of(request), "changes": changes}
    request.session[RESCUED] = [*request.session.get(RESCUED, []), kept][-MOST:]


def take_in_what_was_rescued(request: HttpRequest, user: Any) -> None:
    """Save what `user` wrote before they signed in again, beside what was written meanwhile."""
    rescued = request.session.pop(RESCUED, [])
    saved = [take_in(kept, user) for kept in rescued]
    if any(saved):
        messages.success(request, _("What you wrote before you signed in is saved."))
    if not all(saved):
        messages.warning(
            request,
            _(
                "Something that you wrote before you signed in is not saved: it belongs to another "
                "account, or is too long. Going back in your browser may show it again."
            ),
        )


def take_in(kept: dict[str, Any], user: Any) -> bool:
    """Save what was kept of one posting, and tell whether it could be."""
    changes = [Change(**change) for change in kept["changes"]]
    try:
        with transaction.atomic():
            mine = Draft.objects.select_for_update().filter(owner=user)
            draft = mine.filter(pk=kept["draft"]).first()
            if draft is not None:
                draft.write(changes, window=kept["window"], user=user)
    except TooLongError:
        return False
    return draft is not None
