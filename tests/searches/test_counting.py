"""What readers search for is counted: what, at which level, on which day, and not by whom."""

import threading
from collections import Counter

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plugins.levels.edition import Edition
from plugins.levels.models import MemberLevel
from plugins.searches import noticing
from plugins.searches.counting import Searched, count
from plugins.searches.models import SearchCount, SearchedWords
from plugins.tallies import Tally
from tests.factories import StoryPageFactory, TopicFactory
from tests.members.people import signed_in
from tests.searches.conftest import before

pytestmark = pytest.mark.django_db


@pytest.fixture
def unwritten(monkeypatch, settings):
    """What is counted and waits to be written, since nothing writes it."""
    settings.TALLY_SECONDS = 3600
    waiting = Counter()
    tally = Tally("searches", waiting.update)
    monkeypatch.setattr(noticing, "tally", tally)
    yield waiting
    tally.finish()


def place(number):
    """A visitor with an address of their own."""
    return Client(REMOTE_ADDR=f"192.0.2.{number}")


class TestSearch:
    def test_is_counted_for_its_words_its_level_and_the_day(self, at_level, search):
        search(at_level(3), "Late  TRAINS")

        row = SearchCount.objects.get()
        assert (row.words.words, row.words.level.number, row.count) == ("late trains", 3, 1)
        assert (row.day, row.words.results) == (timezone.localdate(), 0)

    def test_keeps_how_many_pages_it_found_the_last_time(self, stories, search, searchable):
        search(place(1), "trains")
        with searchable():
            StoryPageFactory(parent=stories, title="Trains at night")

        search(place(2), "trains")

        row = SearchCount.objects.get()
        assert (row.count, row.words.results) == (2, 1)

    def test_notes_what_the_same_person_finds_now_without_counting_it(
        self, client, stories, search, searchable
    ):
        search(client, "trains")
        with searchable():
            StoryPageFactory(parent=stories, title="Trains at night")

        search(client, "Trains")

        row = SearchCount.objects.get()
        assert (row.count, row.words.results) == (1, 1)

    def test_says_nothing_of_a_level_where_a_reader_has_another_in_a_topic(
        self, client, stories, topic, search, searchable
    ):
        with searchable():
            StoryPageFactory(parent=stories, title="Trains", levels=(4,), topics=[topic])
        search(place(1), "trains")
        client.cookies["topic_levels"] = f"{topic.pk}:4"

        response = search(client, "trains")

        row = SearchCount.objects.get()
        assert response.context["found"].count == 1
        assert (row.count, row.words.results) == (2, 0)

    def test_counts_a_member_once_wherever_they_are(self, member, search, counted):
        MemberLevel.keep(member, 2)
        client = signed_in(member)

        for address in ("192.0.2.1", "192.0.2.2"):
            client.defaults["REMOTE_ADDR"] = address
            search(client, "trains")

        assert counted() == {("trains", 2): 1}

    def test_counts_once_an_hour_from_one_place(self, client, at_level, search, counted):
        for words in ("trains", "TRAINS", "trains?", "buses"):
            search(client, words)
        search(at_level(2), "trains")
        search(place(7), "trains")

        assert counted() == {("trains", 1): 2, ("buses", 1): 1, ("trains", 2): 1}

    def test_costs_no_query_before_it_is_written(self, client, member, search, settings, unwritten):
        def queries(words):
            found = []
            for reader in (client, signed_in(member)):
                search(reader, "warm up")
                with CaptureQueriesContext(connection) as captured:
                    search(reader, words)
                found.append(len(captured))
            return found

        with_log = queries("trains")
        settings.SEARCH_LOG = False

        assert queries("trains") == with_log

    def test_stores_nothing_about_the_reader(self, member, search):
        search(signed_in(member), "trains")

        assert SearchCount.objects.count() == 1
        columns = {field.name for field in SearchCount._meta.concrete_fields}
        assert columns == {"id", "words", "day", "count"}
        columns = {field.name for field in SearchedWords._meta.concrete_fields}
        assert columns - {"topic", "is_placed", "is_dismissed"} == {
            "id",
            "words",
            "level",
            "results",
        }

    def test_begins_no_new_edition(self, client, search):
        edition = Edition.objects.first()

        search(client, "trains")

        assert SearchCount.objects.exists()
        assert Edition.objects.first() == edition


