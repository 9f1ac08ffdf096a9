"""Where a call stands, for editors: what answers it, how far that is, and who asked for it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from plugins.calls.meeting import answers_found
from plugins.calls.models import Answer, Call
from plugins.desk import curated_by
from plugins.levels.visibility import all_pages

FOUND = gettext_lazy("readers find it")
ELSEWHERE = gettext_lazy("published, but not where its readers look")
IN_REVIEW = gettext_lazy("in review")
DRAFT = gettext_lazy("a draft")


@dataclass(frozen=True)
class Standing:
    """One answer, and how far it is."""

    answer: Answer
    state: str | Promise
    #: Whether the editor may know which page it is.
    is_known: bool = True


def prepare(calls: Sequence[Call]) -> None:
    """Fetch the answers of all `calls`, in as many queries as for one: `standings` needs them."""
    pages = all_pages().select_related("owner").prefetch_workflow_states()
    answers = Answer.objects.select_related("named_by").prefetch_related(
        Prefetch("page", queryset=pages)
    )
    prefetch_related_objects(calls, Prefetch("answers", queryset=answers))
    keys = [answer.pk for call in calls for answer in call.answers.all()]
    found = set(answers_found().filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    for call in calls:
        vars(call)["found"] = found


def standings(call: Call, *, known: Collection[Any] | None = None) -> list[Standing]:
    """Return how far each answer of a call is, which is prepared; `known` are keys of pages."""
    found = vars(call)["found"]
    return [
        Standing(answer, state_of(answer, found), known is None or answer.page_id in known)
        for answer in call.answers.all()
    ]


def state_of(answer: Answer, found: Collection[int]) -> Promise:
    """Return how far an answer is."""
    if answer.pk in found:
        return FOUND
    if answer.page.live:
        return ELSEWHERE
    review = answer.page.current_workflow_state
    return IN_REVIEW if review and review.status == review.STATUS_IN_PROGRESS else DRAFT


def in_short(call: Call) -> str:
    """Return how many answers a prepared call has, and how many of them wait for an editor."""
    states = Counter(standing.state for standing in standings(call))
    total = sum(states.values())
    text = ngettext("%(count)d answer", "%(count)d answers", total) % {"count": total}
    if not states[IN_REVIEW]:
        return text
    return f"{text}, {states[IN_REVIEW]} {IN_REVIEW}"


def known_to(user: Any, call: Call) -> set[Any]:
    """Return the keys of those answers of a call that are pages which `user` curates."""
    keys = [answer.page_id for answer in call.answers.all()]
    return set(curated_by(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
