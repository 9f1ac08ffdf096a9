"""What was written before signing in, and whose it is once somebody has."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from plugins.sharing.models import SESSION_KEY, Draft
from plugins.sharing.rescue import take_in_what_was_rescued

# Drafts that one session keeps; those before them go with `forget_abandoned_drafts`.
MOST = 50


def remember(request: HttpRequest, draft: Draft) -> None:
    """Let who makes `request` go on with a draft in the same session, without an account."""
    request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, []), str(draft.pk)][-MOST:]


def adopt(request: HttpRequest, draft: Draft) -> None:
    """Give a draft that is nobody's to who makes `request`: their account, or their session."""
    if request.user.is_authenticated:
        draft.owner = request.user
        draft.save(update_fields=["owner"])
    else:
        remember(request, draft)


def give_to_account(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Make the drafts of a session those of `user`, who has just signed up or in.

    For Django's `user_logged_in` and django-allauth's `user_signed_up`. Until the address is
    confirmed, they are open in that session, and belong to the account.
    """
    keys = request.session.get(SESSION_KEY, [])
    Draft.objects.filter(pk__in=keys, owner=None).update(owner=user)
    # Whoever signs somebody in outside of a request for a page, a test say, has put nobody there.
    if getattr(request, "user", user).is_authenticated:
        take_in_what_was_rescued(request, user)
