"""What editors are told by e-mail: at once what comes in, or once a day all that waits.

Each editor chooses which of the two, or none. What goes wrong with one e-mail is logged, and stops
no other.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateSubmissionEmailNotifier,
)
from wagtail.models import AbstractPage, TaskState, WorkflowState
from wagtail.permissions import policy_registry
from wagtail.signals import task_submitted, workflow_submitted

from plugins import letters
from plugins.curating.desk import waiting_for
from plugins.curating.models import DeskEmails
from plugins.curating.submissions import review_url
from plugins.desk import Text, Waiting, curates
from plugins.levels.visibility import all_pages

logger = logging.getLogger(__name__)

#: The name of these e-mails among those that members may switch off.
DESK = "curating.desk"
#: Who signs in by it has permissions; the site's other backends grant none.
PERMISSIONS = "django.contrib.auth.backends.ModelBackend"


def choices() -> list[dict[str, Any]]:
    """Return the e-mails that editors may switch off."""
    return [
        {
            "name": DESK,
            "label": _("What waits for the editors"),
            "hint": _("Once a day, or at once: choose which in the preferences of the admin."),
            "in_place_of": ("submitted",),
            "only_for": curates,
        }
    ]


def editors() -> QuerySet:
    """Return the members who may publish some page."""
    policy = policy_registry.get_by_type(all_pages().model)
    found: QuerySet = policy.users_with_permission("publish")
    return found.filter(is_active=True)


def told_at_once() -> dict[str, str]:
    """Return what tells, in a query for members, who wants to be told at once."""
    return {"desk_emails__when": DeskEmails.When.AT_ONCE}


def tell_editors(permission: str, subject: Text, url: str) -> None:
    """Write at once to those who have `permission` and want it so: what there is to do, and where.

    `url` is a path on the site.
    """

    def who() -> Iterable[Any]:
        permitted = get_user_model().objects.with_perm(permission, backend=PERMISSIONS)
        return permitted.filter(**told_at_once())

    write_after_commit(who, subject, url)


def tell_of_submission(instance: TaskState, user: Any, **kwargs: Any) -> None:
    """Write at once to those who may decide on a page that `user` has submitted."""
    review = instance.workflow_state
    page = review.content_object
    if not isinstance(page, AbstractPage):
        return

    def who() -> Iterable[Any]:
        others = editors().filter(**told_at_once()).exclude(pk=getattr(user, "pk", None))
        return [each for each in others if may_decide(each, instance)]

    rounds = review.task_states.filter(status=TaskState.STATUS_REJECTED)
    subject = (
        gettext_lazy("“{title}” came back after changes")
        if rounds.exists()
        else gettext_lazy("“{title}” is to be reviewed")
    )
    # The review does not know yet which of its rounds is the newest.
    review.current_task_state = instance
    title = page.get_admin_display_title()
    write_after_commit(who, format_lazy(subject, title=title), review_url(review))


def may_decide(user: Any, state: TaskState) -> bool:
    """Tell whether `user` may act on what is in one round of its review."""
    states = state.task.specific.get_task_states_user_can_moderate(user)
    return bool(states.filter(pk=state.pk).exists())


def write_after_commit(who: Callable[[], Iterable[Any]], subject: Text, path: str) -> None:
    """Write one line to everybody whom `who` returns, once what it tells is in the database."""

    def write() -> None:
        for user in who():
            send_robustly(user, "told", {"subject": subject, "url": letters.whole(path)})

    transaction.on_commit(write, robust=True)


def send_robustly(user: Any, template: str, context: dict[str, Any]) -> bool:
    """Send an e-mail to an editor who wants such; tell whether nothing went wrong with it."""
    try:
        if letters.may_email(user, DESK):
            letters.message(user, f"curating/email/{template}", DESK, context).send()
    except Exception:
        logger.exception("An e-mail to editor %s could not be sent.", user.pk)
        return False
    return True


@dataclass
class Sent:
    """What became of the daily e-mails of one run."""

    to: int = 0
    failed: int = 0


def send_daily() -> Sent:
    """Send all that waits to each editor who wants that daily and has not had it today."""
    today, sent = timezone.localdate(), Sent()
    daily = editors().exclude(**told_at_once()).exclude(desk_emails__sent_on=today).order_by("pk")
    for user in daily:
        try:
            sent.to += send_day(user, today)
        except Exception:
            logger.exception("The daily e-mail to editor %s could not be sent.", user.pk)
            sent.failed += 1
    return sent


def send_day(user: Any, today: date) -> bool:
    """Send `user` all that waits for them; tell whether there was anything, and they want it."""
    if not letters.may_email(user, DESK):
        return False
    with override(letters.language_of(user)):
        waiting = [each for each in waiting_for(user) if each.count]
    if not waiting or not is_first_today(user, today):
        return False
    try:
        letters.message(user, "curating/email/daily", DESK, told_of(waiting)).send()
    except Exception:
        # The next run tries again.
        DeskEmails.objects.filter(user=user).update(sent_on=None)
        raise
    return True


def is_first_today(user: Any, today: date) -> bool:
    """Note that `user` is written to `today`; tell whether that is new, also to another run."""
    DeskEmails.objects.get_or_create(user=user)
    return bool(DeskEmails.objects.filter(user=user).exclude(sent_on=today).update(sent_on=today))


def told_of(waiting: list[Waiting]) -> dict[str, Any]:
    """Return what the daily e-mail tells of all that waits."""
    return {
        "count": sum(each.count for each in waiting),
        "desk": letters.whole(reverse("wagtailadmin_home")),
        "kinds": [
            {
                "waiting": each,
                "url": whole(each.url),
                "rows": [{"row": row, "url": whole(row.url)} for row in each.rows],
            }
            for each in waiting
        ],
    }


def whole(url: str) -> str:
    """Return the whole address of what may be a path on this site."""
    return letters.whole(url) if url.startswith("/") else url


class UnlessToldByTheDesk:
    """Leaves it to the desk to tell editors of pages: nobody is told the same twice."""

    def get_recipient_users(self, instance: Any, **kwargs: Any) -> set[Any]:
        recipients = super().get_recipient_users(instance, **kwargs)  # type: ignore[misc]
        review = instance.workflow_state if isinstance(instance, TaskState) else instance
        if isinstance(review.content_object, AbstractPage):
            recipients = recipients.exclude(pk__in=editors().order_by().values("pk"))
        return set(recipients)


class ApproversNotifier(UnlessToldByTheDesk, GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail's word to those who approve, in groups, of what is submitted."""


class AdministratorsNotifier(UnlessToldByTheDesk, WorkflowStateSubmissionEmailNotifier):
    """Wagtail's word to administrators of what is submitted."""


# Signals hold their receivers weakly.
_approvers, _administrators = ApproversNotifier(), AdministratorsNotifier()


def connect() -> None:
    """Have editors told of submissions, in the place of Wagtail's own e-mails."""
    task_submitted.connect(tell_of_submission, dispatch_uid="curating.tell_of_submission")
    for signal, sender, notifier, uid in (
        (
            task_submitted,
            TaskState,
            _approvers,
            "group_approval_task_submitted_email_notification",
        ),
        (
            workflow_submitted,
            WorkflowState,
            _administrators,
            "workflow_state_submitted_email_notification",
        ),
    ):
        # Whoever connects first by a name stays: Wagtail connects its own later, by the same.
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(notifier, sender=sender, dispatch_uid=uid)
