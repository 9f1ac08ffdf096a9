"""How often a page is read, at which level: counted in batches, and nobody is known by it."""

import os
import subprocess
import sys
import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from django.conf import settings as site
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction, ReferenceIndex

from plugins import tallies
from plugins.feedback import views
from plugins.feedback.models import ReadCount
from plugins.feedback.reading import Read, count
from plugins.levels.edition import Edition
from plugins.levels.models import MemberLevel
from plugins.limits import Limit
from plugins.tallies import Tally
from tests.factories import StoryPageFactory

LONG = 10  # seconds that a test waits for a thread before it fails


@pytest.fixture
def read():
    """Say that a page was read, as its script does."""

    def post(client, page, **kwargs):
        return client.post(reverse("feedback:read", args=[page.pk]), **kwargs)

    return post


@pytest.fixture
def found():
    """What is counted, by title and level, whatever the day."""

    def counts():
        totals = Counter()
        for row in ReadCount.objects.select_related("page", "level"):
            totals[row.page.title, row.level.number] += row.count
        return dict(totals)

    return counts


@pytest.fixture
def unwritten(monkeypatch, settings):
    """What is counted and waits to be written, since nothing writes it."""
    settings.TALLY_SECONDS = 3600
    waiting = Counter()
    tally = Tally("reads", waiting.update)
    monkeypatch.setattr(views, "tally", tally)
    yield waiting
    tally.finish()


@pytest.mark.django_db
class TestRead:
    def test_is_counted_for_the_page_the_level_and_the_day(self, at_level, story, read):
        read(at_level(4), story)

        row = ReadCount.objects.get()
        assert (row.page_id, row.level.number, row.count) == (story.pk, 4, 1)
        assert row.day == timezone.localdate()

    def test_is_added_to_what_was_counted(self, client, at_level, stories, story, read, found):
        other = StoryPageFactory(parent=stories, title="Another")
        for reader, page in [(client, story), (client, other), (at_level(3), story)] * 2:
            read(reader, page)

        assert found() == {("The long queue", 1): 2, ("The long queue", 3): 2, ("Another", 1): 2}
        assert ReadCount.objects.count() == 3

    def test_is_asked_for_by_the_page(self, client, story):
        assert (
            f'data-read="{reverse("feedback:read", args=[story.pk])}"' in client.get(story.url).text
        )

    def test_counts_at_the_level_of_the_topic_where_the_reader_set_one(
        self, client, stories, topic, read, found
    ):
        story = StoryPageFactory(parent=stories, title="In the topic", topics=[topic])
        client.cookies["level"] = "2"
        client.cookies["topic_levels"] = f"{topic.pk}:4"

        read(client, story)

        assert found() == {("In the topic", 4): 1}

    def test_counts_a_member_at_the_level_that_they_keep(self, client, story, member, read, found):
        MemberLevel.keep(member, 3)
        client.force_login(member)

        read(client, story)

        assert found() == {("The long queue", 3): 1}

    def test_answers_with_nothing_and_sets_no_cookie(self, story, read, found):
        client = Client(enforce_csrf_checks=True)

        response = read(client, story)

        assert (response.status_code, response.content) == (204, b"")
        assert not response.cookies
        assert "private" in response.headers["Cache-Control"]
        assert found() == {("The long queue", 1): 1}

    def test_costs_no_query_before_it_is_written(self, client, story, read, unwritten):
        with CaptureQueriesContext(connection) as queries:
            read(client, story)

        assert len(queries) == 0

    def test_stores_nothing_about_the_reader(self, client, story, member, read):
        client.force_login(member)

        read(client, story, REMOTE_ADDR="192.0.2.17")

        assert ReadCount.objects.count() == 1
        columns = {field.name for field in ReadCount._meta.get_fields()}
        assert columns == {"id", "page", "level", "day", "count"}

    def test_is_no_use_of_the_page(self):
        assert not ReferenceIndex.model_is_indexable(ReadCount)

    def test_is_asked_for_by_post_only(self, client, story):
        assert client.get(reverse("feedback:read", args=[story.pk])).status_code == 405

    @pytest.mark.parametrize(
        "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
    )
    def test_from_another_site_is_refused(self, client, story, read, found, headers):
        response = read(client, story, headers=headers)

        assert response.status_code == 403
        assert found() == {}


