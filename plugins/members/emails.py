"""Which e-mails a member gets, and the one click that stops them.

What there is to get is said by plugins, with the hook `email_choices`. What is needed to sign in
and to keep an account safe is no choice.
"""

from collections.abc import Callable, Iterator
from typing import Any, NotRequired, TypedDict

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.mail import (
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
)
from wagtail.models import WorkflowState
from wagtail.signals import workflow_approved, workflow_rejected

from plugins.members.models import EmailOptOut, User

# Without a date: a message may be read, and its link followed, years later.
_signer = Signer(salt="plugins.members.emails")


class EmailChoice(TypedDict):
    """A kind of e-mail that members may switch off."""

    #: Tells it from others, for good: what members do not want is kept by it.
    name: str
    label: str
    hint: str
    #: Wagtail's own notifications that it makes needless: "approved", "rejected", "submitted".
    in_place_of: NotRequired[tuple[str, ...]]
    #: Tells to whom it is offered; without it, to every member.
    only_for: NotRequired[Callable[[Any], bool]]


def choices() -> Iterator[EmailChoice]:
    """Yield the e-mails that plugins send."""
    for offer in hooks.get_hooks("email_choices"):
        yield from offer()


def choices_for(user: User) -> list[EmailChoice]:
    """Return the e-mails that plugins send to `user`, if anything is to be told."""
    return [each for each in choices() if "only_for" not in each or each["only_for"](user)]


def in_place_of_wagtails() -> set[str]:
    """Return which notifications of Wagtail's are needless, by name."""
    return {name for choice in choices() for name in choice.get("in_place_of", ())}


def choice_named(name: str) -> EmailChoice | None:
    """Return the e-mails called `name`, None where no plugin sends them any more."""
    return next((choice for choice in choices() if choice["name"] == name), None)


def may_email(user: User, name: str) -> bool:
    """Tell whether `user` is to be sent the e-mails called `name`."""
    can_read = user.is_active and bool(user.email)
    return can_read and not EmailOptOut.objects.filter(user=user, name=name).exists()


def choose(user: User, name: str, wanted: bool) -> None:
    """Keep whether `user` wants the e-mails called `name`."""
    EmailOptOut.objects.keep(user, name, wanted=wanted)


def stop_url(user: User, name: str) -> str:
    """Return the address at which whoever has the e-mail stops all of its name, with one click."""
    path = reverse("members:stop_emails", args=[_signer.sign_object([user.pk, name])])
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path


def meant_by(token: str) -> tuple[User, EmailChoice] | None:
    """Return whom and what the address of `stop_url` means, None where that is nothing any more."""
    try:
        key, name = _signer.unsign_object(token)
    except BadSignature:
        return None
    user, choice = User.objects.filter(pk=key).first(), choice_named(name)
    return (user, choice) if user and choice else None


class UnlessInPlaceOfIt:
    """Leaves to a plugin what it writes to authors itself: nobody is told the same twice."""

    notification: str

    def get_recipient_users(self, instance: WorkflowState, **kwargs: Any) -> set[Any]:
        if self.notification in in_place_of_wagtails():
            return set()
        recipients: set[Any] = super().get_recipient_users(instance, **kwargs)  # type: ignore[misc]
        return recipients


class ApprovalNotifier(UnlessInPlaceOfIt, WorkflowStateApprovalEmailNotifier):
    """Wagtail's word to an author that what they submitted is approved."""


class RejectionNotifier(UnlessInPlaceOfIt, WorkflowStateRejectionEmailNotifier):
    """Wagtail's word to an author that changes are asked for."""


# Signals hold their receivers weakly.
_approved, _rejected = ApprovalNotifier(), RejectionNotifier()


def replace_notifiers() -> None:
    """Put these in the place of Wagtail's own, which are connected by the same names."""
    for signal, notifier, uid in (
        (workflow_approved, _approved, "workflow_state_approved_email_notification"),
        (workflow_rejected, _rejected, "workflow_state_rejected_email_notification"),
    ):
        signal.disconnect(sender=WorkflowState, dispatch_uid=uid)
        signal.connect(notifier, sender=WorkflowState, dispatch_uid=uid)
