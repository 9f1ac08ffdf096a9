"""Sessions that end, and accounts that are made, while somebody writes."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from plugins.interviews import interview_named
from plugins.limits import Limit
from plugins.members.models import User
from plugins.sharing import rescue
from plugins.sharing.models import Draft, KeptVersion
from tests.factories import UserFactory
from tests.members.people import PASSWORD, MemberFactory, signed_in

from .windows import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

LOGIN, SIGNUP = "/accounts/login/", "/accounts/signup/"


@pytest.fixture
def member() -> User:
    return MemberFactory()


@pytest.fixture
def window(member) -> Window:
    """A member's window on the first question, whose session has ended meanwhile."""
    window = Window(signed_in(member))
    window.type("The queue was long.").send()
    window.client.session.flush()
    return window


def sign_in(client: Client, user: User, *, to: str = "/") -> str:
    """Sign in by the form, and return what is shown then."""
    data = {"login": user.email, "password": PASSWORD, "next": to}
    return client.post(LOGIN, data, follow=True).text


class TestSessionsThatEnd:
    def test_ask_who_it_is_and_say_that_the_text_is_kept(self, window):
        page = window.type("The queue was very long.").send("next")

        assert page.redirect_chain[-1][0].startswith(LOGIN)
        assert "What you wrote is kept" in page.text
        assert "The queue was very long." not in page.text

    def test_lose_nothing_once_somebody_has_signed_in(self, window, member):
        page = window.type("The queue was very long.").send("next")

        back = re.search(r'name="next" value="([^"]+)"', page.text)[1]
        page = sign_in(window.client, member, to=back)

        assert "What you wrote before you signed in is saved." in page
        assert "The queue was very long." in page

    def test_overwrite_nothing_that_was_written_meanwhile(self, window, member):
        window.type("The queue was very long.").send("next")
        elsewhere = Window(signed_in(member), f"/share/{window.key}/situation/")
        elsewhere.type("There was no queue.").send()

        sign_in(window.client, member)

        there = Window(signed_in(member), elsewhere.address)
        assert there.shown() == "There was no queue."
        assert "The queue was very long." in there.response.text

    def test_keep_what_is_sent_several_times(self, window, member):
        address, fields = window.address, dict(window.fields)
        for text in ("One", "One and two"):
            fields[window.texts[0]] = text
            window.client.post(address, fields)

        sign_in(window.client, member)

        assert Window(signed_in(member), address).shown() == "One and two"
        assert not KeptVersion.objects.exists()

    def test_give_nothing_to_another_member(self, window, member):
        window.type("The queue was very long.").send("next")

        page = sign_in(window.client, MemberFactory())

        assert "is not saved" in page
        assert Window(signed_in(member), f"/share/{window.key}/situation/").shown() == (
            "The queue was long."
        )

    @pytest.mark.parametrize("text", ["The queue was long. " * 150_000, "Again."])
    def test_keep_no_more_than_a_draft_has_and_nothing_for_ever(self, window, text, monkeypatch):
        if text == "Again.":
            monkeypatch.setattr(rescue, "RESCUES", Limit("sharing.rescues", amount=0, seconds=60))

        page = window.type(text).send("next")

        assert page.redirect_chain[-1][0].startswith(LOGIN)
        assert "It is still in the page that you sent" in page.text
        assert rescue.RESCUED not in window.client.session

    def test_are_told_to_the_script_with_a_way_to_sign_in(self, window):
        answer = window.type("The queue was very long.").autosave()

        assert answer["status"] == 401
        assert answer["sign_in"].startswith(LOGIN)

    def test_end_before_the_first_save_too(self, member):
        window = Window(signed_in(member))
        window.client.session.flush()

        window.type("The queue was long.").send()
        sign_in(window.client, member)

        assert Draft.objects.get().owner == member
        assert window.shown() == "The queue was long."

    def test_ask_who_it_is_where_it_is_submitted(self, window):
        page = window.client.post(f"/share/{window.key}/check/", {"licence": "on"})

        assert page.url == f"{LOGIN}?next=/share/{window.key}/check/"

    def test_tell_a_stranger_nothing_of_a_draft(self, window):
        page = Client().get(f"/share/{window.key}/situation/")

        assert page.status_code == 404
        assert "queue" not in page.text


class TestSigningUpOnTheWay:
    @pytest.fixture
    def window(self) -> Window:
        """A visitor's window on the first question."""
        window = Window(Client())
        window.type("The queue was long.").send()
        return window

    def sign_up(self, window: Window) -> User:
        data = {"email": "new@example.org", "password1": "practice-makes-perfect", "name": "Nora"}
        window.client.post(SIGNUP, data)
        return User.objects.get(email="new@example.org")

    def confirm(self, client: Client) -> None:
        (message,) = mail.outbox
        address = re.search(r"/accounts/confirm-email/\S+", message.body)[0]
        client.post(address)

    def test_makes_the_draft_the_account_s(self, window):
        user = self.sign_up(window)

        assert Draft.objects.get().owner == user

    def test_lets_one_go_on_before_the_address_is_confirmed(self, window):
        self.sign_up(window)

        window.type("The queue was very long.").send("next")

        assert Window(window.client, f"/share/{window.key}/situation/").shown() == (
            "The queue was very long."
        )

    def test_lets_one_go_on_once_it_is_confirmed(self, window):
        self.sign_up(window)
        self.confirm(window.client)

        window.type("The queue was very long.").send("save")

        assert window.shown() == "The queue was very long."

    def test_closes_the_session_s_draft_once_its_owner_is_there(self, window):
        user = self.sign_up(window)
        signed_in(user)

        assert window.client.get(window.all).status_code == 404

    def test_lets_nobody_else_who_signs_in_there_have_it(self, window):
        user = self.sign_up(window)
        window.client.force_login(UserFactory())

        assert window.client.get(window.all).status_code == 404
        assert Draft.objects.get().owner == user


def test_signing_in_takes_along_what_a_visitor_wrote(member):
    window = Window(Client())
    window.type("The queue was long.").send()

    sign_in(window.client, member)

    assert Draft.objects.get().owner == member
    assert Window(window.client, f"/share/{window.key}/situation/").shown() == "The queue was long."


class TestForgetting:
    def test_goes_for_what_a_visitor_left_long_ago(self, member):
        left, fresh, owned = (Draft.fresh(interview_named("story"), uuid4()) for _time in range(3))
        owned.owner = member
        for draft, age in ((left, 31), (fresh, 29), (owned, 400)):
            draft.saved_at = timezone.now() - timedelta(days=age)
            draft.save()

        call_command("forget_abandoned_drafts", verbosity=0)

        assert set(Draft.objects.all()) == {fresh, owned}

    def test_goes_for_what_its_author_deleted_long_ago(self, member):
        gone, there = (Draft.fresh(interview_named("story"), uuid4(), member) for _time in range(2))
        for draft, age in ((gone, 31), (there, 29)):
            draft.deleted_at = timezone.now() - timedelta(days=age)
            draft.save()

        call_command("forget_abandoned_drafts", verbosity=0)

        assert set(Draft.objects.all()) == {there}
