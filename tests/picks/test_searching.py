"""What editors picked comes first, for the words and for readers of the level, and only there."""

import os
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction
from wagtail.search.backends import get_search_backend

from plugins.levels.reader import Reader
from plugins.levels.search import search
from plugins.picks.models import key_of
from plugins.whoosh_search.readers import close_all
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory
from tests.levels.brute_force import backends_in, open_pages
from tests.levels.test_one_rule import RandomSite, plans, standings
from tests.picks.picking import pick

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("EXAMPLES", "10"))


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    """An index that knows nothing of other tests: what it does not find was picked."""
    settings.WAGTAILSEARCH_BACKENDS = backends_in(tmp_path)
    get_search_backend("readers").reset_indexes()
    yield
    close_all()


@pytest.fixture
def queue(stories, searchable):
    """A story that a search finds, and one that it does not."""
    with searchable():
        return StoryPageFactory(parent=stories, title="A long queue", levels=(1, 4))


@pytest.fixture
def patience(stories):
    return StoryPageFactory(parent=stories, title="Patience", levels=(1, 4))


def titles(client, words: str, **query: str) -> list[str]:
    found = client.get("/search/", {"q": words, **query}).context["found"]
    return [hit.page.title for hit in found.hits]


class TestPick:
    def test_comes_first_though_it_holds_none_of_the_words(self, client, queue, patience):
        pick(patience, "queue")

        page = client.get("/search/", {"q": "queue"})

        found = page.context["found"]
        assert [hit.page.title for hit in found.hits] == ["Patience", "A long queue"]
        assert [hit.is_picked for hit in found.hits] == [True, False]
        assert found.count == 2
        assert page.text.count("Picked by the editors") == 1

    def test_is_named_once_where_the_search_finds_it_too(self, client, queue, patience):
        pick(patience, "queue")
        pick(queue, "queue")

        assert titles(client, "queue") == ["Patience", "A long queue"]

    @pytest.mark.parametrize("words", ["waiting in queues", "QUEUE, in: wait", '"in queue" waits'])
    def test_needs_neither_order_nor_case_nor_endings(self, client, patience, words):
        pick(patience, "Queues in waiting")

        assert titles(client, words) == ["Patience"]

    @pytest.mark.parametrize(
        "words", ["wait", "waiting queues today", "waiting queues -today", "-waiting -queues"]
    )
    def test_needs_all_the_words_and_no_other(self, client, patience, words):
        pick(patience, "waiting queues")

        assert titles(client, words) == []

    def test_comes_in_the_place_that_it_was_given(self, client, stories):
        for title, place in (("Third", 7), ("First", 1), ("Second", 2), ("Last", None)):
            page = StoryPageFactory(parent=stories, title=title)
            pick(page, "queue", **({"place": place} if place else {}))

        assert titles(client, "queue") == ["First", "Second", "Third", "Last"]

    def test_is_for_readers_of_its_level(self, at_level, patience):
        pick(patience, "queue", 4)

        shown = {number: titles(at_level(number), "queue") for number in (1, 2, 3, 4)}

        assert shown == {1: [], 2: [], 3: [], 4: ["Patience"]}

    def test_is_for_readers_of_its_level_in_the_topic_of_the_page(self, at_level, resources, topic):
        page = ResourcePageFactory(
            parent=resources, title="About it", levels=(2, 3), topics=[topic]
        )
        other = ResourcePageFactory(parent=resources, title="Not about it", levels=(2, 3))
        visitor = at_level(2)
        visitor.cookies["topic_levels"] = f"{topic.pk}:3"
        for each in (page, other):
            pick(each, "at three", 3)
            pick(each, "at two", 2)

        assert titles(visitor, "at three") == ["About it"]
        assert titles(visitor, "at two") == ["Not about it"]

    def test_is_no_more_when_the_page_is_not(self, client, patience):
        pick(patience, "queue")

        PageViewRestriction.objects.create(page=patience, restriction_type="login")

        assert titles(client, "queue") == []

    def test_does_not_come_first_where_the_newest_is_to(self, client, queue, patience):
        pick(patience, "queue")

        assert titles(client, "queue", order="newest") == ["A long queue"]

    def test_is_counted_and_narrowed_like_what_is_found(self, client, stories, queue, patience):
        pick(patience, "queue")
        topic = TopicFactory(name="Time")
        about = StoryPageFactory(parent=stories, title="About time", topics=[topic])
        pick(about, "queue")

        assert titles(client, "queue", topic="time") == ["About time"]

    def test_shows_nowhere_but_in_search(self, client, level, patience):
        pick(patience, "queue")

        offered = client.get("/search/complete/", {"q": "queue"}).json()["pages"]
        found = client.get("/api/v2/pages/", {"search": "queue"}).json()["items"]

        assert offered == found == []
        assert "Picked by" not in client.get("/levels/1/").text


def test_a_search_asks_once_for_picks(client, queue, patience):
    with CaptureQueriesContext(connection) as queries:
        client.get("/search/", {"q": "queue"})

    asked = [query["sql"] for query in queries if "picks_pick" in query["sql"]]
    assert len(asked) == 1


def test_words_are_the_same_whatever_their_order_case_and_endings():
    assert key_of("Starting hubs") == key_of("HUB, starts") != key_of("start a hub")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    site_plans=plans.map(lambda made: made[:4]),
    readers=standings.map(lambda readers: readers[:3]),
    picked=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=8, unique=True),
)
def test_only_what_is_in_a_readers_lists_at_the_level_of_the_pick_ever_shows(
    home, site_plans, readers, picked
):
    with transaction.atomic():
        site = RandomSite(site_plans)
        pages = list(Page.objects.filter(slug__startswith="page-").specific().order_by("pk"))
        picks = [pick(pages[n], "pergolas", number) for n, number in picked if n < len(pages)]
        for standing in readers:
            choices = site.choices(standing)
            own = {page.pk for page in site.pages_at(choices)}
            wanted = [
                each.page.title
                for each in sorted(picks, key=lambda each: (each.place, each.pk))
                if each.page_id in own and each.level.number in in_force(each.page, choices)
            ]
            shown = [hit.page.title for hit in search(Reader(choices), "pergola").hits]
            assert shown == list(dict.fromkeys(wanted))
        transaction.set_rollback(True)


def in_force(page: Any, choices: Mapping[int | None, int]) -> set[int]:
    """Return the levels at which a reader with these levels reads what a page is about."""
    topics = {tag.tag_id for tag in page.topic_tags.all()}
    return {choices[topic] for topic in topics if topic in choices} or {choices.get(None, 1)}


def test_the_words_of_hidden_pages_are_in_no_answer(client, stories):
    draft = StoryPageFactory(parent=stories, title="Unfinished", live=False)
    pick(draft, "queue")

    assert "Unfinished" not in client.get("/search/", {"q": "queue"}).text
    assert draft.pk not in {page.pk for page in open_pages()}