class TestNotCounted:
    @pytest.mark.parametrize(
        "narrowed", [{"page": "2"}, {"order": "newest"}, {"topic": "trains"}, {"kind": "story"}]
    )
    def test_is_who_looks_through_what_was_found(self, client, search, counted, narrowed):
        search(client, "trains", **narrowed)

        assert counted() == {}

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Purpose": "prefetch;prerender"},
            {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
            {"User-Agent": "SomeCrawler"},
        ],
    )
    def test_is_what_nobody_waits_for(self, client, search, counted, headers):
        search(client, "trains", headers=headers)

        assert counted() == {}

    def test_is_no_telephone_that_is_called_like_a_program(self, client, search, counted):
        search(client, "trains", headers={"User-Agent": "Mozilla/5.0 (Linux; CUBOT X18)"})

        assert counted() == {("trains", 1): 1}

    def test_is_a_request_for_the_head(self, client, counted):
        client.head("/search/?q=trains")

        assert counted() == {}

    @pytest.mark.parametrize("words", ["", "  ", "-trains", '""', "?!"])
    def test_is_what_looks_for_nothing(self, client, search, counted, words):
        search(client, words)

        assert counted() == {}

    @pytest.mark.parametrize(
        "words",
        [
            "anna@example.org",
            "anna\uff20example.org",
            "https://example.org/anna",
            "www.example.org",
            "example.org/anna",
            "020 7946 0958",
            "+44 (0)20/7946-0958",
            "12.03.1985",
            "my boss did not pay us in march, and now the whole team wonders what to do about it",
        ],
    )
    def test_is_what_may_tell_who_it_was(self, client, search, counted, words):
        response = search(client, words)

        assert response.status_code == 200
        assert counted() == {}

    def test_is_an_editor_though_a_practitioner_is(
        self, as_editor, as_practitioner, search, counted
    ):
        search(as_editor, "trains")
        assert counted() == {}

        search(as_practitioner, "trains")
        assert counted() == {("trains", 1): 1}

    def test_is_anything_where_the_setting_is_off(self, client, search, counted, settings):
        settings.SEARCH_LOG = False

        search(client, "trains")

        assert counted() == {}


class TestBatch:
    def test_is_added_to_what_is_there(self, counted):
        batch = {
            Searched("trains", level, day, results=0, is_new=True): 2
            for level in (1, 4)
            for day in (before(0), before(1))
        }

        count(batch)
        count(batch)

        assert counted() == {("trains", 1): 8, ("trains", 4): 8}
        assert (SearchedWords.objects.count(), SearchCount.objects.count()) == (2, 4)

    def test_notes_nothing_of_words_that_are_forgotten(self):
        count({Searched("trains", 1, before(0), results=3, is_new=False): 1})

        assert not SearchedWords.objects.exists()

    def test_takes_as_many_queries_for_many(self):
        def queries_for(number):
            batch = {
                Searched(f"words {each}", 1, before(0), results=0, is_new=True): 1
                for each in range(number)
            }
            with CaptureQueriesContext(connection) as queries:
                count(batch)
            return len(queries)

        assert queries_for(1) == queries_for(20)

    def test_puts_words_where_an_editor_put_them_at_another_level(self, searched, topic):
        TopicFactory(name="Trains")
        searched("late trains", level=3, topic=topic, is_placed=True)

        count({Searched("late trains", 1, before(0), results=0, is_new=True): 1})

        row = SearchedWords.objects.get(level__number=1)
        assert (row.topic, row.is_placed) == (topic, True)


@pytest.mark.django_db(transaction=True)
def test_is_counted_right_where_many_processes_write_at_once(counted):
    batch = {Searched("trains", 1, before(0), results=0, is_new=True): 1}

    def write():
        for _each in range(5):
            count(batch)
        connections.close_all()

    threads = [threading.Thread(target=write) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counted() == {("trains", 1): 20}
