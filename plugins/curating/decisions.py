"""What editors decide of a submission: it is published, changed first, or decided later.

A decision is Wagtail's own, so that whatever listens to reviews hears of it as of one that was made
in the editor. Before it, the page gets the levels and topics that the editor has chosen.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import TaskState

from plugins.curating.review_access import APPROVE, REJECT, PageInReview, page_in
from plugins.curating.review_forms import CHANGES, LATER, ReviewForm, moment_of
from plugins.curating.review_models import ReviewNotes

#: What the actions are called in the log.
RETAGGED, CHECKED = "curating.retagged", "curating.checked"


class OvertakenError(Exception):
    """Raised where what an editor decides on is not what they saw; nothing is done then."""


class DecidedError(OvertakenError):
    """Raised where it has been decided already, or its author took it back."""


class ChangedError(OvertakenError):
    """Raised where somebody has changed the page since it was shown."""


class NotedError(OvertakenError):
    """Raised where a colleague has kept notes since they were shown."""


@transaction.atomic
def carry_out(submission: PageInReview, form: ReviewForm, user: Any) -> None:
    """Do what the valid `form` says, all or nothing.

    Raises OvertakenError where something has changed since it was filled in, and ValidationError
    where the page cannot be published as it is.
    """
    state = still_open(submission, form)
    if form.decision == LATER:
        keep_notes(submission, form, user)
        return
    log_checklist(submission, form, user)
    if form.decision == CHANGES:
        keep_notes(submission, form, user)
        decide(submission, state, REJECT, form, user)
        return
    retag(submission, form, user)
    decide(submission, state, APPROVE, form, user)
    ReviewNotes.objects.filter(review=state.workflow_state).delete()


def still_open(submission: PageInReview, form: ReviewForm) -> TaskState:
    """Return the round, for this transaction alone, if it is what the form was filled in for."""
    state = TaskState.objects.select_for_update().get(pk=submission.task_state.pk)
    if state.status != TaskState.STATUS_IN_PROGRESS:
        raise DecidedError
    page = page_in(state.workflow_state)
    if page is None or page.latest_revision_id != form.cleaned_data["revision"]:
        raise ChangedError
    notes = ReviewNotes.objects.filter(review=state.workflow_state).first()
    if moment_of(notes) != form.cleaned_data["seen"]:
        raise NotedError
    return state


def keep_notes(submission: PageInReview, form: ReviewForm, user: Any) -> None:
    """Keep what is ticked and chosen, for the next time or the next round.

    Levels and topics are kept only where they are not the page's, which its author may change.
    """
    kept: dict[str, Any] = {
        "ticked": form.cleaned_data["ticked"],
        # Once it is said, it is no note any more.
        "comment": form.cleaned_data["comment"] if form.decision == LATER else "",
        "levels": None,
        "topics": None,
        "saved_by": user,
        "saved_at": timezone.now(),
    }
    if submission.is_levelled:
        draft, (levels, topics) = submission.draft, chosen(form)
        kept["levels"] = None if levels == draft.levels_in_order() else [n.number for n in levels]
        kept["topics"] = None if topics == draft.topics_in_order() else [t.pk for t in topics]
    ReviewNotes.objects.update_or_create(review=submission.review, defaults=kept)


def chosen(form: ReviewForm) -> tuple[list[Any], list[Any]]:
    """Return the levels and topics that are chosen, in the order in which pages have them."""
    levels, topics = form.cleaned_data["levels"], form.cleaned_data["topics"]
    return sorted(levels, key=lambda level: level.number), sorted(topics)


def log_checklist(submission: PageInReview, form: ReviewForm, user: Any) -> None:
    """Write down which questions of the checklist were left open, in the words they have now."""
    numbers = {level.number for level in form.cleaned_data.get("levels", ())}
    asked = [each for each in form.questions if each.level in numbers]
    if not asked:
        return
    ticked = form.cleaned_data["ticked"]
    data = {
        "asked": len(asked),
        "unticked": [each.text for each in asked if each.pk not in ticked],
    }
    log(submission.draft, CHECKED, user=user, data=data, revision=submission.revision)


def retag(submission: PageInReview, form: ReviewForm, user: Any) -> None:
    """Give what was submitted the chosen levels and topics, in a revision of its own.

    Readers have no part in it until it is published, which it is next.
    """
    if not submission.is_levelled:
        return
    page, (levels, topics) = submission.revision.as_object(), chosen(form)
    before = page.levels_in_order(), page.topics_in_order()
    if before == (levels, topics):
        return
    page.levels.set(levels)
    page.topics.set(topics)
    data = {
        "levels": {"from": numbers_of(before[0]), "to": numbers_of(levels)},
        "topics": {"from": names_of(before[1]), "to": names_of(topics)},
    }
    revision = page.save_revision(user=user)
    log(page, RETAGGED, user=user, data=data, revision=revision, content_changed=True)


def numbers_of(levels: list[Any]) -> list[int]:
    return [level.number for level in levels]


def names_of(topics: list[Any]) -> list[str]:
    return [topic.name for topic in topics]


def decide(
    submission: PageInReview, state: TaskState, action: str, form: ReviewForm, user: Any
) -> None:
    """Have the task do `action`, one of Wagtail's, with the comment."""
    comment = form.cleaned_data["comment"]
    submission.task.on_action(state.specific, user, action, comment=comment)


def before_topic_merged(gone: Any, into: Any) -> None:
    """Have notes that name the topic `gone` name `into`; the hook of that name."""
    for notes in ReviewNotes.objects.exclude(topics=None):
        keys = set(notes.topics or ())
        if gone.pk in keys:
            notes.topics = sorted(keys - {gone.pk} | {into.pk})
            notes.save(update_fields=["topics"])
