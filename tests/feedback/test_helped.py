"""What authors learn of whom a page of theirs helped."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail import hooks

from plugins.feedback.models import FitCount, ReadCount
from tests.factories import StoryPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """What the plugin tells the authors of pages, by the key of the page."""

    def tell(*pages):
        facts = {}
        for offer in hooks.get_hooks("what_became_of"):
            facts.update(offer(list(pages)))
        return facts

    return tell


@pytest.fixture
def was_read(level):
    def add(page, number, times, day=date(2026, 5, 4)):
        ReadCount.objects.create(page=page, level=level(number), day=day, count=times)

    return add


@pytest.fixture
def was_found(level):
    def add(page, verdict, times, day=date(2026, 5, 4)):
        FitCount.objects.create(page=page, level=level(1), verdict=verdict, day=day, count=times)

    return add


def test_tells_how_often_it_was_read_and_at_which_levels(told, story, was_read):
    was_read(story, 4, 40)
    was_read(story, 1, 50)
    was_read(story, 1, 1200, day=date(2026, 5, 5))

    assert told(story)[story.pk] == [
        {"label": "Read", "value": "1,290 times", "hint": "1,250 at level 1 and 40 at level 4"}
    ]


def test_tells_of_a_single_read(told, story, was_read):
    was_read(story, 3, 1)

    assert told(story)[story.pk] == [{"label": "Read", "value": "1 time", "hint": "1 at level 3"}]


def test_tells_whom_it_fitted(told, story, was_found):
    was_found(story, FitCount.Verdict.JUST_RIGHT, 2)
    was_found(story, FitCount.Verdict.JUST_RIGHT, 9, day=date(2026, 5, 5))
    was_found(story, FitCount.Verdict.TOO_DEEP, 3)

    assert told(story)[story.pk][1] == {
        "label": "Just right for",
        "value": "11 readers",
        "hint": "Of 14 who said whether it fitted them",
    }


@pytest.mark.parametrize("verdict", [FitCount.Verdict.TOO_DEEP, FitCount.Verdict.TOO_EARLY])
def test_leaves_it_to_the_editors_whom_it_did_not_fit(told, story, was_read, was_found, verdict):
    was_read(story, 1, 3)
    was_found(story, verdict, 2)

    assert [fact["label"] for fact in told(story)[story.pk]] == ["Read"]


def test_is_kind_where_nobody_has_read_it(told, story):
    [fact] = told(story)[story.pk]

    assert fact["value"] == "Waiting for its first readers"
    assert "0" not in fact["value"] + fact["hint"]


def test_says_nothing_of_what_nobody_could_read(told, stories):
    draft = StoryPageFactory(parent=stories, live=False)

    assert draft.pk not in told(draft)


def test_remembers_the_readers_of_what_was_taken_off(told, stories, was_read):
    withdrawn = StoryPageFactory(parent=stories, live=False)
    was_read(withdrawn, 1, 7)

    assert told(withdrawn)[withdrawn.pk][0]["value"] == "7 times"


def test_tells_pages_apart_in_as_many_queries_for_all(told, stories, story, was_read, was_found):
    pages = [story, *(StoryPageFactory(parent=stories) for _ in range(4))]
    for number, page in enumerate(pages, start=1):
        was_read(page, 1, number)
        was_found(page, FitCount.Verdict.JUST_RIGHT, number)

    with CaptureQueriesContext(connection) as few:
        told(story)
    with CaptureQueriesContext(connection) as queries:
        facts = told(*pages)

    assert len(queries) == len(few)
    assert [facts[page.pk][0]["hint"] for page in pages] == [
        f"{number} at level 1" for number in range(1, 6)
    ]
