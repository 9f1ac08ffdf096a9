"""What readers say that waits for editors on their desk: problems, and levels that do not fit."""

from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.permissions import policy_registry

from plugins.desk import ROWS_SHOWN, Row, Waiting, count_and_first, curated_by
from plugins.feedback.disagreeing import Disagreement, disagreements, disputes
from plugins.feedback.models import ProblemReport
from plugins.feedback.permissions import may_read_fit

#: Words of what a reader wrote that the desk shows.
WORDS_SHOWN = 12


def waiting_for_editors(user: Any) -> list[Waiting]:
    """Return what readers say that waits for `user`, as far as they look after it."""
    waiting = []
    if policy_registry.get_by_type(ProblemReport).user_has_permission(user, "change"):
        waiting.append(problems(user))
    if may_read_fit(user):
        waiting.append(misfits(user))
    return waiting


def problems(user: Any) -> Waiting:
    """Return what is reported to be wrong and not dealt with, the oldest first."""
    theirs = curated_by(user).order_by().values("pk")
    reports = ProblemReport.objects.filter(resolved_at=None, page__in=theirs).open_first()
    count, first = count_and_first(reports.select_related("page"))
    return Waiting(
        name="feedback.problems",
        title=gettext_lazy("Problems that readers report"),
        icon="warning",
        count=count,
        rows=[row_of(report) for report in first],
        url=f"{reverse('problem_reports:index')}?is_open=true",
        empty=gettext_lazy("Readers have reported nothing that is not dealt with."),
        order=30,
    )


def row_of(report: ProblemReport) -> Row:
    """Say of a report what it is about, and what is wrong."""
    said = Truncator(report.text).words(WORDS_SHOWN)
    return Row(
        title=report.page.title,
        url=reverse("problem_reports:edit", args=[report.pk]),
        notes=[note for note in (report.get_reason_display(), said) if note],
        since=report.created_at,
    )


def misfits(user: Any) -> Waiting:
    """Return the pages whose readers disagree with a level of theirs, the surest first."""
    found = disputes(user)
    return Waiting(
        name="feedback.misfits",
        title=gettext_lazy("Readers disagree with the level"),
        icon="crosshairs",
        count=len(found),
        rows=[row_on(each) for each in disagreements(found[:ROWS_SHOWN])] if found else [],
        url=reverse("feedback_disagreements"),
        empty=gettext_lazy("Where readers say whether a page fits, most agree with its level."),
        order=40,
    )


def row_on(each: Disagreement) -> Row:
    """Say of a page what its readers say, and where they would have it."""
    return Row(
        title=each.title,
        url=reverse("feedback_fit_of_page", args=[each.page]),
        notes=[in_short(each), proposal(each)],
    )


def in_short(each: Disagreement) -> str:
    """Return what readers say, with numbers."""
    words = {
        "agreeing": each.agreeing,
        "answers": each.answers,
        "number": each.level.number,
        "verdict": each.verdict.label,
    }
    message = _("%(agreeing)d of %(answers)d readers at level %(number)d say “%(verdict)s”")
    return message % words


def proposal(each: Disagreement) -> str:
    """Return where they would have it, in a few words."""
    if each.proposed is None:
        return _("no other level is open to it")
    if each.is_there:
        return _("it is at level %(number)d as well") % {"number": each.proposed.number}
    return _("rather for level %(number)d") % {"number": each.proposed.number}