@pytest.mark.django_db
class TestNotCounted:
    """The answer is that to a read which counts: it tells nothing of what is there."""

    @pytest.mark.parametrize("pk", [10**9, 10**30])
    def test_is_what_is_not_there(self, client, story, read, found, pk):
        story.pk = pk

        assert read(client, story).status_code == 204
        assert found() == {}

    @pytest.mark.parametrize(
        "hidden", [{"live": False}, {"expire_at": timezone.now() - timedelta(hours=1)}]
    )
    def test_are_pages_that_nobody_may_read(self, at_level, stories, topic, read, found, hidden):
        page = StoryPageFactory(parent=stories, **hidden)
        client = at_level(1)

        assert read(client, page).status_code == 204
        client.cookies["topic_levels"] = f"{topic.pk}:4"
        assert read(client, page).status_code == 204
        assert found() == {}

    def test_are_private_ones_for_others(self, client, story, member, read, found):
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)

        assert read(client, story).status_code == 204
        assert found() == {}
        client.force_login(member)
        assert read(client, story).status_code == 204
        assert found() == {("The long queue", 1): 1}

    def test_are_pages_without_a_level(self, client, stories, read, found):
        assert read(client, stories).status_code == 204
        assert found() == {}

    def test_are_those_that_their_author_looks_at(self, client, story, member, read, found):
        story.owner = member
        story.save()
        client.force_login(member)

        assert read(client, story).status_code == 204
        assert found() == {}

    def test_are_those_that_an_editor_looks_at(self, as_editor, story, read, found):
        assert read(as_editor, story).status_code == 204
        assert found() == {}

    def test_is_what_a_browser_fetches_in_advance(self, client, story, read, found):
        read(client, story, headers={"Sec-Purpose": "prefetch;prerender"})

        assert found() == {}

    def test_is_a_preview(self, story):
        preview = story.make_preview_request(preview_mode=story.default_preview_mode)

        assert "data-read" not in preview.rendered_content

    def test_is_more_than_the_limit_from_one_place(self, client, story, read, found, monkeypatch):
        monkeypatch.setattr(views, "READS", Limit("feedback.reads", amount=2, seconds=3600))
        answers = [read(client, story).status_code for _ in range(3)]

        assert answers == [204, 204, 204]
        assert found() == {("The long queue", 1): 2}
        read(client, story, REMOTE_ADDR="192.0.2.17")
        assert found() == {("The long queue", 1): 3}


@pytest.mark.django_db
class TestBatch:
    def test_holds_reads_of_days_and_levels(self, story, found):
        days = [date(2026, 5, 4), date(2026, 5, 5)]
        batch = {Read(story.pk, level, day, False): 3 for level in (1, 4) for day in days}

        count(batch)
        count(batch)

        assert found() == {("The long queue", 1): 12, ("The long queue", 4): 12}
        assert ReadCount.objects.count() == 4

    def test_leaves_out_a_page_that_has_gone_meanwhile(self, stories, story, found):
        gone = StoryPageFactory(parent=stories)
        batch = {Read(pk, 1, date(2026, 5, 4), True): 2 for pk in (gone.pk, story.pk)}
        gone.delete()

        count(batch)

        assert found() == {("The long queue", 1): 2}

    def test_takes_as_many_queries_for_many_reads(self, stories):
        keys = [StoryPageFactory(parent=stories, levels=(1, 4)).pk for _ in range(6)]

        def queries_for(pages):
            batch = {Read(pk, 1, date(2026, 5, 4), False): 1 for pk in pages}
            with CaptureQueriesContext(connection) as queries:
                count(batch)
            return len(queries)

        assert queries_for(keys) == queries_for(keys[:1])

    def test_may_hold_nothing_that_counts(self, found):
        count({Read(10**9, 1, date(2026, 5, 4), False): 2})

        assert found() == {}


def a_read(page=1):
    return Read(page, 1, date(2026, 5, 4), is_checked=False)


class Database:
    """Takes batches, but for those that come while it is `gone`."""

    def __init__(self):
        self.gone = False
        self.taken = Counter()
        self.batches = []
        self.has_failed = threading.Event()
        self.has_taken = threading.Event()

    def take(self, batch):
        if self.gone:
            self.has_failed.set()
            raise OperationalError("database is locked")
        self.taken.update(batch)
        self.batches.append(len(batch))
        self.has_taken.set()


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def tally(database, settings):
    settings.TALLY_SECONDS = 3600
    tally = Tally("reads", database.take)
    yield tally
    database.gone = False
    tally.finish()


