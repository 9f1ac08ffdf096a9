"""What members say about themselves, and which e-mails they want."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail import hooks
from wagtail.models import TaskState

from plugins.members.models import EmailOptOut
from tests.factories import TopicFactory
from tests.members.people import signed_in

pytestmark = pytest.mark.django_db

ACCOUNT = reverse("members:account")
EMAILS = reverse("members:keep_emails")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def offered() -> Iterator[list[dict[str, Any]]]:
    """The e-mails that a plugin says it sends."""
    offered = [{"name": "news", "label": "What is new", "hint": "Once a week."}]
    with hooks.register_temporarily("email_choices", lambda: offered):
        yield offered


@pytest.fixture
def stop_url(offered: Any, member: Any) -> str:
    """The path of the address that a plugin puts into an e-mail."""
    (url_of,) = hooks.get_hooks("stop_emails_url")
    return re.sub("^https?://[^/]+", "", url_of(member, "news"))


def may_email(member: Any, name: str = "news") -> bool:
    return all(may(member, name) for may in hooks.get_hooks("may_email"))


class TestAbout:
    def test_is_kept(self, member, topic, make_story):
        make_story("Story", live=True, topics=[topic])
        about = {"name": "Mia", "organisation": "Nordvik", "job_title": "nurse", "topics": topic.pk}

        page = signed_in(member).post(ACCOUNT, about, follow=True)

        member.refresh_from_db()
        assert (member.get_full_name(), member.organisation, member.job_title) == (
            "Mia",
            "Nordvik",
            "nurse",
        )
        assert list(member.topics.all()) == [topic]
        assert "is kept" in page.text

    def test_is_asked_again_where_it_is_too_long(self, member):
        page = signed_in(member).post(ACCOUNT, {"name": "Mia", "organisation": "x" * 201})

        member.refresh_from_db()
        assert 'role="alert"' in page.text
        assert "x" * 201 in page.text
        assert member.organisation == ""

    def test_offers_topics_of_pages_that_the_member_meets_and_those_chosen(
        self, member, make_story
    ):
        shown, hidden, chosen = (TopicFactory(name=name) for name in ("Roads", "Secret", "Rivers"))
        make_story("Story", live=True, topics=[shown])
        make_story("Draft", topics=[hidden])
        member.topics.add(chosen)

        page = signed_in(member).get(ACCOUNT)

        assert "Roads" in page.text
        assert "Rivers" in page.text
        assert "Secret" not in page.text

    def test_asks_for_no_topics_where_there_are_none(self, member):
        page = signed_in(member).get(ACCOUNT)

        assert "Topics that you work on" not in page.text

    def test_leads_to_download_and_deletion(self, member):
        page = signed_in(member).get(ACCOUNT)

        assert f'action="{reverse("members:download")}"' in page.text
        assert f'href="{reverse("members:leave")}"' in page.text


class TestEmails:
    def test_are_not_mentioned_where_no_plugin_sends_any(self, member, monkeypatch):
        monkeypatch.setattr("plugins.members.emails.choices", lambda: iter(()))

        page = signed_in(member).get(ACCOUNT)

        assert 'id="emails"' not in page.text

    def test_are_sent_unless_somebody_says_otherwise(self, member, offered):
        page = signed_in(member).get(ACCOUNT)

        box = re.search(r'<input[^>]*name="news"[^>]*>', page.text)[0]
        assert "checked" in box
        assert may_email(member)

    def test_are_stopped_by_taking_the_tick_away(self, member, offered):
        signed_in(member).post(EMAILS, {})
        page = signed_in(member).get(ACCOUNT)

        box = re.search(r'<input[^>]*name="news"[^>]*>', page.text)[0]
        assert "checked" not in box
        assert not may_email(member)

    def test_are_sent_again_once_ticked(self, member, offered):
        EmailOptOut.objects.create(user=member, name="news")

        signed_in(member).post(EMAILS, {"news": "on"})

        assert may_email(member)

    def test_of_one_kind_say_nothing_about_another(self, member, offered):
        EmailOptOut.objects.create(user=member, name="news")

        assert may_email(member, "reviews")

    def test_do_not_go_to_closed_accounts(self, member, offered):
        member.is_active = False

        assert not may_email(member)

    def test_are_for_members_to_choose(self, client, offered):
        answer = client.post(EMAILS, {})

        assert answer.url.startswith(reverse("account_login"))


class TestStopping:
    def test_is_not_done_by_looking(self, client, member, stop_url):
        page = client.get(stop_url)

        assert "What is new" in page.text
        assert "Stop these e-mails?" in page.text
        assert may_email(member)

    def test_takes_one_click_and_no_account(self, client, member, stop_url):
        page = client.post(stop_url, follow=True)

        assert "no longer send you" in page.text
        assert not may_email(member)

    def test_is_done_by_mail_programs_themselves(self, member, stop_url):
        answer = Client(enforce_csrf_checks=True).post(stop_url, ONE_CLICK)

        assert answer.status_code == 200
        assert not may_email(member)

    def test_twice_stays_done(self, client, member, stop_url):
        for _time in range(2):
            client.post(stop_url, ONE_CLICK)

        assert not may_email(member)

    def test_can_be_taken_back(self, client, member, stop_url):
        client.post(stop_url)

        client.post(stop_url, {"again": "1"})

        assert may_email(member)

    def test_leads_nowhere_when_made_up(self, client, stop_url):
        for token in ("nonsense", stop_url.split("/")[-2][:-1]):
            assert client.post(reverse("members:stop_emails", args=[token])).status_code == 404
        assert not EmailOptOut.objects.exists()

    def test_leads_nowhere_once_the_plugin_is_gone(self, client, stop_url, offered):
        offered.clear()

        assert client.get(stop_url).status_code == 404

    def test_leads_nowhere_once_the_account_is_gone(self, client, member, stop_url):
        member.delete()

        assert client.post(stop_url).status_code == 404

    def test_is_the_business_of_no_search_engine(self, client, member, stop_url):
        page = client.get(stop_url)

        assert "noindex" in page.text
        assert "no-store" in page.headers["Cache-Control"]
        assert member.email not in page.text


class TestReviews:
    """Wagtail writes to authors about reviews; a plugin that does so itself says it."""

    @pytest.fixture
    def submitted(self, make_story, practitioner, roles):
        story = make_story("The telephone", owner=practitioner)
        story.get_workflow().start(story, practitioner)
        mail.outbox.clear()
        return TaskState.objects.get()

    @pytest.mark.parametrize("action", ["approve", "reject"])
    def test_are_told_by_wagtail(self, submitted, practitioner, editor, monkeypatch, action):
        monkeypatch.setattr("plugins.members.emails.choices", lambda: iter(()))

        getattr(submitted, action)(user=editor)

        assert told_by_wagtail() == [practitioner.email]

    @pytest.mark.parametrize("action", ["approve", "reject"])
    def test_are_told_once(self, submitted, editor, offered, action):
        offered[0]["in_place_of"] = ("approved", "rejected")

        getattr(submitted, action)(user=editor)

        assert not told_by_wagtail()

    def test_are_no_preference_in_the_editor_then(self, as_practitioner, offered, monkeypatch):
        monkeypatch.setattr("plugins.members.emails.choices", lambda: iter(offered))
        before = as_practitioner.get(reverse("wagtailadmin_account"))
        offered[0]["in_place_of"] = ("approved", "rejected")

        after = as_practitioner.get(reverse("wagtailadmin_account"))

        assert "notifications-approved_notifications" in before.text
        assert "notifications-approved_notifications" not in after.text
        assert "notifications-updated_comments_notifications" in after.text


def told_by_wagtail() -> list[str]:
    """Return to whom Wagtail wrote about a review: its subjects name the workflow."""
    messages = [message for message in mail.outbox if "Editorial review" in message.subject]
    return [address for message in messages for address in message.to]
