"""What of the submissions stands on an editor's desk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.curating.submissions import (
    WAITING,
    ListedSubmission,
    listed,
    most_urgent_first,
    submissions_of,
    with_people,
)
from plugins.curating.submissions_views import BACK, NEW
from plugins.desk import ROWS_SHOWN, Row, Waiting, curates


def submissions_waiting(user: Any) -> list[Waiting]:
    """Return what waits for `user`: what is new, and what came back after changes."""
    if not curates(user):
        return []
    # All of them at once: there are hundreds at most, and they need not be counted apart.
    states = most_urgent_first(submissions_of(user).filter(status=WAITING), user)
    found = list(with_people(states))
    new, back = Kind(NEW), Kind(BACK)
    for state in found:
        (back if state.has_come_back else new).add(state)
    rows = {each.pk: row_of(each, user) for each in listed([*new.first, *back.first])}
    return [
        Waiting(
            name="curating.submissions",
            title=_("Submissions"),
            icon="tasks",
            empty=_("All of them are answered."),
            order=10,
            **new.told(rows),
        ),
        Waiting(
            name="curating.back",
            title=_("Came back after changes"),
            icon="resubmit",
            empty=_("None has come back."),
            order=20,
            **back.told(rows),
        ),
    ]


@dataclass
class Kind:
    """Submissions of one kind: how many there are, and the most urgent of them."""

    #: By what name the list shows them.
    name: str
    count: int = 0
    late: int = 0
    first: list[Any] = field(default_factory=list)

    def add(self, state: Any) -> None:
        """Count a submission; they come the most urgent first."""
        self.count += 1
        self.late += state.is_late
        if self.count <= ROWS_SHOWN:
            self.first.append(state)

    def told(self, rows: Mapping[int, Row]) -> dict[str, Any]:
        return {
            "count": self.count,
            "late": self.late,
            "rows": [rows[state.pk] for state in self.first if state.pk in rows],
            "url": f"{reverse('curating:submissions')}?show={self.name}",
        }


def row_of(each: ListedSubmission, user: Any) -> Row:
    notes = tuple(notes_on(each, user))
    return Row(each.title, each.url, notes=notes, since=each.since, is_late=each.is_late)


def notes_on(each: ListedSubmission, user: Any) -> Iterator[str]:
    """Say what helps to choose what to review first."""
    yield each.author
    yield each.type
    if each.levels:
        levels = ngettext("level %(levels)s", "levels %(levels)s", len(each.level_numbers))
        yield levels % {"levels": each.levels}
    if each.claim:
        is_own = each.claim.user_id == user.pk
        yield _("taken by you") if is_own else _("taken by %(who)s") % {"who": each.taken_by}
