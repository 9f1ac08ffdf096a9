"""How editors take submissions, so that no two of them do the same work."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from plugins.curating.claims import take
from plugins.curating.models import Claim, ClaimQuerySet
from tests.curating.submitting import approve, ask_for_changes, submit
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db

LIST = "curating:submissions"


@pytest.fixture
def review(stories: Any, author: Any) -> Any:
    return submit(stories, author, title="The queue")


def claim(client: Client, review: Any, **data: Any) -> Any:
    return client.post(reverse("curating:claim", args=[review.pk]), data, follow=True)


def release(client: Client, review: Any, **data: Any) -> Any:
    return client.post(reverse("curating:release", args=[review.pk]), data, follow=True)


def logged(review: Any) -> list[str]:
    entries = PageLogEntry.objects.filter(page=review.object_id, action__startswith="curating.")
    return [entry.message for entry in entries.order_by("pk")]


def test_one_click_takes_it_and_one_gives_it_back(as_editor, editor, review):
    assert "Take it" in as_editor.get(reverse(LIST)).text

    taken = claim(as_editor, review)

    assert Claim.objects.get().user == editor
    assert "You have taken “The queue”." in taken.text
    assert "Release" in taken.text

    given_back = release(as_editor, review)

    assert not Claim.objects.exists()
    assert "“The queue” is free for others to take." in given_back.text
    assert logged(review) == ["Taken for review", "Given back, to be taken"]


def test_leads_back_to_where_one_was(as_editor, review):
    back = f"{reverse(LIST)}?taken_by=nobody"

    page = as_editor.post(reverse("curating:claim", args=[review.pk]), {"next": back})

    assert page.headers["Location"] == back


def test_leads_to_no_other_site(as_editor, review):
    there = "https://elsewhere.example/"

    page = as_editor.post(reverse("curating:claim", args=[review.pk]), {"next": there})

    assert page.headers["Location"] == reverse(LIST)


def test_who_is_second_is_told_and_asked(as_editor, as_colleague, editor, colleague, review):
    claim(as_editor, review)

    asked = claim(as_colleague, review)

    assert "Edith Berg has taken “The queue”" in asked.text
    assert Claim.objects.get().user == editor

    taken = claim(as_colleague, review, instead_of=editor.pk)

    assert "You have taken “The queue”." in taken.text
    assert Claim.objects.get().user == colleague
    assert logged(review)[-1] == "Taken over for review from Edith Berg"


def test_who_was_asked_about_one_colleague_takes_it_from_no_other(
    as_editor, colleague, review, roles
):
    third = MemberFactory(first_name="Tom Vik", groups=["Editors"])
    take(review, third)

    asked = claim(as_editor, review, instead_of=colleague.pk)

    assert "Tom Vik has taken “The queue”" in asked.text
    assert Claim.objects.get().user == third


def test_two_at_the_same_moment_leave_one_claim(as_editor, colleague, review, monkeypatch):
    take(review, colleague)
    looked_up = ClaimQuerySet.get
    early = iter([Claim.DoesNotExist])

    def get(self: ClaimQuerySet, *args: Any, **kwargs: Any) -> Claim:
        # The first look was a moment before the colleague's click.
        for error in early:
            raise error
        return looked_up(self, *args, **kwargs)

    monkeypatch.setattr(ClaimQuerySet, "get", get)

    asked = claim(as_editor, review)

    assert "Emil Holm has taken “The queue”" in asked.text
    assert Claim.objects.get().user == colleague
    assert [*early] == []


def test_nobody_gives_back_what_a_colleague_has_taken(as_editor, colleague, review):
    take(review, colleague)

    page = release(as_editor, review)

    assert "You had not taken “The queue”." in page.text
    assert Claim.objects.get().user == colleague


def test_taking_twice_is_taking_once(as_editor, review):
    claim(as_editor, review)
    claim(as_editor, review)

    assert logged(review) == ["Taken for review"]


def test_ends_when_it_is_approved(editor, review):
    take(review, editor)

    approve(review, editor)

    assert not Claim.objects.exists()


def test_ends_when_it_is_taken_back(editor, author, review):
    take(review, editor)

    review.cancel(author)

    assert not Claim.objects.exists()


def test_stays_while_changes_are_asked_for_and_when_it_comes_back(editor, author, review):
    take(review, editor)

    ask_for_changes(review, editor)
    assert Claim.objects.get().user == editor

    review.resume(author)
    assert Claim.objects.get().user == editor


def test_says_so_where_it_was_decided_meanwhile(as_editor, colleague, review):
    approve(review, colleague)

    page = claim(as_editor, review)

    assert "It is no longer in review" in page.text
    assert not Claim.objects.exists()


class TestWhoMay:
    """Each of the URLs as everybody, by GET and by POST."""

    NAMES = ("submissions", "submissions_results", "claim", "release")

    def urls(self, review: Any) -> list[str]:
        return [
            reverse(f"curating:{name}", args=[review.pk] if name in {"claim", "release"} else [])
            for name in self.NAMES
        ]

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_visitors_and_members_are_asked_to_sign_in(self, client, review, method):
        for visitor in (client, signed_in(MemberFactory())):
            for url in self.urls(review):
                page = getattr(visitor, method)(url)

                assert page.status_code == 302, url
                assert "login" in page.headers["Location"]

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_practitioners_are_refused(self, as_practitioner, author, review, method):
        for somebody in (as_practitioner, signed_in(author)):
            for url in self.urls(review):
                page = getattr(somebody, method)(url, follow=True)

                assert "you do not have permission" in page.text, url
        assert not Claim.objects.exists()

    def test_administrators_may_as_well(self, as_administrator, administrator, review):
        page = claim(as_administrator, review)

        assert "The queue" in page.text
        assert Claim.objects.get().user == administrator
        assert "free for others" in release(as_administrator, review).text

    def test_the_menu_leads_editors_there_and_nobody_else(self, as_editor, as_practitioner):
        home = reverse("wagtailadmin_home")

        assert reverse(LIST) in as_editor.get(home).text
        assert reverse(LIST) not in as_practitioner.get(home).text
