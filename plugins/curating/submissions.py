"""What is in review: what waits for an editor's answer, and what waits for its author's.

A submission is one of Wagtail's workflow states, since that stays the same while the page goes back
and forth between its author and the editors.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.coreutils import get_content_type_label
from wagtail.models import (
    Revision,
    TaskState,
    WorkflowState,
    get_default_page_content_type,
)

from plugins.curating.models import Claim
from plugins.curating.promise import late_before, promised_days, working_days
from plugins.desk import curated_by
from plugins.levels.models import all_levels
from plugins.levels.visibility import all_pages

WAITING, ASKED = WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES


def submissions_of(user: Any) -> QuerySet[WorkflowState]:
    """Return the pages in review that `user` may decide on.

    They wait for an answer, or for their authors, of whom changes are asked. Each has `page_id`,
    `has_come_back`, `round_began_at`, since when it waits, and `is_late`.
    """
    to_decide = TaskState.objects.reviewable_by(user).order_by().values("pk")
    states = WorkflowState.objects.filter(base_content_type=get_default_page_content_type())
    states = states.annotate(page_id=Cast("object_id", IntegerField()))
    # Asked one by one: there are few submissions, and many pages.
    theirs = Exists(curated_by(user).filter(pk=OuterRef("page_id")))
    return with_rounds(
        states.filter(Q(status=WAITING, current_task_state__in=to_decide) | Q(theirs, status=ASKED))
    )


def with_rounds(states: QuerySet[WorkflowState]) -> QuerySet[WorkflowState]:
    """Say of each of `states` since when this round of the review runs, and whether it is late."""
    tasks = TaskState.objects.filter(workflow_state=OuterRef("pk"))
    rejected = tasks.filter(status=TaskState.STATUS_REJECTED).order_by("-pk")
    this_round = tasks.filter(pk__gt=Coalesce(OuterRef("last_rejected"), 0)).order_by("pk")
    states = states.annotate(last_rejected=Subquery(rejected.values("pk")[:1])).annotate(
        # While changes are asked for, it has not begun: its author has had the answer.
        round_began_at=Coalesce(
            Subquery(this_round.values("started_at")[:1]), F("current_task_state__finished_at")
        ),
        has_come_back=Case(
            When(status=WAITING, last_rejected__isnull=False, then=Value(True)),
            default=Value(False),
        ),
    )
    overdue = Q(status=WAITING, round_began_at__lt=late_before(promised_days()))
    return states.annotate(is_late=Case(When(overdue, then=Value(True)), default=Value(False)))


def taken_by_others(user: Any) -> Q:
    """Return what tells the submissions that a colleague of `user` has taken."""
    return Q(claim__isnull=False) & ~Q(claim__user=user)


def most_urgent_first(states: QuerySet[WorkflowState], user: Any) -> QuerySet[WorkflowState]:
    """Order by what `user` should do first: what is late, then what no colleague has taken."""
    taken = Case(When(taken_by_others(user), then=Value(True)), default=Value(False))
    return states.annotate(is_taken_by_other=taken).order_by(
        "-is_late", "is_taken_by_other", "round_began_at", "pk"
    )


def matching(states: QuerySet[WorkflowState], words: str) -> QuerySet[WorkflowState]:
    """Return those of `states` whose title or author is called so."""
    named = Q(draft_title__icontains=words)
    for field in ("first_name", "last_name", "email"):
        named |= Q(**{f"owner__{field}__icontains": words})
    return states.filter(Exists(all_pages().filter(named, pk=OuterRef("page_id"))))


def at_level(states: QuerySet[WorkflowState], number: int) -> QuerySet[WorkflowState]:
    """Return those of `states` that are submitted for the level with `number`."""
    keys = dict(states.values_list("page_id", "pk"))
    numbers = submitted_levels(keys)
    return states.filter(pk__in=[pk for page, pk in keys.items() if number in numbers[page]])


def submitted_levels(pages: Iterable[int]) -> dict[int, list[int]]:
    """Return for which levels each of `pages`, given by key, is submitted, lowest first.

    That stands in what was saved last: the page itself has the levels that readers know.
    """
    by_key = {level.pk: level.number for level in all_levels()}
    found: dict[int, list[int]] = {page: [] for page in pages}
    newest = all_pages().filter(pk__in=found).values("latest_revision")
    # No more of it than that: a whole page, with its text, may be long.
    tags = Revision.objects.filter(pk__in=newest).annotate(tags=KT("content__level_tags"))
    for page, kept in tags.values_list("object_id", "tags"):
        keys = [tag["tag"] for tag in json.loads(kept or "[]")]
        found[int(page)] = sorted(by_key[key] for key in keys if key in by_key)
    return found


@dataclass(frozen=True)
class ListedSubmission:
    """One page in review, as an editor is told of it."""

    state: Any
    page: Any
    level_numbers: list[int]

    @property
    def pk(self) -> int:
        return int(self.state.pk)

    @property
    def title(self) -> str:
        return str(self.page.draft_title or self.page.title)

    @property
    def author(self) -> str:
        who = self.page.owner or self.state.requested_by
        return str(get_user_display_name(who)) if who else _("No longer a member")

    @property
    def levels(self) -> str:
        """For which levels, in short: "1, 4"."""
        return ", ".join(map(str, self.level_numbers))

    @property
    def type(self) -> str:
        return str(get_content_type_label(self.page.cached_content_type))

    @property
    def since(self) -> datetime:
        began: datetime = self.state.round_began_at
        return began

    @cached_property
    def days(self) -> int:
        """Working days for which it has waited, for the editors or for its author."""
        return working_days(self.since)

    @property
    def is_late(self) -> bool:
        return bool(self.state.is_late)

    @property
    def is_asked(self) -> bool:
        """Whether changes are asked for, and its author has not submitted it again."""
        return bool(self.state.status == ASKED)

    @property
    def stands(self) -> str:
        """Where it stands, in words."""
        if self.is_asked:
            return _("Changes asked for")
        return _("Came back after changes") if self.state.has_come_back else _("New")

    @property
    def claim(self) -> Claim | None:
        found: Claim | None = getattr(self.state, "claim", None)
        return found

    @property
    def taken_by(self) -> str:
        return str(get_user_display_name(self.claim.user)) if self.claim else ""

    @property
    def url(self) -> str:
        return review_url(self.state)


def submissions_in(states: QuerySet[WorkflowState]) -> list[ListedSubmission]:
    """Return what editors are told of `states`, in as many queries for a hundred as for one."""
    return listed(list(with_people(states)))


def with_people(states: QuerySet[WorkflowState]) -> QuerySet[WorkflowState]:
    """Fetch along with `states` who has submitted them, and who has taken them."""
    return states.select_related("claim__user", "requested_by")


def listed(states: Sequence[Any]) -> list[ListedSubmission]:
    """Return what editors are told of `states` that were fetched `with_people`."""
    pages = all_pages().select_related("owner").in_bulk([state.page_id for state in states])
    levels = submitted_levels(pages)
    return [
        ListedSubmission(state, pages[state.page_id], levels[state.page_id])
        for state in states
        if state.page_id in pages
    ]


def review_url(state: Any) -> str:
    """Return where an editor reviews what is in a workflow state."""
    return reverse("curating:review", args=[state.current_task_state_id])
