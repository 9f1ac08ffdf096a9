"""A hidden page and a missing one answer alike, whoever asks, and those whom it is for get in."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from plugins.levels.reader import Reader
from plugins.levels.visibility import all_pages, pages_visible_to, published
from tests.factories import StoryPageFactory, UserFactory
from tests.members.people import PASSWORD, MemberFactory, signed_in

pytestmark = pytest.mark.django_db

SLUG, MISSING = "merger-plans", "nowhere-here"  # of one length, so that headers can be compared
# Differ from answer to answer: the digest of a body that names its path, and a form's token.
OWN_TO_AN_ANSWER = re.compile(r'(?<=\'"|=")(?:[0-9a-f]{32}|[0-9A-Za-z]{64})(?=")')


def a_draft(story: Any) -> None:
    story.unpublish()


def a_scheduled_page(story: Any) -> None:
    story.unpublish()
    story.go_live_at = timezone.now() + timedelta(days=1)
    story.save_revision().publish()


def an_expired_page(story: Any) -> None:
    story.expire_at = timezone.now() - timedelta(minutes=1)
    story.save()


def a_page_for_a_group(story: Any) -> None:
    restriction = restrict(story, PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.create(name="Board"))


def a_page_below_one_for_a_group(story: Any) -> None:
    a_page_for_a_group(story.get_parent())


def an_alias_of_a_page_for_a_group(story: Any) -> None:
    source = StoryPageFactory(parent=story.get_parent(), title="Merger plans", slug="source")
    story.delete()
    source.create_alias(update_slug=SLUG)
    # Afterwards: an alias of what is private already is given a restriction of its own.
    a_page_for_a_group(source)


def a_page_behind_a_password(story: Any) -> None:
    restrict(story, PageViewRestriction.PASSWORD, password="sesame")


def a_page_for_members(story: Any) -> None:
    restrict(story, PageViewRestriction.LOGIN)


def restrict(page: Any, kind: str, **kwargs: Any) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, **kwargs)


HIDDEN_FROM_ALL = [
    a_draft,
    a_scheduled_page,
    an_expired_page,
    a_page_for_a_group,
    a_page_below_one_for_a_group,
    an_alias_of_a_page_for_a_group,
    a_page_behind_a_password,
]


@pytest.fixture
def story(stories):
    return StoryPageFactory(parent=stories, title="Merger plans", slug=SLUG)


@pytest.fixture
def board_member(db) -> Callable[[], Client]:
    """Makes a member who may read what is for the board."""

    def sign_in() -> Client:
        group = Group.objects.get(name="Board")
        user = UserFactory()
        user.groups.add(group)
        return signed_in(user)

    return sign_in


def anonymous() -> Client:
    return Client()


def member() -> Client:
    return signed_in(MemberFactory())


def other_practitioner() -> Client:
    call_command("set_up_roles", verbosity=0)
    return signed_in(MemberFactory(groups=["Practitioners"]))


def answers(client: Client, page: Any, method: str) -> Iterator[Any]:
    """Yield all that the answers for the page and for none tell, but for the path."""
    for url in (page, page.replace(SLUG, MISSING)):
        response = client.generic(method, url)
        told = (response.status_code, response.headers.items(), response.text)
        yield OWN_TO_AN_ANSWER.sub("", str(told).replace(MISSING, SLUG))


class TestHiddenPages:
    @pytest.mark.parametrize("reader", [anonymous, member, other_practitioner])
    @pytest.mark.parametrize("hide", HIDDEN_FROM_ALL)
    def test_answer_like_missing_ones(self, story, hide, reader):
        hide(story)
        client = reader()

        for method in ("GET", "HEAD", "POST", "OPTIONS", "DELETE"):
            hidden, missing = answers(client, f"/stories/{SLUG}/", method)

            assert hidden == missing
            assert hidden.startswith("(404,")

    @pytest.mark.parametrize("hide", HIDDEN_FROM_ALL)
    def test_answer_like_missing_ones_whatever_is_asked_with_them(self, story, hide):
        hide(story)

        for query in ("?preview=1", "?level=1&topic=x", "?in_preview_panel=true"):
            hidden, missing = answers(Client(), f"/stories/{SLUG}/{query}", "GET")

            assert hidden == missing

    @pytest.mark.parametrize("hide", HIDDEN_FROM_ALL)
    def test_are_told_by_no_url_near_them(self, story, hide):
        hide(story)

        for path in (f"/stories/{SLUG}", f"/stories/{SLUG}/more/"):
            hidden, missing = answers(Client(), path, "GET")

            assert hidden == missing

    def test_answer_visitors_like_missing_ones_where_members_may_read_them(self, story):
        a_page_for_members(story)

        hidden, missing = answers(Client(), story.url, "GET")

        assert hidden == missing
        assert hidden.startswith("(404,")

    def test_are_found_by_no_shared_password(self, story):
        a_page_behind_a_password(story)
        restriction = PageViewRestriction.objects.get()

        url = f"/_util/authenticate_with_password/{restriction.pk}/{story.pk}/"

        assert Client().get(url).status_code == 404
        assert Client().post(url, {"password": "sesame", "return_url": "/"}).status_code == 404
        assert Client().get("/documents/authenticate_with_password/1/").status_code == 404


class TestWayIn:
    def test_is_the_sign_in_which_leads_back(self, story):
        a_page_for_members(story)
        user, client = MemberFactory(), Client()

        page = client.get(story.url)
        sign_in = f"/accounts/login/?next=/stories/{SLUG}/"
        signed = client.post(sign_in, {"login": user.email, "password": PASSWORD})

        assert f'href="{sign_in}"' in page.text
        assert signed.url == story.url
        assert "Merger plans" in client.get(signed.url).text

    def test_is_another_account_for_members(self, story):
        a_page_for_a_group(story)

        page = member().get(story.url)

        assert "sign in with another account" in page.text

    @pytest.mark.parametrize(
        "hide",
        [a_page_for_a_group, a_page_below_one_for_a_group, an_alias_of_a_page_for_a_group],
    )
    def test_is_open_to_those_whom_the_page_is_for(self, story, hide, board_member):
        hide(story)

        page = board_member().get(f"/stories/{SLUG}/")

        assert "Merger plans" in page.text
        assert "private" in page.headers["Cache-Control"]

    @override_settings(WAGTAIL_PRIVATE_PAGE_OPTIONS={})
    def test_is_the_password_where_a_site_asks_for_one(self, story):
        a_page_behind_a_password(story)

        page = Client().get(story.url)

        assert page.status_code == 200
        assert 'name="password"' in page.text
        assert "The queue was long" not in page.text

    @override_settings(WAGTAIL_PRIVATE_PAGE_OPTIONS={})
    def test_is_no_password_for_what_is_also_for_a_group(self, story):
        a_page_behind_a_password(story)
        a_page_below_one_for_a_group(story)

        assert Client().get(story.url).status_code == 404


class TestRedirects:
    @pytest.fixture
    def moved(
        self, story, django_capture_on_commit_callbacks
    ) -> Callable[[Callable[[Any], None]], str]:
        """Hides the story once it has a new slug; returns its old URL."""

        def move(hide: Callable[[Any], None]) -> str:
            old = story.url
            story.slug = "bankruptcy"
            with django_capture_on_commit_callbacks(execute=True):
                story.save()
            hide(story)
            assert Redirect.objects.exists()
            return old

        return move

    @pytest.mark.parametrize("reader", [anonymous, member, other_practitioner])
    @pytest.mark.parametrize(
        "hide",
        [a_draft, an_expired_page, a_page_for_a_group, a_page_behind_a_password],
    )
    def test_do_not_tell_where_a_hidden_page_is_now(self, moved, hide, reader):
        old = moved(hide)

        hidden, missing = answers(reader(), old, "GET")

        assert "bankruptcy" not in hidden
        assert hidden == missing

    def test_lead_those_on_whom_the_page_is_for(self, moved, board_member):
        old = moved(a_page_for_a_group)

        response = board_member().get(f"{old}?page=2")

        assert response.status_code == 301
        assert response.url == "/stories/bankruptcy/"

    def test_lead_on_to_what_is_public_and_to_other_sites(self, moved, client):
        old = moved(lambda story: None)
        Redirect.add_redirect("/old", "https://example.org/new")

        assert client.get(old).url == "/stories/bankruptcy/"
        assert client.get("/old/").url == "https://example.org/new"


class TestAliases:
    """Wagtail takes an alias of a private page for private; its `public()` does not."""

    def test_of_private_pages_are_in_no_list(self, story):
        an_alias_of_a_page_for_a_group(story)

        titles = pages_visible_to(Reader.at(1)).values_list("title", flat=True)

        assert "Merger plans" not in titles
        assert not published(all_pages()).filter(title="Merger plans").exists()

    def test_of_public_pages_are(self, story):
        story.create_alias(update_slug="again")

        assert pages_visible_to(Reader.at(1)).filter(title="Merger plans").count() == 2


def test_a_private_page_costs_others_no_query(
    client, stories, story, django_assert_max_num_queries
):
    client.get(story.url)
    with django_assert_max_num_queries(12) as before:
        client.get(story.url)
    a_page_for_members(StoryPageFactory(parent=stories))
    with django_assert_max_num_queries(12) as after:
        client.get(story.url)

    # One more, for aliases of what is private.
    assert len(after) <= len(before) + 1
