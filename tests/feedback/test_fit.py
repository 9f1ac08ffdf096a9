"""Did this fit you? One tap, no account, and nothing that tells who it was."""

import re
import threading
from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from plugins.feedback import views
from plugins.feedback.models import FitCount
from plugins.feedback.votes import COOKIE, MAX_VOTES, SALT, votes_in
from plugins.levels.edition import Edition
from plugins.limits import Limit
from plugins.pages import ContentPage
from tests.factories import StoryPageFactory

pytestmark = pytest.mark.django_db

PRESSED = re.compile(r'value="(\w+)" aria-pressed="true"')


def pressed(client, page):
    return PRESSED.findall(client.get(page.url).text)


def signed(value):
    response = HttpResponse()
    response.set_signed_cookie(COOKIE, value, salt=SALT)
    return response.cookies[COOKIE].value


class TestQuestion:
    def test_is_asked_below_the_text_with_three_answers(self, client, story):
        below = client.get(story.url).text.split("</article>")[1]

        assert "Did this fit you?" in below
        assert all(label in below for label in ("Too early", "Just right", "Too deep"))
        assert pressed(client, story) == []

    @pytest.mark.parametrize(("number", "name"), [(1, "Eye opener"), (3, "Preparation")])
    def test_says_at_which_level_the_answer_counts(self, at_level, story, number, name):
        below = at_level(number).get(story.url).text.split("</article>")[1]

        assert f"You read at level {number}, {name}, and there your answer counts." in below

    def test_costs_no_query(self, client, story, monkeypatch):
        client.get(story.url)
        with CaptureQueriesContext(connection) as asked:
            client.get(story.url)
        monkeypatch.setattr(ContentPage, "below_content", lambda *args: [])
        with CaptureQueriesContext(connection) as not_asked:
            client.get(story.url)

        assert len(asked) == len(not_asked)

    def test_sets_no_cookie(self, client, story):
        assert not client.get(story.url).cookies

    def test_is_not_asked_in_a_preview(self, story):
        story.save_revision()

        preview = story.make_preview_request(preview_mode=story.default_preview_mode)

        assert story.title in preview.rendered_content
        assert "Did this fit you?" not in preview.rendered_content


