"""What editors learn of the answers: for each page and each level at which it was read."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plugins.feedback.models import FitCount, ReadCount
from tests.factories import StoryPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def url():
    return reverse("feedback_fit_report")


@pytest.fixture
def count(level):
    def add(page, number, verdict, times, day=date(2026, 5, 4)):
        FitCount.objects.create(
            page=page, level=level(number), verdict=verdict, day=day, count=times
        )

    return add


def rows_of(response):
    text = b"".join(response.streaming_content).decode()
    return [*csv.reader(io.StringIO(text))]


def test_is_in_the_menu_of_editors(as_editor, url):
    text = as_editor.get(reverse("wagtailadmin_home")).text

    assert url in text
    assert reverse("problem_reports:index") in text


def test_counts_each_verdict_by_page_and_level(as_editor, url, story, count):
    count(story, 1, "right", 7)
    count(story, 1, "right", 5, day=date(2026, 5, 5))
    count(story, 1, "deep", 2)
    count(story, 4, "early", 3)

    rows = rows_of(as_editor.get(url, {"export": "csv"}))

    assert [row[:-1] for row in rows] == [
        ["Page", "Read at level", "Level", "Too early", "Just right", "Too deep", "All"],
        ["The long queue", "1", "Eye opener", "0", "12", "2", "14"],
        ["The long queue", "4", "JFDI", "3", "0", "0", "3"],
    ]
    assert "The long queue" in as_editor.get(url).text


def test_tells_beside_the_answers_how_often_each_page_was_read(
    as_editor, url, story, stories, count, level
):
    count(story, 1, "right", 7)
    count(story, 1, "right", 5, day=date(2026, 5, 5))
    count(story, 4, "early", 3)
    for page, number, day in [
        (story, 1, 4),
        (story, 1, 5),
        (StoryPageFactory(parent=stories), 4, 4),
    ]:
        ReadCount.objects.create(page=page, level=level(number), day=date(2026, 5, day), count=30)

    rows = rows_of(as_editor.get(url, {"export": "csv", "ordering": "-reads"}))

    assert [row[-2:] for row in rows] == [["All", "Reads so far"], ["12", "60"], ["3", "0"]]


def test_leaves_out_what_was_taken_back(as_editor, url, story, count):
    count(story, 1, "right", 0)

    assert "The long queue" not in as_editor.get(url).text


def test_narrows_to_a_level_a_time_and_a_title(as_editor, url, story, stories, count, level):
    other = StoryPageFactory(parent=stories, title="The short queue")
    count(story, 1, "right", 1)
    count(other, 3, "right", 1, day=date(2026, 6, 1))

    narrowed = [
        as_editor.get(url, parameters).text
        for parameters in ({"level": level(3).pk}, {"day_from": "2026-05-20"}, {"q": "short"})
    ]

    assert all("The short queue" in text for text in narrowed)
    assert not any("The long queue" in text for text in narrowed)


@pytest.mark.parametrize("ordering", ["page__title", "-level__number", "too_deep", "-answers", "x"])
def test_is_put_in_order_by_any_column(as_editor, url, story, count, ordering):
    count(story, 1, "right", 1)

    assert "The long queue" in as_editor.get(url, {"ordering": ordering}).text


def test_shows_fifty_rows_at_a_time_with_as_many_queries_as_for_one(
    as_editor, url, story, stories, count
):
    count(story, 1, "right", 1)
    as_editor.get(url)
    with CaptureQueriesContext(connection) as few:
        as_editor.get(url)
    for number in range(59):
        count(StoryPageFactory(parent=stories, title=f"Story {number}"), 1, "right", 1)

    with CaptureQueriesContext(connection) as many:
        first = as_editor.get(url)
    second = as_editor.get(url, {"p": 2})

    assert len(few) == len(many)
    assert (len(first.context["object_list"]), len(second.context["object_list"])) == (50, 10)
