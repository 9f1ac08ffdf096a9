"""Readers who prepare their own ask an author who is happy to be asked."""

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from plugins.levels import edition
from plugins.sharing import asking_views
from plugins.sharing.models import HappyToBeAsked
from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory

pytestmark = pytest.mark.django_db

OFFER = "Whoever wrote this is happy to be asked"
ASKED = {"question": "How many umbrellas did you need?", "email": "bo@example.com"}


@pytest.fixture
def author(db: None) -> Any:
    """An author on a site without roles: nothing here is reviewed."""
    return MemberFactory(first_name="Ana Lind")


@pytest.fixture
def story(stories: Any, author: Any) -> StoryPage:
    return StoryPageFactory(parent=stories, title="The long queue", owner=author, levels=(1, 4))


@pytest.fixture
def happy(story: StoryPage) -> StoryPage:
    """A story whose author is happy to be asked."""
    HappyToBeAsked.objects.create(page=story)
    return story


def ask_about(page: Any) -> str:
    return reverse("sharing:ask", args=[page.pk])


def be_asked(client: Client, page: Any, answer: str) -> Any:
    return client.post(reverse("sharing:be_asked", args=[page.pk]), {answer: "1"}, follow=True)


class TestOffer:
    def test_is_made_once_the_author_says_so(self, as_author, story, at_level):
        before = at_level(3).get(story.get_url()).text
        said = be_asked(as_author, story, "yes")
        during = at_level(3).get(story.get_url()).text
        be_asked(as_author, story, "no")

        assert OFFER not in before
        assert "You are happy to be asked" in said.text
        assert OFFER in during
        assert ask_about(story) in during
        assert OFFER not in at_level(3).get(story.get_url()).text

    @pytest.mark.parametrize(("number", "is_made"), [(1, False), (2, False), (3, True), (4, False)])
    def test_is_made_at_level_3(self, happy, at_level, number, is_made):
        page = at_level(number).get(happy.get_url())

        assert (OFFER in page.text) is is_made

    def test_costs_one_query(self, story, at_level):
        reader = at_level(3)
        reader.get(story.get_url())

        with CaptureQueriesContext(connection) as without:
            at_level(1).get(story.get_url())
        HappyToBeAsked.objects.create(page=story)
        with CaptureQueriesContext(connection) as queries:
            reader.get(story.get_url())

        found = [each for each in queries if "happytobeasked" in each["sql"]]
        assert len(found) == 1
        assert not [each for each in without if "happytobeasked" in each["sql"]]

    def test_is_not_made_for_who_has_left(self, happy, at_level, author):
        author.is_active = False
        author.save()

        assert OFFER not in at_level(3).get(happy.get_url()).text
        assert at_level(3).get(ask_about(happy)).status_code == 404

    def test_is_shown_to_all_readers_when_it_changes(self, story):
        assert edition.is_shown(HappyToBeAsked)