class TestAnswer:
    def test_is_counted_for_the_page_the_level_and_the_day(self, at_level, story, tap):
        response = tap(at_level(4), story, "right")

        row = FitCount.objects.get()
        assert response.url == f"{story.url}#fit"
        assert (row.page_id, row.level.number, row.verdict, row.count) == (story.pk, 4, "right", 1)
        assert row.day == date.today()

    def test_is_shown_as_chosen_and_thanked_for(self, client, story, tap):
        tap(client, story, "deep")

        assert pressed(client, story) == ["deep"]
        assert "Thank you, that is counted." in client.get(story.url).text

    def test_is_changed_by_another(self, client, story, tap, counted):
        tap(client, story, "deep")

        tap(client, story, "right")

        assert counted() == {("The long queue", 1, "right"): 1}
        assert pressed(client, story) == ["right"]

    def test_is_taken_back_by_the_same_again(self, client, story, tap, counted):
        tap(client, story, "deep")

        response = tap(client, story, "deep")

        assert counted() == {}
        assert pressed(client, story) == []
        assert response.cookies[COOKIE]["max-age"] == 0

    def test_is_taken_back_from_the_day_on_which_it_was_counted(self, client, story, tap, counted):
        tap(client, story, "deep")
        FitCount.objects.update(day=date(2026, 1, 2))
        client.cookies[COOKIE] = signed(f"{story.pk}-1-deep-{date(2026, 1, 2).toordinal()}")

        tap(client, story, "right")

        assert counted() == {("The long queue", 1, "right"): 1}
        assert FitCount.objects.get(count=1).day == date.today()

    def test_is_another_at_each_level(self, client, story, tap, counted):
        client.cookies["level"] = "1"
        tap(client, story, "right")
        client.cookies["level"] = "3"

        assert pressed(client, story) == []
        tap(client, story, "early")

        assert counted() == {("The long queue", 1, "right"): 1, ("The long queue", 3, "early"): 1}
        client.cookies["level"] = "1"
        assert pressed(client, story) == ["right"]

    def test_counts_at_the_level_of_the_topic_where_the_reader_set_one(
        self, client, stories, topic, tap, counted
    ):
        story = StoryPageFactory(parent=stories, title="In the topic", topics=[topic])
        client.cookies["level"] = "2"
        client.cookies["topic_levels"] = f"{topic.pk}:4"

        tap(client, story, "right")

        assert counted() == {("In the topic", 4, "right"): 1}

    def test_stores_nothing_about_the_reader(self, client, story, tap):
        tap(client, story, "right", REMOTE_ADDR="192.0.2.17")

        columns = {field.name for field in FitCount._meta.get_fields()}
        assert columns == {"id", "page", "level", "verdict", "day", "count"}

    def test_of_another_kind_is_refused(self, client, story, tap, counted):
        assert tap(client, story, "excellent").status_code == 400
        assert counted() == {}

    def test_is_asked_for_by_post_only(self, client, story):
        assert client.get(reverse("feedback:fit", args=[story.pk])).status_code == 405

    @pytest.mark.parametrize(
        "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
    )
    def test_from_another_site_is_refused(self, client, story, tap, counted, headers):
        response = tap(client, story, "right", headers=headers)

        assert response.status_code == 403
        assert counted() == {}

    def test_needs_no_token_and_sets_none(self, story, tap, counted):
        client = Client(enforce_csrf_checks=True)

        response = tap(client, story, "right")

        assert response.status_code == 302
        assert set(response.cookies) == {COOKIE}
        assert counted() == {("The long queue", 1, "right"): 1}

    def test_is_kept_from_shared_caches(self, client, story, tap):
        assert "private" in tap(client, story, "right").headers["Cache-Control"]


class TestPagesThatTakeNoAnswer:
    def test_are_missing_ones(self, client, home, tap):
        home.pk = 10**30

        assert tap(client, home, "right").status_code == 404

    def test_are_drafts(self, client, stories, tap, counted):
        draft = StoryPageFactory(parent=stories, live=False)

        assert tap(client, draft, "right").status_code == 404
        assert counted() == {}

    def test_are_private_ones_for_others(self, client, story, tap, member, counted):
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)

        assert tap(client, story, "right").status_code == 404
        client.force_login(member)
        assert tap(client, story, "right").status_code == 302

    def test_are_those_whose_password_nobody_has_given(self, client, story, tap, settings):
        settings.WAGTAIL_PRIVATE_PAGE_OPTIONS = {}
        PageViewRestriction.objects.create(
            page=story, restriction_type=PageViewRestriction.PASSWORD, password="open"
        )

        assert tap(client, story, "right").status_code == 404

    def test_are_pages_without_a_level(self, client, stories, tap):
        assert tap(client, stories, "right").status_code == 404


