"""What waits on an editor's desk in the sample content, so that it is not empty on the first day.

Rows are written as they would be, without the e-mails that go with them: nobody reads those. Who
has no plugin for one of these things does without it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from cop_site.demo.accounts import ADMINISTRATOR, EDITOR
from plugins.levels.models import Level, Topic
from plugins.members.models import User


@dataclass(frozen=True)
class Submission:
    """Since when a page waits, in days, and what was done with it."""

    days: int
    #: Who has taken it, an e-mail address.
    taken_by: str = ""
    #: What an editor asked to be changed, before it came back.
    asked: str = ""


#: By the names of the files.
SUBMISSIONS = {
    "forty-people-in-the-rain": Submission(2),
    "the-tender-with-no-bids": Submission(30),
    "a-map-of-puddles": Submission(4, taken_by=ADMINISTRATOR),
    "the-form-we-threw-away": Submission(
        1,
        asked="A good one. Did it really save two posts? Readers will ask what became of the two.",
    ),
}
#: Days between submitting, the answer, and coming back.
DAYS_FOR_AN_ANSWER = 5

#: A resource that nobody has looked at again in time, and for how many days.
DUE = {"outcome-statement-for-a-small-tender": 3}

#: What readers looked for in vain and asked for, at which level, and what they say of it.
WISHES = {
    ("chatbot", 1): (
        "Has anybody tried one? My manager wants to see what came of it.",
        "A story from a small office, please. Not from a capital.",
    ),
    ("accessibility of festivals", 2): ("We run one in June, and have four months.",),
}
CALL = {
    "title": "What open data is good for in a small place",
    "text": "Two pages are enough: what you publish, who uses it, and what it is worth.",
    "why": "Whoever has begun finds next to nothing at level 2, and does not know what to tell the "
    "council.",
}
CALL_TOPIC, CALL_LEVEL = "Open data", 2

#: A page that is picked for words at a level, and why.
PICK = ("plain language", 1, "two-hundred-calls")
PICK_NOTE = "It says in a minute what plain language is for."

#: What readers search for, at which level: how many pages they find, and how often in two weeks.
SEARCHES = {
    ("chatbot", 1): (0, 9),
    ("podcast", 2): (0, 5),
    ("gamification", 3): (0, 4),
    ("letters", 1): (6, 14),
    ("plain language", 1): (8, 11),
}
#: Words that an editor has put with a topic.
PLACED = {"chatbot": "Service design"}


def fill_desk(submitted: Mapping[str, Page], published: Mapping[str, Page]) -> None:
    """Have `submitted` wait for an editor, and the rest beside it; pages by the names of files.

    Without the demo accounts there is nobody whose desk it would be.
    """
    people = {user.email: user for user in User.objects.filter(email__in=(EDITOR, ADMINISTRATOR))}
    if EDITOR not in people or not submitted:
        return
    levels = {level.number: level for level in Level.objects.all()}
    for name, page in submitted.items():
        submit(page, SUBMISSIONS[name], people)
    count_searches(levels)
    make_wishes(levels)
    make_call(levels, people[EDITOR])
    pick(published, levels, people[EDITOR])


def model(label: str) -> Any:
    """Return the model with a label, None where its plugin is not installed."""
    app, _name = label.split(".")
    return apps.get_model(label) if apps.is_installed(f"plugins.{app}") else None


def days_ago(days: int) -> Any:
    return timezone.now() - timedelta(days=days)


# What is in review


def submit(page: Any, submission: Submission, people: Mapping[str, User]) -> None:
    """Put `page` into review, in its author's name."""
    workflow = page.get_workflow()
    if workflow is None:
        return
    review = WorkflowState.objects.create(
        content_type=page.content_type,
        base_content_type=page.get_base_content_type(),
        object_id=str(page.pk),
        workflow=workflow,
        requested_by=page.owner,
    )
    first = submission.days
    if submission.asked:
        first += DAYS_FOR_AN_ANSWER * 2
        make_round(review, page, days=first, editor=people[EDITOR], asked=submission.asked)
    last = make_round(review, page, days=submission.days)
    WorkflowState.objects.filter(pk=review.pk).update(
        current_task_state=last, created_at=days_ago(first)
    )
    claims, editor = model("curating.Claim"), people.get(submission.taken_by)
    if claims and editor:
        claims.objects.create(review=review, user=editor, since=days_ago(1))


