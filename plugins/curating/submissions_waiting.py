"""What of the submissions stands on an editor's desk."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from plugins.curating.submissions import (
    WAITING,
    ListedSubmission,
    most_urgent_first,
    submissions_in,
    submissions_of,
)
from plugins.curating.submissions_views import BACK, NEW, SHOWN
from plugins.desk import ROWS_SHOWN, Row, Waiting, curates


def submissions_waiting(user: Any) -> list[Waiting]:
    """Return what waits for `user`: what is new, and what came back after changes."""
    if not curates(user):
        return []
    states = submissions_of(user).filter(status=WAITING)
    return [
        Waiting(
            name="curating.submissions",
            title=_("Submissions"),
            icon="tasks",
            empty=_("All of them are answered."),
            order=10,
            **what_there_is(states, NEW, user),
        ),
        Waiting(
            name="curating.back",
            title=_("Came back after changes"),
            icon="undo",
            empty=_("None has come back."),
            order=20,
            **what_there_is(states, BACK, user),
        ),
    ]


def what_there_is(states: QuerySet[WorkflowState], name: str, user: Any) -> dict[str, Any]:
    """Return how many of `states` are to be shown by `name`, and the most urgent of them."""
    found = states.filter(SHOWN[name])
    counts = found.aggregate(count=Count("pk"), late=Count("pk", filter=Q(is_late=True)))
    first = submissions_in(most_urgent_first(found, user)[:ROWS_SHOWN]) if counts["count"] else []
    return {
        **counts,
        "rows": [row_of(each, user) for each in first],
        "url": f"{reverse('curating:submissions')}?show={name}",
    }


def row_of(each: ListedSubmission, user: Any) -> Row:
    notes = tuple(notes_on(each, user))
    return Row(each.title, each.url, notes=notes, since=each.since, is_late=each.is_late)


def notes_on(each: ListedSubmission, user: Any) -> Iterator[str]:
    """Say what helps to choose what to review first."""
    yield each.author
    yield each.type
    if each.levels:
        yield _("level %(levels)s") % {"levels": each.levels}
    if each.claim:
        is_own = each.claim.user_id == user.pk
        yield _("taken by you") if is_own else _("taken by %(who)s") % {"who": each.taken_by}
