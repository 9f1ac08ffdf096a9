"""The report of all content: what there is at which level, about what, and in which state."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from plugins.resources.models import ResourcePage
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory
from tests.members.people import MemberFactory
from tests.stage_map.table import lines_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def url():
    return reverse("content_report")


@pytest.fixture
def titles(as_editor, url):
    """The titles in the report, narrowed by a query."""
    return lambda **query: {
        line["Title"] for line in lines_of(as_editor.get(url, {"export": "csv", **query}))
    }


def test_says_what_each_page_is(as_editor, url, stories, resources):
    topics = [TopicFactory(name="Roofs"), TopicFactory(name="Bees")]
    owner = MemberFactory(first_name="Ana Lind")
    StoryPageFactory(parent=stories, title="A", levels=[4, 1], topics=topics, owner=owner)
    ResourcePageFactory(parent=resources, title="B", kind="checklist", live=False)

    lines = lines_of(as_editor.get(url, {"export": "csv", "ordering": "title"}))

    columns = ["Title", "Type", "Levels", "Topics", "Status", "Owner"]
    assert [[line[column] for column in columns] for line in lines] == [
        ["A", "Story", "1, 4", "Bees, Roofs", "live", "Ana Lind"],
        ["B", "Checklist", "3", "", "draft", ""],
    ]
    text = as_editor.get(url).text
    assert all(word in text for word in ("Bees, Roofs", "Checklist", "Ana Lind"))


def test_narrows_to_a_level_a_topic_and_a_type(titles, stories, resources, topic, level):
    StoryPageFactory(parent=stories, title="A", topics=[topic])
    StoryPageFactory(parent=stories, title="B", levels=[4])
    ResourcePageFactory(parent=resources, title="C", levels=[4], topics=[topic])
    resource = ContentType.objects.get_for_model(ResourcePage).pk

    assert titles(level=level(4).pk) == {"B", "C"}
    assert titles(topic=topic.pk) == {"A", "C"}
    assert titles(topic=topic.pk, level=level(4).pk) == {"C"}
    assert titles(content_type=resource) == {"C"}
    assert titles(q="a") == {"A"}


def test_finds_what_lacks_a_level_or_a_topic(titles, stories, topic):
    StoryPageFactory(parent=stories, title="A", topics=[topic], levels=[], live=False)
    StoryPageFactory(parent=stories, title="B")

    assert titles(lacks="level") == {"A"}
    assert titles(lacks="topic") == {"B"}


def test_tells_what_readers_find_from_what_is_live_and_what_is_not(titles, stories):
    StoryPageFactory(parent=stories, title="A")
    private = StoryPageFactory(parent=stories, title="B")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    StoryPageFactory(parent=stories, title="C", live=False)

    assert titles(state="found") == {"A"}
    assert titles(state="live") == {"A", "B"}
    assert titles(state="draft") == {"C"}
    assert titles() == {"A", "B", "C"}


def test_takes_as_many_queries_for_fifty_rows_as_for_one(as_editor, url, stories, topic):
    StoryPageFactory(parent=stories, topics=[topic], owner=MemberFactory())
    as_editor.get(url)
    with CaptureQueriesContext(connection) as few:
        as_editor.get(url)
    for number in range(4):
        StoryPageFactory(parent=stories, topics=[topic], owner=MemberFactory(), live=number % 2)

    with CaptureQueriesContext(connection) as many:
        as_editor.get(url)

    assert len(few) == len(many) <= 30


@pytest.mark.parametrize("ordering", ["title", "-live", "first_published_at", "x"])
def test_is_put_in_order_by_its_columns(as_editor, url, stories, ordering):
    StoryPageFactory(parent=stories, title="The long queue")

    assert "The long queue" in as_editor.get(url, {"ordering": ordering}).text


def test_comes_for_spreadsheets_and_runs_nothing_there(as_editor, url, titles, stories):
    StoryPageFactory(parent=stories, title="=1+1")

    assert titles() == {"'=1+1"}
    assert as_editor.get(url, {"export": "xlsx"}).getvalue().startswith(b"PK")
