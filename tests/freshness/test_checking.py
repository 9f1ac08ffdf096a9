"""“Checked, still right”: by editors and authors, in one click, with an undo, and what it shows."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import PageLogEntry

from plugins.freshness import checking
from plugins.freshness.models import Check, Review
from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db

MINE = "/still-right/"


def due_url(**query: str) -> str:
    return reverse("freshness_due", query=query)


def post_check(client: Client, page: Any, **data: Any) -> Any:
    return client.post(reverse("freshness_check"), {"only": page.pk, **data}, follow=True)


def undo_in(text: str) -> tuple[str, dict[str, str]]:
    """The form that undoes what a message says: where it is sent, and what."""
    form = BeautifulSoup(text, "html.parser").select_one(".messages form")
    return form["action"], {each["name"]: each["value"] for each in form.select("input")}


def is_due(page: Any) -> bool:
    return Review.objects.due().filter(page=page.pk).exists()


def words(response: Any) -> str:
    return " ".join(BeautifulSoup(response.text, "html.parser").text.split())


class TestReaders:
    def test_see_beside_the_date_when_it_was_checked(self, client, as_editor, make_due):
        story = make_due(first_published_at=timezone.now() - timedelta(days=1500))
        before = words(client.get(story.url))

        post_check(as_editor, story)

        today = date_format(timezone.localdate(), "DATE_FORMAT")
        page = client.get(story.url)
        assert "Checked on" not in before
        assert f"Checked on {today}" in words(page)
        assert f'"lastReviewed": "{timezone.localdate().isoformat()}"' in page.text

    def test_no_longer_see_it_once_it_is_taken_back(self, client, as_editor, make_due):
        story = make_due()
        url, data = undo_in(post_check(as_editor, story).text)

        as_editor.post(url, data)

        assert "Checked on" not in client.get(story.url).text
        assert is_due(story)


class TestEditor:
    def test_finds_what_is_due_with_the_longest_overdue_first(self, as_editor, make_due, stories):
        make_due("Due for long")
        StoryPageFactory(parent=stories, title="Brand new")
        make_due("A draft", live=False)

        text = as_editor.get(due_url()).text
        everything = as_editor.get(due_url(when="all")).text

        assert "Due for long" in text
        assert "Ana Lind" in text
        assert "Brand new" not in text
        assert "Brand new" in everything
        assert "A draft" not in everything

    def test_is_told_that_nothing_is_due_only_where_that_is_so(self, as_editor, make_due):
        none_yet = as_editor.get(due_url()).text
        make_due("Due for long")

        page = as_editor.get(due_url(q="zeppelins")).text

        assert "Nothing is past its date" in none_yet
        assert "Nothing is past its date" not in page
        assert "No page is like that" in page
        assert "1 page" in words(as_editor.get(due_url()))

    def test_says_so_with_one_click_and_it_is_written_down(self, as_editor, editor, make_due):
        story = make_due()

        response = post_check(as_editor, story)

        review = Review.objects.get(page=story.pk)
        assert "Readers see that “The long queue” was checked today." in response.text
        assert (review.checked_by, is_due(story)) == (editor, False)
        assert PageLogEntry.objects.filter(action=checking.CHECKED, page=story.pk).exists()

    def test_says_so_of_all_that_are_ticked_and_takes_it_back(self, as_editor, make_due):
        pages = [make_due(f"Story {number}") for number in range(3)]
        boxes = BeautifulSoup(as_editor.get(due_url()).text, "html.parser").select("[name=page]")
        ticked = {"page": [box["value"] for box in boxes[:2]], "next": due_url(when="past")}

        response = as_editor.post(reverse("freshness_check"), ticked, follow=True)
        after = [is_due(page) for page in pages]
        url, data = undo_in(response.text)
        as_editor.post(url, data)

        assert "Readers see that 2 pages were checked today." in response.text
        assert after == [False, False, True]
        assert all(map(is_due, pages))

    def test_is_told_that_nothing_is_ticked(self, as_editor):
        response = as_editor.post(reverse("freshness_check"), {"page": ["x"]}, follow=True)

        assert "Nothing was ticked" in response.text

    def test_takes_back_no_more_than_the_last_check(self, as_editor, editor, make_due):
        story = make_due()
        Check.objects.create(page=story, by=editor, at=timezone.now() - timedelta(days=40))
        url, data = undo_in(post_check(as_editor, story).text)

        as_editor.post(url, data)

        review = Review.objects.get(page=story.pk)
        assert review.checked_on == timezone.localdate() - timedelta(days=40)

    @pytest.mark.parametrize("moment", ["", "yesterday", "2026-01-01", "2020-01-01T00:00:00+00:00"])
    def test_takes_nothing_back_that_is_no_check_of_theirs(self, as_editor, moment):
        response = as_editor.post(reverse("freshness_undo"), {"at": moment}, follow=True)

        assert "can no longer be taken back" in response.text

    def test_does_it_in_the_page_editor(self, as_editor, make_due):
        story = make_due()
        url = reverse("freshness_check_page", args=[story.pk])

        editing = as_editor.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).text
        asked = as_editor.get(url).text
        response = as_editor.post(url, {"next": story.url})

        assert f'data-w-action-url-value="{url}"' in editing
        assert "Checked, still right" in asked
        assert response.url == story.url
        assert not is_due(story)

    def test_does_it_on_the_page_itself_as_long_as_it_is_due(self, as_editor, client, make_due):
        story = make_due()
        url = reverse("freshness:still_right", args=[story.pk])
        asked, visitors = as_editor.get(story.url).text, client.get(story.url).text

        as_editor.post(url)

        assert f'action="{url}"' in asked
        assert url not in visitors
        assert url not in as_editor.get(story.url).text
        assert not is_due(story)

    def test_finds_it_on_the_desk_and_in_the_menu(self, as_editor, make_due):
        make_due()

        text = as_editor.get(reverse("wagtailadmin_home")).text

        assert "Past their review date (1)" in text
        assert due_url() in text
        assert reverse("review_intervals:index") in text

    @pytest.mark.parametrize("file_format", ["csv", "xlsx"])
    def test_takes_it_along_as_a_table(self, as_editor, make_due, file_format, long_ago):
        make_due("=1+1")

        response = as_editor.get(due_url(export=file_format))

        content = b"".join(response.streaming_content)
        if file_format == "csv":
            [_heading, row] = csv.reader(io.StringIO(content.decode()))
            assert row[:6] == ["'=1+1", "Story", "1", "Ana Lind", str(long_ago), ""]
        assert content

    def test_meets_as_many_queries_with_many_pages(self, as_editor, make_due):
        counts = []
        for number in (1, 10):
            for each in range(number):
                make_due(f"{number} {each}")
            as_editor.get(due_url())
            with CaptureQueriesContext(connection) as queries:
                as_editor.get(due_url())
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 30

    def test_of_other_pages_sees_and_checks_none_of_these(self, as_editor, editor, make_due):
        story = make_due()
        editor.groups.get().page_permissions.all().delete()

        listed = as_editor.get(due_url()).text
        post_check(as_editor, story)

        assert story.title not in listed
        assert is_due(story)


class TestAuthor:
    def test_finds_their_own_and_nobody_else_s(self, author, make_due):
        make_due("My own")
        make_due("Somebody else wrote it", owner=MemberFactory())

        text = signed_in(author).get(MINE).text

        assert "My own" in text
        assert "Somebody else" not in text

    def test_says_so_with_one_click_and_takes_it_back(self, author, make_due):
        story, client = make_due(), signed_in(author)

        said = client.post(f"{MINE}{story.pk}/checked/", follow=True)
        is_still_due = is_due(story)
        form = BeautifulSoup(said.text, "html.parser").select_one('form[action$="/undo/"]')
        client.post(form["action"], {"at": form.select_one("[name=at]")["value"]})

        assert "Readers see that “The long queue” was checked today." in said.text
        assert not is_still_due
        assert is_due(story)

    def test_is_told_at_my_writing(self, author, make_due, roles):
        make_due()

        text = signed_in(author).get("/share/mine/").text

        assert f'<a href="{MINE}">One click tells readers that it is.</a>' in text

    def test_takes_along_what_they_have_checked(self, author, make_due):
        story = make_due()
        signed_in(author).post(f"{MINE}{story.pk}/checked/")

        [checked] = checking.personal_data(author)["pages_checked"]

        assert checked["page"] == story.pk

    def test_leaves_their_checks_when_the_account_goes(self, author, make_due):
        story = make_due(owner=None)
        checking.check(type(story).objects.filter(pk=story.pk), author)

        author.delete()

        assert Review.objects.get(page=story.pk).checked_on == timezone.localdate()


#: What each kind of person is answered: they see it, they may not, they are to sign in.
SEEN, DENIED, SIGN_IN, MISSING = "seen", "denied", "sign in", "missing"
ROLES = ["visitor", "member", "practitioner", "editor", "administrator"]


@pytest.fixture
def everybody(roles, editor, practitioner, administrator) -> dict[str, Client]:
    people = {"practitioner": practitioner, "editor": editor, "administrator": administrator}
    clients = {name: signed_in(person) for name, person in people.items()}
    return {"visitor": Client(), "member": signed_in(MemberFactory()), **clients}


def answer_of(response: Any) -> str:
    if response.status_code == 404:
        return MISSING
    if response.status_code == 302:
        if "login" in response.url:
            return SIGN_IN
        is_home = response.url == reverse("wagtailadmin_home")
        denied = is_home and "permission" in str([*response.wsgi_request._messages])
        return DENIED if denied else SEEN
    return SEEN if response.status_code == 200 else DENIED


#: What is posted there is that a page is right.
CHECKING = {"freshness_check", "freshness_check_page", "freshness:still_right"}
ADMIN_ONLY = [SIGN_IN, SIGN_IN, DENIED, SEEN, SEEN]


@pytest.mark.parametrize(
    ("method", "name", "has_page", "answers"),
    [
        ("get", "freshness_due", False, ADMIN_ONLY),
        ("get", "freshness_due_results", False, ADMIN_ONLY),
        ("post", "freshness_check", False, ADMIN_ONLY),
        ("get", "freshness_check_page", True, ADMIN_ONLY),
        ("post", "freshness_check_page", True, ADMIN_ONLY),
        ("get", "review_intervals:index", False, ADMIN_ONLY),
        ("get", "freshness:mine", False, [SIGN_IN, SEEN, SEEN, SEEN, SEEN]),
        # The page is of none of them.
        ("post", "freshness:still_right", True, [SIGN_IN, MISSING, MISSING, SEEN, SEEN]),
        ("post", "freshness:undo", False, [SIGN_IN] + [SEEN] * 4),
    ],
)
def test_each_person_may_do_what_is_theirs(everybody, make_due, method, name, has_page, answers):
    story = make_due()
    url = reverse(name, args=[story.pk] if has_page else [])

    given = {
        role: answer_of(getattr(client, method)(url, {"only": story.pk}))
        for role, client in everybody.items()
    }

    assert given == dict(zip(ROLES, answers, strict=True))
    was_checked = method == "post" and name in CHECKING
    assert is_due(story) == (not was_checked)


def test_practitioners_are_not_led_there(as_practitioner, make_due):
    make_due()

    text = as_practitioner.get(reverse("wagtailadmin_home")).text

    assert due_url() not in text
    assert reverse("freshness_links") not in text
    assert reverse("review_intervals:index") not in text