class TestCookie:
    def test_is_for_the_server_only(self, client, story, tap):
        cookie = tap(client, story, "right").cookies[COOKIE]

        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"

    @pytest.mark.parametrize("forged", ["{pk}-1-right-739945", "", "x", "{pk}-1-right-739945:1:x"])
    def test_that_is_forged_takes_nothing_back(self, client, story, tap, counted, forged):
        tap(Client(), story, "right")
        client.cookies[COOKIE] = forged.format(pk=story.pk)

        assert pressed(client, story) == []
        tap(client, story, "right")

        assert counted() == {("The long queue", 1, "right"): 2}

    @pytest.mark.parametrize(
        "text", ["", "1", "1-9-right-739945", "1-1-right-0", "a-1-right-1" * 9]
    )
    def test_that_does_not_read_is_taken_for_none(self, client, story, text):
        client.cookies[COOKIE] = signed(text)

        assert client.get(story.url).status_code == 200
        assert pressed(client, story) == []

    def test_never_takes_back_what_is_not_counted(self, client, story, tap, counted):
        client.cookies[COOKIE] = signed(f"{story.pk}-1-right-{date.today().toordinal()}")

        tap(client, story, "right")

        assert counted() == {}
        assert not FitCount.objects.filter(count__lt=0).exists()

    def test_forgets_the_oldest_when_it_is_full(self, client, story, tap):
        others = [f"{10**6 + number}-1-right-739945" for number in range(MAX_VOTES)]
        client.cookies[COOKIE] = signed(".".join(others))

        tap(client, story, "right")

        keys = [page for page, _level in votes_in(client.get(story.url).wsgi_request)]
        assert keys == [*range(10**6 + 1, 10**6 + MAX_VOTES), story.pk]

    def test_stays_small(self, client, story, tap):
        others = [f"{10**11 + number}-1-right-739945" for number in range(MAX_VOTES)]
        client.cookies[COOKIE] = signed(".".join(others))

        cookies = tap(client, story, "right").cookies

        assert len(cookies.output()) < 4096


class TestLimit:
    @pytest.fixture(autouse=True)
    def two_an_hour(self, monkeypatch):
        monkeypatch.setattr(views, "VERDICTS", Limit("verdicts", amount=2, seconds=3600))

    def test_answers_who_taps_on_and_on(self, client, story, tap, counted):
        tap(client, story, "right")
        tap(client, story, "deep")

        response = tap(client, story, "early")

        assert response.status_code == 429
        assert response.headers["Retry-After"] == "3600"
        assert "<h1" in response.text
        assert counted() == {("The long queue", 1, "deep"): 1}


@pytest.fixture
def unlimited(monkeypatch):
    monkeypatch.setattr(views, "VERDICTS", Limit("verdicts", amount=10**9, seconds=3600))


# Which of three browsers says what of which of two pages, reading at which level.
TAPS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 1),
        st.sampled_from(["1", "2"]),
        st.sampled_from(FitCount.Verdict.values),
    ),
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(taps=TAPS)
def test_as_many_are_counted_as_browsers_have_a_verdict(stories, unlimited, tap, counted, taps):
    FitCount.objects.all().delete()
    pages = [StoryPageFactory(parent=stories, title=f"Story {number}") for number in range(2)]
    browsers = [Client() for _ in range(3)]
    said: dict[tuple[int, str, str], str] = {}
    for browser, page, level, verdict in taps:
        browsers[browser].cookies["level"] = level
        tap(browsers[browser], pages[page], verdict)
        key = (browser, pages[page].title, level)
        if said.pop(key, None) != verdict:
            said[key] = verdict

    expected: dict[tuple[str, int, str], int] = {}
    for (_browser, title, level), verdict in said.items():
        row = (title, int(level), verdict)
        expected[row] = expected.get(row, 0) + 1
    assert counted() == expected
    for page in pages:
        page.delete()


@pytest.mark.django_db(transaction=True)
class TestKeptPages:
    def test_show_each_reader_their_own_answer(self, stories, tap):
        story = StoryPageFactory(parent=stories)
        reader, other = Client(), Client()
        assert pressed(other, story) == []

        tap(reader, story, "deep")

        assert pressed(reader, story) == ["deep"]
        assert pressed(other, story) == []
        tap(reader, story, "right")
        assert pressed(reader, story) == ["right"]

    def test_are_not_made_anew_for_an_answer(self, stories, tap):
        story = StoryPageFactory(parent=stories)
        before = Edition.objects.get()

        tap(Client(), story, "deep")

        assert Edition.objects.get().mark == before.mark


@pytest.mark.django_db(transaction=True)
def test_first_answers_at_once_are_all_counted(stories, tap, counted):
    story = StoryPageFactory(parent=stories, title="The long queue")
    together = threading.Barrier(4)

    def answer():
        together.wait()
        tap(Client(), story, "right")
        connection.close()

    threads = [threading.Thread(target=answer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counted() == {("The long queue", 1, "right"): 4}
