"""Signing up, in and out, as somebody does it in a browser."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse

from plugins.levels.models import MemberLevel
from tests.members.people import PASSWORD, signed_in

pytestmark = pytest.mark.django_db

LOGIN = reverse("account_login")
SIGNUP = reverse("account_signup")
ACCOUNT = reverse("members:account")
NINA = {"email": "nina@practice.test", "password1": PASSWORD, "name": "Nina Newcomer"}


def link_in(message: Any) -> str:
    """Return the path of the link that an e-mail asks to follow."""
    return re.search(r"http://testserver(/accounts/\S+)", message.body)[1]


def is_signed_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


class TestSigningUp:
    def test_sends_a_link_that_signs_in_once_confirmed(self, client):
        client.post(SIGNUP, NINA)
        before = is_signed_in(client)

        link = link_in(mail.outbox[0])
        client.get(link)
        after_looking = is_signed_in(client)
        client.post(link)

        assert (before, after_looking, is_signed_in(client)) == (False, False, True)

    def test_keeps_the_name(self, client):
        client.post(SIGNUP, NINA)

        assert get_user_model().objects.get().get_full_name() == "Nina Newcomer"

    def test_needs_no_name(self, client):
        client.post(SIGNUP, {**NINA, "name": ""})

        assert get_user_model().objects.get().email == "nina@practice.test"

    def test_does_not_tell_who_has_an_account(self, client, member):
        known = client.post(SIGNUP, {**NINA, "email": member.email}, follow=True)
        unknown = Client().post(SIGNUP, NINA, follow=True)

        assert known.redirect_chain == unknown.redirect_chain
        assert get_user_model().objects.count() == 2

    def test_takes_no_easy_password(self, client):
        page = client.post(SIGNUP, {**NINA, "password1": "password"})

        assert "too common" in page.text
        assert not get_user_model().objects.exists()

    def test_takes_the_level_along(self, client):
        client.cookies["level"] = "3"
        client.post(SIGNUP, NINA)

        client.post(link_in(mail.outbox[0]))

        assert MemberLevel.objects.get().level.number == 3

    def test_goes_on_to_where_one_came_from(self, client):
        client.post(SIGNUP, {**NINA, "next": "/levels/"})

        answer = client.post(link_in(mail.outbox[0]))

        assert answer.url == "/levels/"


class TestSigningIn:
    def sign_in(self, client: Client, member: Any, **data: str) -> Any:
        return client.post(LOGIN, {"login": member.email, "password": PASSWORD, **data})

    def test_goes_by_address_and_password(self, client, member):
        self.sign_in(client, member)

        assert is_signed_in(client)

    def test_refuses_a_wrong_password_as_it_refuses_an_unknown_address(self, client, member):
        wrong = self.sign_in(client, member, password="wrong")
        unknown = self.sign_in(client, member, login="nobody@practice.test")

        assert all("are not correct" in page.text for page in (wrong, unknown))
        assert not is_signed_in(client)

    def test_waits_until_the_address_is_confirmed(self, client, member):
        EmailAddress.objects.update(verified=False)

        self.sign_in(client, member)

        assert not is_signed_in(client)
        assert "confirm-email" in link_in(mail.outbox[0])

    def test_goes_on_to_where_one_was_going(self, client, member):
        answer = self.sign_in(client, member, next="/levels/2/")

        assert answer.url == "/levels/2/"

    @pytest.mark.parametrize("url", ["https://elsewhere.test/", "//elsewhere.test/"])
    def test_goes_to_no_other_site(self, client, member, url):
        answer = self.sign_in(client, member, next=url)

        assert answer.url == "/"

    def test_is_slowed_down_after_some_tries(self, client, member, settings):
        settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/5m/key"}
        for _try in range(3):
            page = self.sign_in(client, member, password="wrong")

        assert "Too many failed login attempts" in page.text


class TestSigningOut:
    def test_takes_a_button(self, member):
        client = signed_in(member)
        page = client.get(reverse("account_logout"))
        still_in = is_signed_in(client)

        client.post(reverse("account_logout"))

        assert "<button" in page.text
        assert (still_in, is_signed_in(client)) == (True, False)


class TestForgottenPassword:
    def test_is_replaced_by_way_of_a_link(self, client, member):
        client.post(reverse("account_reset_password"), {"email": member.email})

        form = client.get(link_in(mail.outbox[0]), follow=True)
        client.post(
            form.redirect_chain[-1][0],
            {"password1": "another horse battery", "password2": "another horse battery"},
        )
        client.post(LOGIN, {"login": member.email, "password": "another horse battery"})

        assert is_signed_in(client)

    def test_does_not_tell_who_has_an_account(self, client, member):
        pages = [
            client.post(reverse("account_reset_password"), {"email": email}, follow=True)
            for email in (member.email, "nobody@practice.test")
        ]

        assert pages[0].redirect_chain == pages[1].redirect_chain


class TestEmails:
    @pytest.fixture
    def sent(self, client, member):
        """Every e-mail that somebody may get by signing up, or in, or forgetting."""
        client.post(SIGNUP, NINA)
        client.post(SIGNUP, {**NINA, "email": member.email})
        for email in (member.email, "nobody@practice.test"):
            client.post(reverse("account_reset_password"), {"email": email})
        signed_in(member).post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": "other battery", "password2": "other battery"},
        )
        return mail.outbox

    def test_say_which_site_they_come_from(self, sent):
        assert len(sent) == 5
        assert all("Community of practice" in message.body for message in sent)
        assert all("http://testserver/" in message.body for message in sent)
        assert all("example.com" not in message.body for message in sent)

    def test_are_plain_text(self, sent):
        assert all("&#" not in message.body and "<" not in message.body for message in sent)


class TestAddresses:
    def test_another_one_is_added_and_confirmed_before_it_counts(self, member):
        client = signed_in(member)
        client.post(reverse("account_email"), {"action_add": "", "email": "mia@practice.test"})
        before = EmailAddress.objects.get(email="mia@practice.test").verified

        client.post(link_in(mail.outbox[0]))

        assert not before
        assert EmailAddress.objects.get(email="mia@practice.test").verified

    def test_one_that_is_not_confirmed_does_not_become_the_first(self, member):
        client = signed_in(member)
        EmailAddress.objects.create(user=member, email="mia@practice.test")

        client.post(reverse("account_email"), {"action_primary": "", "email": "mia@practice.test"})

        assert EmailAddress.objects.get_primary(member).email == member.email


class TestTwoFactors:
    @pytest.fixture
    def protected(self, member):
        return TOTP.activate(member, "JBSWY3DPEHPK3PXP").instance.user

    def code(self) -> str:
        counter = next(iter(yield_hotp_counters_from_time()))
        return format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", counter))

    def test_are_switched_on_with_an_app_once_the_password_is_given_again(self, member):
        client = signed_in(member)
        before = client.get(reverse("mfa_activate_totp"))
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

        page = client.get(reverse("mfa_activate_totp"))

        assert before.url.startswith(reverse("account_reauthenticate"))
        assert "QR code for your authenticator app" in page.text

    def test_are_asked_for_at_the_sign_in(self, client, protected):
        client.post(LOGIN, {"login": protected.email, "password": PASSWORD})
        before = is_signed_in(client)

        client.post(reverse("mfa_authenticate"), {"code": self.code()})

        assert (before, is_signed_in(client)) == (False, True)

    def test_are_asked_for_on_the_way_to_the_admin(self, client, protected):
        protected.is_superuser = True
        protected.save()
        client.get("/admin/", follow=True)

        client.post(LOGIN, {"login": protected.email, "password": PASSWORD, "next": "/admin/"})

        assert client.get("/admin/").status_code == 302

    def test_come_with_recovery_codes(self, protected):
        client = signed_in(protected)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

        client.post(reverse("mfa_generate_recovery_codes"))

        codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
        page = client.get(reverse("mfa_view_recovery_codes"))
        assert all(code in page.text for code in codes)
        assert client.get(reverse("mfa_index")).status_code == 200
        assert client.get(reverse("mfa_deactivate_totp")).status_code == 200


class TestAccount:
    def test_is_for_members(self, client):
        answer = client.get(ACCOUNT)

        assert answer.url == f"{LOGIN}?next={ACCOUNT}"

    def test_shows_address_level_and_where_to_change_what(self, member):
        page = signed_in(member).get(ACCOUNT)

        names = ("account_email", "account_change_password", "mfa_index", "account_logout")
        assert member.email in page.text
        assert "Eye opener" in page.text
        assert all(reverse(name) in page.text for name in names)

    def test_changes_the_name(self, member):
        signed_in(member).post(ACCOUNT, {"name": "Mia M. Member"})

        member.refresh_from_db()
        assert member.get_full_name() == "Mia M. Member"

    def test_signs_out_in_a_browser(self, member):
        client = Client(enforce_csrf_checks=True)
        client.force_login(member)
        page = client.get(ACCOUNT)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]

        client.post(reverse("account_logout"), {"csrfmiddlewaretoken": token})

        assert not is_signed_in(client)


class TestForms:
    def test_errors_are_announced_and_linked_to_their_fields(self, client):
        page = client.post(SIGNUP, {**NINA, "email": "nonsense"})

        assert 'role="alert"' in page.text
        assert 'href="#id_email"' in page.text
        assert 'id="id_email_error"' in page.text
        assert 'aria-invalid="true"' in page.text
        assert re.search(r'aria-describedby="[^"]*id_email_error', page.text)

    def test_help_is_linked_to_its_field(self, client):
        page = client.get(SIGNUP)

        assert 'id="id_name_helptext"' in page.text
        assert 'aria-describedby="id_name_helptext"' in page.text

    @pytest.mark.parametrize("url", [LOGIN, SIGNUP, reverse("account_reset_password")])
    def test_browsers_and_password_managers_know_each_field(self, client, url):
        page = client.get(url)

        fields = list(page.context["form"].visible_fields())
        typed = [field for field in fields if field.widget_type != "checkbox"]
        assert all("autocomplete" in field.field.widget.attrs for field in typed)
        assert all(f'<label for="{field.id_for_label}"' in page.text for field in fields)
