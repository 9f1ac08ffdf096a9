"""What an editor makes of it that readers disagree with the level of a page, and taking it back."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter, log

from plugins.feedback.disagreeing import Disagreement, disagreements, disputes
from plugins.feedback.models import FitCount, FitDecision
from plugins.levels.models import LevelledMixin
from plugins.levels.retagging import retag

DECIDED, UNDONE = "feedback.fit_decided", "feedback.fit_undone"


class ChangedSinceError(Exception):
    """Raised where a page has other levels by now than a decision gave it."""


def disagreements_on(page: LevelledMixin, user: Any) -> list[Disagreement]:
    """Return at which of its levels the readers of `page` disagree, for who looks after it."""
    return disagreements(disputes(user, page=page))


@transaction.atomic
def decide(
    page: LevelledMixin, disagreement: Disagreement, kind: str, *, user: Any, note: str = ""
) -> FitDecision:
    """Give `page` the levels that `kind` of decision means, and remember it.

    Raises RetaggingError where `user` may not change the page, LevelError for levels that it may
    not be at; nothing is remembered then.
    """
    before = [level.number for level in page.levels_in_order()]
    after = sorted(disagreement.levels_after(kind, before))
    if after != before:
        retag(page, user=user, levels=after)
    decision = FitDecision.objects.create(
        page=page,
        level=disagreement.level,
        proposed=disagreement.proposed,
        kind=kind,
        note=note,
        levels_before=before,
        levels_after=after,
        by=user,
        **counted(page, disagreement),
    )
    log(page, DECIDED, user=user, data={"kind": kind, "level": disagreement.level.number})
    return decision


def counted(page: LevelledMixin, disagreement: Disagreement) -> dict[str, int]:
    """Return how many have given each verdict so far, by the fields of a decision."""
    counts = dict.fromkeys(map(FitDecision.field_of, FitCount.Verdict), 0)
    said = FitCount.objects.filter(page=page.pk, level=disagreement.level.pk)
    for verdict, count in said.values_list("verdict", "count"):
        counts[FitDecision.field_of(FitCount.Verdict(verdict))] += count
    return counts


@transaction.atomic
def undo(decision: FitDecision, page: LevelledMixin, *, user: Any) -> None:
    """Take a decision back, with the levels that it gave.

    Raises ChangedSinceError where these were changed again, and RetaggingError where `user` may not
    change the page.
    """
    if decision.changed_levels:
        now = [level.number for level in page.levels_in_order()]
        if now != decision.levels_after:
            raise ChangedSinceError
        retag(page, user=user, levels=decision.levels_before)
    decision.undo()
    log(page, UNDONE, user=user, data={"kind": decision.kind, "level": decision.level.number})


class DecisionFormatter(LogFormatter):
    """Says in the history of a page what was decided of it."""

    label = gettext_lazy("Decide on what readers say of the level")

    def format_message(self, log_entry: Any) -> str:
        words = {
            "kind": FitDecision.Kind(log_entry.data["kind"]).label,
            "number": log_entry.data["level"],
        }
        return _("Readers at level %(number)d disagreed with it: %(kind)s") % words


class UndoneFormatter(LogFormatter):
    """Says in the history of a page that a decision was taken back."""

    label = gettext_lazy("Take back a decision on the level")

    def format_message(self, log_entry: Any) -> str:
        words = {"number": log_entry.data["level"]}
        return _("Took back what was decided of readers at level %(number)d") % words


def register(actions: Any) -> None:
    """Have both said in the history of pages."""
    actions.register_action(DECIDED)(DecisionFormatter)
    actions.register_action(UNDONE)(UndoneFormatter)
