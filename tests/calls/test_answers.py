"""How readers get their answer: one e-mail, and then their address is gone."""

from datetime import timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from plugins.calls import telling
from plugins.calls.models import Answer, Asking, Call, Wish
from plugins.calls.telling import tell
from plugins.letters import whole
from tests.factories import StoryPageFactory

pytestmark = pytest.mark.django_db

ANSWERED, DECLINED = Wish.Outcome.ANSWERED, Wish.Outcome.DECLINED


@pytest.fixture
def wish(ask) -> Wish:
    """A wish of two readers, one of whom left an address."""
    ask()
    return ask(email="ada@example.org")


@pytest.fixture
def story(stories) -> Any:
    return StoryPageFactory(parent=stories, title="Warm hands", levels=(1, 4))


@pytest.fixture
def broken(monkeypatch) -> Any:
    """No e-mail can be sent."""

    def fail(self: Any) -> None:
        raise SMTPException("The post office is shut.")

    monkeypatch.setattr(telling.EmailMessage, "send", fail)
    return monkeypatch


def addresses() -> list[str]:
    return [asking.email for asking in Asking.objects.exclude(email="")]


def test_an_answer_goes_to_who_left_an_address(wish, story, committed, mailoutbox):
    with committed():
        wish.decide(ANSWERED, text="Have a look at this.", page=story)

    mail = mailoutbox[0]
    assert [each.to for each in mailoutbox] == [["ada@example.org"]]
    assert "flat batteries" in mail.subject
    for part in ("Have a look at this.", "Warm hands", whole(story.url)):
        assert part in mail.body
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


def test_the_address_is_gone_with_it(wish, story, committed):
    with committed():
        wish.decide(ANSWERED, page=story)

    told = wish.askings.get(was_told=True)
    assert not addresses()
    assert told.answered_at
    assert not tell()


def test_a_reason_is_sent_as_well(wish, committed, mailoutbox):
    with committed():
        wish.decide(DECLINED, text="We know nothing of <batteries> & the like.")

    assert "We know nothing of <batteries> & the like." in mailoutbox[0].body


def test_a_page_for_others_is_named_as_such(wish, stories, committed, mailoutbox):
    with committed():
        wish.decide(ANSWERED, page=StoryPageFactory(parent=stories, levels=(4,)))

    assert "another level: 4 JFDI" in mailoutbox[0].body


def test_a_call_that_is_met_names_what_readers_find(
    wish, call, story, stories, committed, mailoutbox
):
    draft = StoryPageFactory(parent=stories, title="Cold feet", live=False, levels=(1,))
    made = call()
    Wish.objects.update(call=made)
    for page in (story, draft):
        Answer.objects.create(call=made, page_id=page.pk)

    with committed():
        made.end(Call.State.MET)

    assert "Warm hands" in mailoutbox[0].body
    assert "Cold feet" not in mailoutbox[0].body


def test_who_left_none_is_done_with_at_once(ask):
    wish = ask()

    wish.decide(DECLINED, text="No.")

    assert wish.askings.get().answered_at


def test_nothing_is_sent_where_it_is_not_kept(wish, mailoutbox):
    wish.decide(DECLINED, text="No.")

    assert not mailoutbox
    assert addresses() == ["ada@example.org"]


class TestWhereItCannotBeSent:
    def test_the_answer_is_kept_and_sent_later(self, wish, committed, broken, mailoutbox):
        with committed():
            wish.decide(DECLINED, text="No.")
        broken.undo()
        unsent = addresses()

        call_command("tend_calls", verbosity=0)

        assert unsent == ["ada@example.org"]
        assert len(mailoutbox) == 1
        assert not addresses()

    def test_the_others_get_theirs(self, wish, ask, committed, monkeypatch, mailoutbox):
        ask(email="bea@example.org")
        send = telling.EmailMessage.send

        def fail_for_ada(mail: Any) -> int:
            if mail.to == ["ada@example.org"]:
                raise SMTPException("No such person.")
            return send(mail)

        monkeypatch.setattr(telling.EmailMessage, "send", fail_for_ada)
        with committed():
            wish.decide(DECLINED, text="No.")

        assert [mail.to for mail in mailoutbox] == [["bea@example.org"]]
        assert addresses() == ["ada@example.org"]

    def test_an_address_is_forgotten_after_a_week(self, wish, committed, broken):
        with committed():
            wish.decide(DECLINED, text="No.")
        Wish.objects.update(decided_at=timezone.now() - timedelta(days=8))

        call_command("tend_calls", verbosity=0)

        assert not addresses()
        assert not Asking.objects.filter(was_told=True).exists()

    def test_nobody_sends_what_somebody_else_is_sending(self, wish, mailoutbox):
        wish.decide(DECLINED, text="No.")
        Asking.objects.update(begun_at=timezone.now())

        assert not tell()
        assert not mailoutbox

    def test_what_a_killed_process_has_begun_is_sent(self, wish, mailoutbox):
        wish.decide(DECLINED, text="No.")
        Asking.objects.update(begun_at=timezone.now() - timedelta(hours=1))

        assert tell()
        assert len(mailoutbox) == 1

    def test_an_editor_waits_only_so_long(self, wish, mailoutbox):
        wish.decide(DECLINED, text="No.")

        assert not tell(wish.pk, seconds=-1)
        assert tell(wish.pk, seconds=None)


class TestWhereThePageIsGone:
    @pytest.mark.parametrize("how", ["unpublish", "private", "delete"])
    def test_the_wish_waits_again(self, wish, story, mailoutbox, how):
        wish.decide(ANSWERED, page=story)
        if how == "private":
            PageViewRestriction.objects.create(page=story, restriction_type="login")
        else:
            getattr(story, how)()

        sent = tell()

        wish.refresh_from_db()
        assert not sent
        assert not mailoutbox
        assert not wish.is_decided
        assert addresses() == ["ada@example.org"]

    def test_words_are_sent_without_it(self, wish, story, mailoutbox):
        wish.decide(ANSWERED, page=story, text="It was about a queue.")
        story.unpublish()

        assert tell()
        assert story.title not in mailoutbox[0].body

    def test_who_asks_anew_meanwhile_waits_together(self, wish, story, ask):
        wish.decide(ANSWERED, page=story)
        story.unpublish()
        twin = ask()

        tell()

        assert twin.askings.filter(email="ada@example.org").exists()


def test_of_two_who_decide_at_once_the_first_has(wish, committed, mailoutbox):
    other = Wish.objects.get(pk=wish.pk)
    with committed():
        wish.decide(DECLINED, text="No.")

    with committed():
        other.decide(ANSWERED, text="Yes.")

    assert Wish.objects.get().text == "No."
    assert len(mailoutbox) == 1