class TestAsking:
    def ask(self, client: Client, page: Any, **data: str) -> Any:
        return client.post(ask_about(page), {**ASKED, **data}, follow=True)

    def test_says_what_the_author_will_see(self, client, happy):
        page = client.get(ask_about(happy))

        assert "and with it your e-mail address" in page.text

    def test_reaches_the_author_who_answers_to_the_reader(self, client, happy, author):
        page = self.ask(client, happy)

        [message] = mail.outbox
        assert "Your question is sent" in page.text
        assert message.recipients() == [author.email]
        assert message.reply_to == ["bo@example.com"]
        assert message.subject == "A reader asks about “The long queue”"
        assert "How many umbrellas did you need?" in message.body
        assert f"http://127.0.0.1:8000{happy.url}" in message.body

    def test_shows_the_reader_nothing_of_the_author(self, client, happy, author):
        pages = [client.get(ask_about(happy)), self.ask(client, happy)]

        for page in pages:
            assert author.email not in page.text
            assert "Ana Lind" not in page.text

    def test_keeps_nothing_but_how_often(self, client, happy):
        self.ask(client, happy)
        self.ask(client, happy)

        assert HappyToBeAsked.objects.get().questions == 2

    @pytest.mark.parametrize("missing", ["question", "email"])
    def test_needs_a_question_and_an_address(self, client, happy, missing):
        page = self.ask(client, happy, **{missing: ""})

        assert page.status_code == 400
        kept = ASKED["email"] if missing == "question" else ASKED["question"]
        assert kept in page.text
        assert mail.outbox == []

    def test_takes_no_second_address_and_no_other_header(self, client, happy, author):
        page = self.ask(client, happy, email="bo@example.com\nBcc: all@example.com")

        assert page.status_code == 400
        assert mail.outbox == []

    def test_drops_what_a_program_filled_in(self, client, happy):
        page = self.ask(client, happy, homepage="http://example.com/")

        assert page.status_code == 200
        assert mail.outbox == []

    def test_is_limited_for_each_place_and_each_author(self, client, happy, monkeypatch):
        few = asking_views.Limit("sharing.few", amount=1, seconds=3600)
        for name in ("FROM_PLACE", "TO_PAGE"):
            with monkeypatch.context() as patch:
                patch.setattr(asking_views, name, few)
                self.ask(client, happy)
                page = self.ask(client, happy)

            assert page.status_code == 429
            assert "1 questions a" in page.text
            assert ASKED["question"] in page.text
            assert page.headers["Retry-After"] == "3600"

    def test_says_so_where_it_cannot_be_sent(self, client, happy, settings):
        settings.EMAIL_BACKEND = "no.such.Backend"

        page = self.ask(client, happy)

        assert page.status_code == 503
        assert "It could not be sent just now" in page.text
        assert ASKED["question"] in page.text
        assert HappyToBeAsked.objects.get().questions == 0

    def test_comes_from_no_other_site(self, client, happy):
        page = client.post(ask_about(happy), ASKED, headers={"origin": "https://elsewhere.example"})

        assert page.status_code == 403
        assert mail.outbox == []

    def test_is_not_possible_where_nobody_likes_to_be_asked(self, client, story):
        assert client.get(ask_about(story)).status_code == 404

    def test_tells_nothing_of_what_is_not_public(self, client, happy, stories):
        restriction = PageViewRestriction.objects.create(
            page=stories, restriction_type="password", password="open sesame"
        )
        private = client.get(ask_about(happy)).status_code
        restriction.delete()
        happy.unpublish()

        assert private == 404
        assert client.get(ask_about(happy)).status_code == 404
        assert client.get(reverse("sharing:asked", args=[happy.pk])).status_code == 404


class TestStopping:
    @pytest.fixture
    def stop(self, client, happy) -> str:
        """The path of the address in an e-mail that ends it."""
        client.post(ask_about(happy), ASKED)
        message = mail.outbox[0]
        address = message.extra_headers["List-Unsubscribe"].strip("<>")
        assert address in message.body
        return address.partition("8000")[2]

    def test_is_one_click_of_a_mail_program(self, client, stop, happy, at_level):
        answered = client.post(stop, {"List-Unsubscribe": "One-Click"})

        assert answered.status_code == 200
        assert not HappyToBeAsked.objects.exists()
        assert OFFER not in at_level(3).get(happy.get_url()).text

    def test_by_opening_the_address_does_nothing_yet(self, client, stop):
        page = client.get(stop)

        assert "No longer be asked?" in page.text
        assert HappyToBeAsked.objects.exists()

    def test_can_be_undone(self, client, stop):
        client.post(stop)

        page = client.post(stop, {"again": "1"})

        assert "No longer be asked?" in page.text
        assert HappyToBeAsked.objects.exists()

    def test_takes_an_address_that_was_sent(self, client, stop):
        assert client.post(f"{stop[:-2]}x/").status_code == 404
        assert HappyToBeAsked.objects.exists()

    def test_is_the_author_s_as_long_as_they_are(self, client, stop, happy):
        happy.owner = MemberFactory()
        happy.save()

        assert client.post(stop).status_code == 404
