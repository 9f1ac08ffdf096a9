"""Levels and topics in the page explorer: as columns, and to find pages by."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plugins.levels.models import LevelTag
from tests.factories import StoryPageFactory, TopicFactory
from tests.members.people import MemberFactory, signed_in
from tests.sharing.editorial import editor_named, set_up_roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_editor(home: Any) -> Client:
    set_up_roles()
    return signed_in(editor_named())


def explore(parent: Any, **query: Any) -> tuple[str, dict[str, Any]]:
    return reverse("wagtailadmin_explore", args=[parent.pk]), query


def cells(response: Any, title: str) -> list[str]:
    """Return what a list says in the row of a page."""
    rows = BeautifulSoup(response.text, "html.parser").select("tbody tr")
    row = next(row for row in rows if title in row.get_text())
    return [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]


def titles(response: Any) -> set[str]:
    return {page.title for page in response.context["object_list"]}


def test_shows_levels_and_topics(as_editor, stories, topic):
    StoryPageFactory(parent=stories, title="Queue", levels=[1, 4], topics=[topic])

    row = cells(as_editor.get(*explore(stories)), "Queue")

    assert "1 1 Eye opener 4 4 JFDI" in row
    assert "Topic" in row


def test_says_that_a_story_has_no_level(as_editor, stories):
    story = StoryPageFactory(parent=stories, title="Queue")
    LevelTag.objects.filter(content_object=story).delete()

    assert "none" in cells(as_editor.get(*explore(stories)), "Queue")


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (["1"], {"Early", "Both"}),
        (["4"], {"Late", "Both"}),
        (["none"], {"Neither"}),
        (["1", "none"], {"Early", "Both", "Neither"}),
    ],
)
def test_finds_pages_by_level(as_editor, home, stories, chosen, expected):
    for title, levels in (("Early", [1]), ("Late", [4]), ("Both", [1, 4]), ("Neither", [1])):
        StoryPageFactory(parent=stories, title=title, levels=levels)
    LevelTag.objects.filter(content_object__title="Neither").delete()

    assert titles(as_editor.get(*explore(home, level=chosen))) == expected


def test_finds_pages_by_topic_while_searching(as_editor, home, stories, topic):
    other = TopicFactory(name="Other")
    StoryPageFactory(parent=stories, title="Queue here", topics=[topic])
    StoryPageFactory(parent=stories, title="Queue there", topics=[other])
    StoryPageFactory(parent=stories, title="Nothing", topics=[topic])

    found = as_editor.get(*explore(home, q="queue", topic=[topic.pk]))

    assert titles(found) == {"Queue here"}


@pytest.mark.parametrize(
    "url",
    [
        lambda stories: explore(stories),
        lambda stories: (reverse("wagtailadmin_pages:search"), {"q": "queue"}),
        lambda stories: (
            reverse("wagtailadmin_pages:type_use", args=["stories", "storypage"]),
            {},
        ),
    ],
    ids=["explorer", "search", "type"],
)
def test_asks_for_no_page_by_itself(as_editor, stories, topic, url):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert "Topic" in cells(as_editor.get(*url(stories)), "Queue")
        return len(captured)

    StoryPageFactory(parent=stories, title="Queue", topics=[topic])
    queries()
    for_one = queries()
    for number in range(4):
        StoryPageFactory(parent=stories, title=f"Queue {number}", topics=[topic])

    assert queries() == for_one


def test_shows_practitioners_no_more_pages_than_before(home, stories):
    set_up_roles()
    practitioner = MemberFactory(groups=["Practitioners"])
    StoryPageFactory(parent=stories, title="By another", live=False)
    StoryPageFactory(parent=stories, title="Own", live=False, owner=practitioner)

    found = signed_in(practitioner).get(*explore(stories, level=["1"]))

    assert titles(found) == {"Own"}