def make_round(
    review: WorkflowState, page: Any, *, days: int, editor: User | None = None, asked: str = ""
) -> TaskState:
    """Have editors look at `page` since so many days, or have one say what is to be changed."""
    state = TaskState.objects.create(
        workflow_state=review,
        revision=page.latest_revision,
        task=review.workflow.tasks.first(),
        content_type=ContentType.objects.get_for_model(TaskState),
        status=TaskState.STATUS_REJECTED if editor else TaskState.STATUS_IN_PROGRESS,
        finished_by=editor,
        finished_at=days_ago(days - DAYS_FOR_AN_ANSWER) if editor else None,
        comment=asked,
    )
    TaskState.objects.filter(pk=state.pk).update(started_at=days_ago(days))
    return state


# What readers miss, and what editors do about it


def make_wishes(levels: Mapping[int, Level]) -> None:
    wishes = model("calls.Wish")
    for (words, number), texts in WISHES.items() if wishes else ():
        for text in texts:
            wishes.ask(words, levels[number], own_words=text)


def make_call(levels: Mapping[int, Level], editor: User) -> None:
    calls = model("calls.Call")
    if calls:
        topic = Topic.objects.named(CALL_TOPIC).first()
        level = levels[CALL_LEVEL]
        calls.objects.create(
            **CALL, level=level, topic=topic, asked_by=editor, asked_at=days_ago(6)
        )


def pick(published: Mapping[str, Page], levels: Mapping[int, Level], editor: User) -> None:
    picks, (words, number, name) = model("picks.Pick"), PICK
    if picks and name in published:
        page = Page.objects.get(pk=published[name].pk)
        picks.objects.create(
            words=words, level=levels[number], page=page, note=PICK_NOTE, made_by=editor
        )


def count_searches(levels: Mapping[int, Level]) -> None:
    """Count what is searched for as often on every day, as far as that can be."""
    words_model, counts = model("searches.SearchedWords"), model("searches.SearchCount")
    for (words, number), (results, times) in SEARCHES.items() if words_model else ():
        topic = Topic.objects.named(PLACED.get(words, "")).first()
        searched, is_new = words_model.objects.get_or_create(
            words=words,
            level=levels[number],
            defaults={"results": results, "topic": topic, "is_placed": topic is not None},
        )
        if is_new:
            days = [timezone.localdate() - timedelta(days=day) for day in range(times)]
            counts.objects.bulk_create(counts(words=searched, day=day, count=1) for day in days)


# What `remove` finds of it


def of_the_desk() -> Iterator[tuple[Any, bool]]:
    """Yield what is left of all this beside pages, each with whether somebody added to it.

    What waits goes with its page.
    """
    for label, find, has_more in KINDS:
        rows = model(label)
        for row in find(rows.objects) if rows else ():
            yield row, has_more(row)


def demo_wishes(wishes: Any) -> Iterator[Any]:
    for words, number in WISHES:
        yield from wishes.filter(words=words, level__number=number)


def has_other_readers(wish: Any) -> bool:
    own = WISHES[wish.words, wish.level.number]
    return wish.is_decided or wish.askings.exclude(own_words__in=own).exists()


def demo_calls(calls: Any) -> Iterable[Any]:
    return calls.filter(**CALL)


def has_answers(call: Any) -> bool:
    return not call.is_open or call.answers.exists()


def demo_picks(picks: Any) -> Iterable[Any]:
    return picks.filter(words=PICK[0], note=PICK_NOTE)


def demo_searches(words: Any) -> Iterator[Any]:
    for each, number in SEARCHES:
        yield from words.filter(words=each, level__number=number)


def has_more_searches(words: Any) -> bool:
    """Tell whether it was searched for since, or somebody said what is to be done about it."""
    _results, times = SEARCHES[words.words, words.level.number]
    counted = list(words.counts.values_list("count", flat=True))
    return words.is_dismissed or counted != [1] * times


KINDS = (
    # Calls before the wishes that wait for them.
    ("calls.Call", demo_calls, has_answers),
    ("calls.Wish", demo_wishes, has_other_readers),
    ("picks.Pick", demo_picks, lambda pick: False),
    ("searches.SearchedWords", demo_searches, has_more_searches),
)
