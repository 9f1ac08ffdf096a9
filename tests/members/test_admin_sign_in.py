"""There is one sign-in, and Wagtail's admin leads to it."""

import pytest
from django.urls import reverse

from tests.members.people import signed_in

LOGIN = reverse("account_login")


@pytest.mark.django_db
def test_the_admin_leads_visitors_to_the_sign_in_and_back(client):
    answer = client.get("/admin/pages/", follow=True)

    assert answer.redirect_chain[-1][0] == f"{LOGIN}?next=/admin/pages/"


@pytest.mark.django_db
def test_an_unknown_address_in_the_admin_leads_there_as_well(client):
    answer = client.get("/admin/nowhere/", follow=True)

    assert answer.redirect_chain[-1][0] == f"{LOGIN}?next=/admin/nowhere/"


def test_a_member_without_access_is_told_whom_to_ask(member):
    answer = signed_in(member).get("/admin/", follow=True)

    assert answer.status_code == 403
    assert "ask an editor to add you" in answer.text
    assert "You do not have permission" not in answer.text


def test_an_editor_goes_on_to_where_they_were_going(as_editor):
    answer = as_editor.get("/admin/login/?next=/admin/reports/workflow/")

    assert answer.url == "/admin/reports/workflow/"


@pytest.mark.parametrize("url", ["https://elsewhere.test/", "//elsewhere.test/", "javascript:1"])
def test_nobody_is_sent_to_another_site(client, as_editor, url):
    visitor = client.get("/admin/login/", {"next": url})
    editor = as_editor.get("/admin/login/", {"next": url})

    assert visitor.url == f"{LOGIN}?next=/admin/"
    assert editor.url == "/admin/"


@pytest.mark.parametrize(
    "url",
    [
        "/admin/login/",
        "/admin/password_reset/",
        "/admin/password_reset/done/",
        "/admin/password_reset/confirm/MQ/set-password/",
        "/_util/login/",
    ],
)
@pytest.mark.django_db
def test_wagtail_has_no_sign_in_and_no_password_reset_of_its_own(client, url):
    page, answer = client.get(url), client.post(url, {"username": "ada", "password": "secret"})

    assert page.url.startswith("/accounts/")
    assert answer.url.startswith("/accounts/")


def test_the_admin_signs_out_by_post_only(as_editor):
    as_editor.get("/admin/logout/")
    still_in = as_editor.get("/admin/").status_code

    as_editor.post("/admin/logout/")

    assert still_in == 200
    assert as_editor.get("/admin/").status_code == 302


def test_preferences_for_the_admin_change_neither_name_nor_address(as_editor, editor):
    page = as_editor.get(reverse("wagtailadmin_account"))

    as_editor.post(
        reverse("wagtailadmin_account"),
        {
            "name_email-email": "owned@practice.test",
            "name_email-first_name": "Owned",
            "password-new_password1": "owned owned owned",
            "notifications-approved_notifications": "on",
            "theme-theme": "dark",
            "theme-contrast": "system",
            "theme-density": "default",
        },
    )

    before = editor.email, editor.password
    editor.refresh_from_db()
    assert reverse("members:account") in page.text
    assert (editor.email, editor.password, editor.first_name) == (*before, "")
    assert editor.wagtail_userprofile.theme == "dark"
