"""From a practitioner's keyboard to a reader's search, in a real browser."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.management import call_command
from playwright.sync_api import Page, expect

from plugins.stories.models import StoryIndexPage
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct-horse-battery"


@pytest.fixture
def accounts() -> None:
    """A practitioner and an editor."""
    call_command("set_up_roles", verbosity=0)
    for name, group in (("paula", "Practitioners"), ("edith", "Editors")):
        user = UserFactory(username=name)
        user.groups.add(Group.objects.get(name=group))
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def sign_in(page: Page, name: str) -> None:
    page.goto("/admin/")
    page.get_by_label("Email").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role(
        "button", name=re.compile("Sign in", re.IGNORECASE)
    ).click()
    page.wait_for_url("**/admin/")


def write_story(page: Page, title: str, text: str) -> None:
    page.goto(f"/admin/pages/add/stories/storypage/{StoryIndexPage.objects.get().pk}/")
    page.locator("#id_title").fill(title)
    page.locator("#id_summary").fill("What happened when we asked the people in the queue.")
    parts = page.locator("[data-streamfield-child] .public-DraftEditor-content")
    expect(parts).to_have_count(4)
    for number, part in enumerate(parts.all()):
        part.click()
        page.keyboard.type(text)
        # The editor hands the text over to the form a moment later.
        expect(page.locator(f"[name=body-{number}-value]")).to_have_value(re.compile(text))
    # Wagtail saves the draft by itself: what is submitted meanwhile would be a second page.
    page.wait_for_url("**/edit/")


def submit(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=re.compile("Submit to Editorial review")).click()
    expect(page.get_by_text("submitted for moderation")).to_be_visible()


def approve(page: Page, title: str) -> None:
    # The desk leads to the review of it; Wagtail's own way stays open.
    page.goto("/admin/")
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("link", name="Comment in the text").first.click()
    page.wait_for_url("**/edit/**")
    # Until its script runs, the button would save a draft instead.
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Approve and Publish").click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))


def found_at(page: Page, level: int, words: str) -> str:
    """Return what a visitor who reads at `level` finds for `words`."""
    page.goto("/levels/")
    page.get_by_role("main").get_by_role("button", name=f"Level {level},").click()
    page.locator("#search-words").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    return page.get_by_role("main").inner_text()


def test_a_story_reaches_the_readers_of_levels_1_and_4(person, accounts):
    title = "Seventeen umbrellas"
    practitioner, editor, visitor = person(), person(), person()

    sign_in(practitioner, "paula")
    write_story(practitioner, title, "It rained, and nobody had thought of a roof.")
    submit(practitioner)
    assert title not in found_at(visitor, 1, "umbrellas")
    sign_in(editor, "edith")
    approve(editor, title)

    assert title in found_at(visitor, 1, "umbrellas")
    assert title in found_at(visitor, 4, "umbrellas")
    assert title not in found_at(visitor, 2, "umbrellas")
    assert title not in found_at(visitor, 3, "umbrellas")
