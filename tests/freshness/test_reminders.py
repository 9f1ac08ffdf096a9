"""Authors are reminded of what of theirs is due: once for each date, and again after a while."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from plugins.freshness.models import Review
from tests.members.people import MemberFactory

pytestmark = pytest.mark.django_db


def remind() -> str:
    out = StringIO()
    call_command("remind_of_reviews", stdout=out)
    return out.getvalue()


def test_names_all_of_one_author_in_one_email(make_due, author):
    make_due("The long queue")
    make_due("Tea & <cake>")

    said = remind()

    [letter] = mail.outbox
    assert letter.to == [author.email]
    assert "- The long queue" in letter.body
    assert "- Tea & <cake>" in letter.body
    assert "/still-right/" in letter.body
    assert letter.subject == "Are these 2 pages of yours still right?"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "1 author has been reminded." in said


def test_says_of_many_how_many_more_there_are(make_due):
    for number in range(12):
        make_due(f"Story {number}")

    remind()

    assert "… and 2 more" in mail.outbox[0].body


def test_does_so_once_and_again_after_a_month(make_due):
    make_due()
    remind()
    remind()
    sent_at_first = len(mail.outbox)

    Review.objects.update(reminded_at=timezone.now() - timedelta(days=31))
    remind()

    assert (sent_at_first, len(mail.outbox)) == (1, 2)


def test_does_so_for_a_new_date(make_due):
    make_due()
    Review.objects.update(
        reminded_at=timezone.now() - timedelta(days=5),
        due_on=timezone.localdate() - timedelta(days=1),
    )

    remind()

    assert len(mail.outbox) == 1


def test_leaves_out_what_nobody_may_read(make_due):
    make_due("Taken off", live=False)
    make_due("Expired", expire_at=timezone.now() - timedelta(hours=1))
    private = make_due("For members")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)

    remind()

    assert mail.outbox == []


def test_stops_with_one_click(make_due, client):
    make_due()
    remind()
    Review.objects.update(reminded_at=None)
    stop = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")

    client.post(stop, {"List-Unsubscribe": "One-Click"})
    remind()

    assert len(mail.outbox) == 1


def test_keeps_nobody_else_from_being_told(make_due, monkeypatch):
    make_due("Of the one whom nothing reaches")
    other = MemberFactory()
    make_due("Of the other", owner=other)
    send = EmailBackend.send_messages

    def fail_first(backend: Any, letters: list[Any]) -> int:
        if letters[0].to != [other.email]:
            raise ConnectionRefusedError
        return send(backend, letters)

    monkeypatch.setattr(EmailBackend, "send_messages", fail_first)

    remind()

    assert [letter.to for letter in mail.outbox] == [[other.email]]
    assert Review.objects.filter(reminded_at=None).count() == 1