class TestTally:
    def test_writes_what_was_counted_together(self, tally, database):
        for page in (1, 2, 1):
            tally.add(a_read(page))
        assert database.batches == []

        assert tally.write()

        assert database.taken == {a_read(1): 2, a_read(2): 1}
        assert database.batches == [2]

    def test_keeps_what_the_database_does_not_take(self, tally, database, caplog):
        tally.add(a_read())
        database.gone = True

        assert not tally.write()

        assert "wait for the database: database is locked" in caplog.text
        database.gone = False
        tally.add(a_read())
        assert tally.write()
        assert database.taken == {a_read(): 2}

    def test_keeps_no_more_than_so_many_different_reads(self, tally, database, monkeypatch):
        monkeypatch.setattr(tallies, "MAX_KEPT", 2)
        for page in (1, 2, 3, 2):
            tally.add(a_read(page))

        tally.write()

        assert database.taken == {a_read(1): 1, a_read(2): 2}

    def test_writes_no_more_than_so_many_at_once(self, tally, database, monkeypatch):
        monkeypatch.setattr(tallies, "MAX_WRITTEN_AT_ONCE", 2)
        for page in range(5):
            tally.add(a_read(page))

        tally.write()

        assert database.batches == [2, 2, 1]

    def test_writes_each_read_at_once_where_the_site_says_so(self, tally, database, settings):
        settings.TALLY_SECONDS = 0

        tally.add(a_read())

        assert database.taken == {a_read(): 1}

    def test_is_written_by_a_thread_after_a_while(self, tally, database, settings):
        settings.TALLY_SECONDS = 0.01

        tally.add(a_read())

        assert database.has_taken.wait(LONG)
        assert database.taken == {a_read(): 1}

    def test_is_written_again_after_a_failure(self, tally, database, settings):
        settings.TALLY_SECONDS = 0.01
        database.gone = True

        tally.add(a_read())

        assert database.has_failed.wait(LONG)
        database.gone = False
        assert database.has_taken.wait(LONG)
        assert database.taken == {a_read(): 1}

    def test_needs_no_thread_where_nothing_is_read(self, tally, database, settings):
        settings.TALLY_SECONDS = 0.01
        for _ in range(2):
            tally.add(a_read())
            assert database.has_taken.wait(LONG)
            database.has_taken.clear()

            for thread in threading.enumerate():
                if thread.name == "reads":
                    thread.join(LONG)

            assert not any(thread.name == "reads" for thread in threading.enumerate())
        assert database.taken == {a_read(): 2}

    def test_is_written_when_the_process_ends(self, tally, database):
        tally.add(a_read())

        tally.finish()

        assert database.taken == {a_read(): 1}


# What happens to the tally: somebody reads one of three pages, or a batch is or cannot be written.
HAPPENS = st.lists(st.sampled_from([1, 2, 3, "written", "failed"]), max_size=20)


@given(happens=HAPPENS)
def test_each_read_is_written_once_whatever_fails(happens):
    database = Database()
    tally = Tally("reads", database.take)
    # Not by a thread: the test says when.
    tally._have_it_written = lambda: None

    for step in [*happens, "written"]:
        database.gone = step == "failed"
        if isinstance(step, int):
            tally._count(a_read(step), 1)
        else:
            tally.write()

    assert database.taken == Counter(a_read(step) for step in happens if isinstance(step, int))


FORKING = """
import os
from django.conf import settings
settings.configure(TALLY_SECONDS=3600)
from plugins.tallies import Tally

parent = os.getpid()
def write(batch):
    print("parent" if os.getpid() == parent else "child", sorted(batch))
tally = Tally("numbers", write)
tally.add(1)
if os.fork():
    os.wait()
else:
    tally.add(2)
"""


def test_processes_write_at_their_end_what_they_counted_themselves():
    run = subprocess.run(  # noqa: S603 our own interpreter, and a script from this file
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORKING],
        env={**os.environ, "PYTHONPATH": str(site.BASE_DIR)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.splitlines() == ["child [2]", "parent [1]"]


@pytest.mark.django_db(transaction=True)
class TestWithOthers:
    def test_batches_at_once_are_all_counted(self, stories, found):
        story = StoryPageFactory(parent=stories, title="The long queue")
        together = threading.Barrier(4)

        def write():
            together.wait()
            count({Read(story.pk, 1, date(2026, 5, 4), False): 5})
            connection.close()

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert found() == {("The long queue", 1): 20}
        assert ReadCount.objects.count() == 1

    def test_is_written_by_a_thread_of_its_own(
        self, stories, client, read, found, settings, monkeypatch
    ):
        settings.TALLY_SECONDS = 3600
        tally = Tally("reads", count)
        monkeypatch.setattr(views, "tally", tally)
        story = StoryPageFactory(parent=stories, title="The long queue")
        read(client, story)
        assert found() == {}

        tally.finish()

        assert found() == {("The long queue", 1): 1}

    def test_kept_pages_are_not_made_anew_for_a_read(self, client, stories, read, found):
        story = StoryPageFactory(parent=stories, title="The long queue")
        before = Edition.objects.get()

        read(client, story)

        assert found() == {("The long queue", 1): 1}
        assert Edition.objects.get().mark == before.mark
