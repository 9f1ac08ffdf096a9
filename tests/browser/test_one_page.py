"""What is submitted in Wagtail's editor, while that saves by itself, makes one page."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.management import call_command
from playwright.sync_api import Page

from plugins.stories.models import StoryIndexPage, StoryPage
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PRESS_SUBMIT = """() => {
    const form = document.querySelector("[data-edit-form]");
    form.requestSubmit(form.querySelector("[name=action-submit]"));
}"""

NOTE_SAVING = """
    document.addEventListener("w-autosave:save", () => { window.isSaving = true; });
"""


@pytest.fixture
def practitioner() -> None:
    call_command("set_up_roles", verbosity=0)
    user = UserFactory(username="paula")
    user.groups.add(Group.objects.get(name="Practitioners"))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("paula@example.org")
    page.get_by_label("Password", exact=True).fill("correct-horse-battery")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/")


def test_what_is_submitted_waits_for_the_autosave_that_is_under_way(person, practitioner):
    page = person()

    sign_in(page)
    page.add_init_script(NOTE_SAVING)
    page.goto(f"/admin/pages/add/stories/storypage/{StoryIndexPage.objects.get().pk}/")
    page.locator("#id_title").fill("Seventeen umbrellas")
    # As people type: the editor takes a while to know what is new, and saves in a pause.
    page.locator("#id_summary").press_sequentially("What happened when we asked.", delay=150)
    page.wait_for_function("window.isSaving")
    page.evaluate(PRESS_SUBMIT)
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))

    story = StoryPage.objects.get()
    assert story.title == "Seventeen umbrellas"
    assert story.workflow_in_progress
