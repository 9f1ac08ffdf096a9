"""How long authors wait for the editors' answer, page by page and month by month."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState, WorkflowState, get_default_page_content_type

from plugins.curating.promise import day_of, promised_days, working_days
from plugins.desk import curated_by
from plugins.levels.visibility import all_pages

#: Months of which medians are shown.
MONTHS_SHOWN = 12
#: What has become of a review.
DECISIONS = {
    WorkflowState.STATUS_APPROVED: _("Published"),
    WorkflowState.STATUS_NEEDS_CHANGES: _("Changes asked for"),
    WorkflowState.STATUS_CANCELLED: _("Ended without a decision"),
    WorkflowState.STATUS_IN_PROGRESS: _("Waits"),
}
#: What an author takes for an answer.
ANSWERS = (TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED)


def reviews_of(user: Any) -> QuerySet[WorkflowState]:
    """Return all reviews, ended or not, of the pages of `user`, an editor.

    Each has `title`, `answered_at`, when its author heard from the editors first, and `decided_at`,
    when it ended; None where that is still to come.
    """
    states = WorkflowState.objects.filter(base_content_type=get_default_page_content_type())
    states = states.annotate(page_id=Cast("object_id", IntegerField()))
    tasks = TaskState.objects.filter(workflow_state=OuterRef("pk"), finished_at__isnull=False)
    answers = tasks.filter(status__in=ANSWERS).order_by("finished_at").values("finished_at")
    # Of one that goes on, no round is the last.
    is_over = {"workflow_state__status__in": [WorkflowState.STATUS_APPROVED, "cancelled"]}
    ends = tasks.filter(**is_over).order_by("-finished_at").values("finished_at")
    titles = all_pages().filter(pk=OuterRef("page_id")).values("draft_title")
    # Asked one by one: there are few reviews, and many pages.
    return states.filter(Exists(curated_by(user).filter(pk=OuterRef("page_id")))).annotate(
        title=Subquery(titles[:1]),
        answered_at=Subquery(answers[:1]),
        decided_at=Subquery(ends[:1]),
    )


@dataclass(frozen=True)
class WaitingTime:
    """How long one author has waited for an answer about one page."""

    state: Any

    @property
    def title(self) -> str:
        return str(self.state.title)

    @property
    def page_id(self) -> int:
        return int(self.state.page_id)

    @property
    def created_at(self) -> datetime:
        submitted: datetime = self.state.created_at
        return submitted

    @property
    def answered_at(self) -> datetime | None:
        answered: datetime | None = self.state.answered_at
        return answered

    @property
    def decided_at(self) -> datetime | None:
        decided: datetime | None = self.state.decided_at
        return decided

    @property
    def decision(self) -> str:
        return str(DECISIONS[self.state.status])

    @cached_property
    def days(self) -> int | None:
        """Working days until the first answer, or so far; None where it ended without one."""
        is_waiting = self.state.status == WorkflowState.STATUS_IN_PROGRESS
        if self.answered_at is None and not is_waiting:
            return None
        return working_days(self.created_at, self.answered_at)


@dataclass(frozen=True)
class Month:
    """How long those waited for an answer who submitted something in one month."""

    #: Its first day.
    begin: date
    submitted: int
    #: Working days until each of the answers that there are.
    days: tuple[int, ...]
    #: How many of the answers came within the promised time.
    in_time: int

    @property
    def answered(self) -> int:
        return len(self.days)

    @property
    def median(self) -> float | None:
        return float(median(self.days)) if self.days else None


def by_month(states: QuerySet[WorkflowState]) -> list[Month]:
    """Return the newest months in which any of `states` was submitted, the newest first."""
    return [*_months(states)]


def _months(states: QuerySet[WorkflowState]) -> Iterator[Month]:
    waited: dict[date, list[int | None]] = defaultdict(list)
    times = states.order_by("-created_at").values_list("created_at", "answered_at")
    for submitted, answered in times.iterator():
        begin = day_of(submitted).replace(day=1)
        if begin not in waited and len(waited) == MONTHS_SHOWN:
            break
        waited[begin].append(working_days(submitted, answered) if answered else None)
    promised = promised_days()
    for begin, times_waited in waited.items():
        days = tuple(each for each in times_waited if each is not None)
        in_time = sum(each <= promised for each in days)
        yield Month(begin, len(times_waited), days, in_time)
