"""The list of what is in review, and what of it stands on an editor's desk."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission

from plugins.curating.claims import take
from plugins.stories.models import StoryPage
from tests.curating.submitting import approve, ask_for_changes, began, come_back, submit
from tests.factories import ResourcePageFactory, StoryPageFactory
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=30)
HOME = "wagtailadmin_home"


@pytest.fixture
def url() -> str:
    return reverse("curating:submissions")


def titles(client: Client, url: str, **query: Any) -> list[str]:
    """Return the titles that the list shows, in its order."""
    return [row["Title"] for row in rows(client, url, **query)]


def rows(client: Client, url: str, **query: Any) -> list[dict[str, str]]:
    page = client.get(url, {**query, "export": "csv"})
    text = b"".join(page.streaming_content).decode()
    return [*csv.DictReader(io.StringIO(text))]


class TestList:
    def test_tells_who_shared_what_for_which_level_and_how_long_ago(
        self, as_editor, stories, author, url
    ):
        submit(stories, author, title="The queue", levels=(1, 4))

        page = as_editor.get(url)

        [row] = rows(as_editor, url)
        assert row["Title"] == "The queue"
        assert row["Author"] == "Ana Lind"
        assert row["Levels"] == "1, 4"
        assert row["Working days"] == "0"
        assert "The queue" in page.text
        assert "0 working days" in page.text

    def test_shows_levels_as_they_were_submitted(self, as_editor, stories, author, url, level):
        story = StoryPageFactory(parent=stories, owner=author, levels=(1,))
        story.levels.set([level(4)])
        story.save_revision(user=author)
        story.get_workflow().start(story, author)

        [row] = rows(as_editor, url)

        assert row["Levels"] == "4"

    def test_says_what_is_late(self, as_editor, stories, author, url):
        submit(stories, author, title="Old", at=timezone.now() - LONG_AGO)
        submit(stories, author, title="New")

        assert titles(as_editor, url, show="late") == ["Old"]
        assert titles(as_editor, url) == ["Old", "New"]

    def test_counts_anew_once_it_has_come_back(self, as_editor, stories, author, editor, url):
        review = submit(stories, author, title="The queue", at=timezone.now() - LONG_AGO)
        come_back(review, editor, author)

        [row] = rows(as_editor, url)

        assert row["Where it stands"] == "Came back after changes"
        assert row["Late"] == "False"

    def test_sets_what_changes_are_asked_for_apart(self, as_editor, stories, author, editor, url):
        ask_for_changes(submit(stories, author, title="Asked"), editor)
        come_back(submit(stories, author, title="Back"), editor, author)
        submit(stories, author, title="New")

        assert set(titles(as_editor, url)) == {"Back", "New"}
        assert titles(as_editor, url, show="asked") == ["Asked"]
        assert titles(as_editor, url, show="back") == ["Back"]
        assert titles(as_editor, url, show="new") == ["New"]

    def test_leaves_out_what_is_decided_and_what_was_never_submitted(
        self, as_editor, stories, author, editor, url
    ):
        approve(submit(stories, author, title="Published"), editor)
        StoryPageFactory(parent=stories, owner=author, title="Draft", live=False).save_revision()

        assert titles(as_editor, url) == []
        assert "Nothing waits for an answer." in as_editor.get(url).text

    def test_narrows_to_a_level_a_type_and_who_has_taken_it(
        self, as_editor, stories, resources, author, editor, colleague, url
    ):
        one = submit(stories, author, title="One", levels=(1,))
        four = submit(stories, author, title="Four", levels=(4,))
        guide = ResourcePageFactory(parent=resources, owner=author, title="Guide", live=False)
        guide.save_revision(user=author)
        guide.get_workflow().start(guide, author)
        take(one, editor)
        take(four, colleague)
        stories_type = one.content_type_id

        assert titles(as_editor, url, level="4") == ["Four"]
        assert titles(as_editor, url, level="3") == ["Guide"]
        assert set(titles(as_editor, url, type=stories_type)) == {"One", "Four"}
        assert titles(as_editor, url, taken_by="me") == ["One"]
        assert titles(as_editor, url, taken_by="nobody") == ["Guide"]
        assert titles(as_editor, url, taken_by="others") == ["Four"]

    def test_is_searched_by_title_and_by_author(self, as_editor, stories, author, url):
        submit(stories, author, title="The queue")
        submit(stories, MemberFactory(first_name="Bo Dahl"), title="The stairs")

        assert titles(as_editor, url, q="queue") == ["The queue"]
        assert titles(as_editor, url, q="dahl") == ["The stairs"]

    def test_offers_what_is_late_and_free_before_what_a_colleague_has_taken(
        self, as_editor, stories, author, editor, colleague, url
    ):
        taken = submit(stories, author, title="Taken", at=timezone.now() - timedelta(hours=3))
        own = submit(stories, author, title="Own", at=timezone.now() - timedelta(hours=1))
        submit(stories, author, title="Free", at=timezone.now() - timedelta(hours=2))
        late = submit(stories, author, title="Late", at=timezone.now() - LONG_AGO)
        take(taken, colleague)
        take(late, colleague)
        take(own, editor)

        assert titles(as_editor, url) == ["Late", "Free", "Own", "Taken"]

    def test_keeps_to_the_promise_that_the_community_makes(
        self, as_editor, stories, author, url, settings_of_community
    ):
        # A whole week holds five working days, whatever day it is.
        submit(stories, author, title="Last week", at=timezone.now() - timedelta(days=7))

        assert titles(as_editor, url, show="late") == []
        settings_of_community(review_days=4)
        assert titles(as_editor, url, show="late") == ["Last week"]

    def test_runs_no_formula_that_somebody_called_a_story(self, as_editor, stories, author, url):
        submit(stories, author, title="=HYPERLINK(1)")

        assert titles(as_editor, url) == ["'=HYPERLINK(1)"]

    def test_asks_as_little_of_the_database_for_many_as_for_one(
        self, as_editor, stories, author, url
    ):
        submit(stories, author)
        as_editor.get(url)
        with CaptureQueriesContext(connection) as for_one:
            as_editor.get(url)
        for _time in range(4):
            submit(stories, MemberFactory())

        with CaptureQueriesContext(connection) as for_many:
            as_editor.get(url)

        assert len(for_many) == len(for_one) <= 30


@pytest.fixture
def settings_of_community():
    from cop_site.models import CommunitySettings

    def change(**kwargs: Any) -> None:
        community = CommunitySettings.load()
        vars(community).update(kwargs)
        community.save()

    return change


class TestDesk:
    def test_shows_what_is_new_and_what_came_back(self, as_editor, stories, author, editor):
        submit(stories, author, title="The queue")
        come_back(submit(stories, author, title="The stairs"), editor, author)

        text = as_editor.get(reverse(HOME)).text

        assert "Submissions (1)" in text
        assert "Came back after changes (1)" in text
        assert "The queue" in text
        assert "The stairs" in text

    def test_tells_who_wrote_it_and_who_has_taken_it(self, as_editor, stories, author, colleague):
        take(submit(stories, author, levels=(1, 4)), colleague)

        text = as_editor.get(reverse(HOME)).text

        assert "Ana Lind · Story · levels 1, 4 · taken by Emil Holm" in text

    def test_counts_what_is_late(self, as_editor, stories, author):
        for _time in range(2):
            submit(stories, author, at=timezone.now() - LONG_AGO)
        submit(stories, author)

        text = as_editor.get(reverse(HOME)).text

        assert "2 have waited longer than was promised." in text

    def test_asks_as_little_of_the_database_for_many_as_for_one(self, as_editor, stories, author):
        submit(stories, author)
        as_editor.get(reverse(HOME))
        with CaptureQueriesContext(connection) as for_one:
            as_editor.get(reverse(HOME))
        for _time in range(4):
            submit(stories, MemberFactory())

        with CaptureQueriesContext(connection) as for_many:
            as_editor.get(reverse(HOME))

        assert len(for_many) == len(for_one)

    def test_says_so_where_nothing_waits(self, as_editor):
        assert "All of them are answered." in as_editor.get(reverse(HOME)).text

    def test_leaves_to_wagtail_what_it_shows_to_those_who_publish_nothing(
        self, as_practitioner, stories, author
    ):
        submit(stories, author, title="The queue")

        text = as_practitioner.get(reverse(HOME)).text

        assert "The queue" not in text
        assert reverse("curating:submissions") not in text


class TestWhoMay:
    def test_an_editor_of_one_section_sees_what_they_decide_on_and_no_more(
        self, stories, author, editor, roles
    ):
        ask_for_changes(submit(stories, author, title="Asked in another section"), editor)
        submit(stories, author, title="Waits in another section")
        section = StoryPage.objects.get(title="Asked in another section")
        group = Group.objects.create(name="Editors of one page")
        for permission in GroupPagePermission.objects.filter(group__name="Editors"):
            group.page_permissions.create(page=section, permission=permission.permission)
        group.permissions.set(Group.objects.get(name="Editors").permissions.all())
        of_one = signed_in(MemberFactory(groups=[group.name]))

        text = of_one.get(reverse("curating:submissions")).text
        asked = of_one.get(reverse("curating:submissions"), {"show": "asked"}).text

        assert "Waits in another section" not in text
        assert "Asked in another section" in asked


def test_is_not_late_on_the_last_of_the_promised_days(as_editor, stories, author, url, monkeypatch):
    # Submitted on a Thursday; five working days after it, it is Thursday again.
    review = submit(stories, author, title="Thursday's")
    began(review, datetime(2026, 5, 7, 16, tzinfo=UTC))

    def late_on(day: int) -> list[str]:
        now = datetime(2026, 5, day, 23, tzinfo=UTC)
        monkeypatch.setattr("plugins.curating.promise.timezone.now", lambda: now)
        return titles(as_editor, url, show="late")

    assert late_on(14) == []
    assert late_on(15) == ["Thursday's"]
