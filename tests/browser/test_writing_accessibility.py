"""Everybody can share: axe-core on every step of writing, failed and saved, and on what follows."""

from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from plugins.interviews import new_block
from plugins.sharing.content import Change
from plugins.sharing.links import ReadingLink, Remark
from plugins.sharing.models import Draft
from plugins.stories.models import StoryIndexPage
from tests.browser.accessibility import violations
from tests.factories import StoryPageFactory, TopicFactory
from tests.members.people import MemberFactory
from tests.sharing.drafts import resource_by, story_by
from tests.uploads.photos import PhotoFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Not each page in all looks, which would take minutes: telephones by day, and desks by night.
LOOKS = [(375, "light"), (1280, "dark")]
TOKEN = "token-of-a-colleague"


@pytest.fixture
def member(settings, tmp_path) -> Any:
    settings.MEDIA_ROOT = tmp_path
    call_command("set_up_roles", verbosity=0)
    TopicFactory(name="Open data")
    return MemberFactory(first_name="Paula Holm")


def full_story(member: Any) -> Draft:
    """A draft with all that one can have: additions, another version, something taken away."""
    draft = story_by(member, "They waited.", title="A queue", summary="What helped.")
    first = draft.content["body"][0]["id"]
    picture = {"image": PhotoFactory(uploaded_by_user=member).pk, "alt_text": "", "caption": ""}
    row = {"measure": "Minutes", "before": "47", "after": "19", "unit": ""}
    figures = {"figures": [{**new_block("item"), "value": row}], "note": ""}
    for block in (
        new_block("quote", {"text": "I gave up.", "attribution": "A visitor"}),
        new_block("picture", picture),
        new_block("figures", figures),
        new_block("quote", {"text": "", "attribution": ""}),
    ):
        draft.add(block, after=first)
    draft.take_away(draft.content["body"][1]["id"])
    draft.write([Change(first, "<p>Another text.</p>", seen="stale")], window="other")
    link = ReadingLink.make(draft, TOKEN, for_whom="Ida Holm", days=3)
    Remark.objects.create(draft=draft, link=link, unit=first, text="For how long?")
    return draft


def steps(draft: Draft) -> list[str]:
    names = [part.name for part in draft.interview.parts(draft.content)]
    return [*draft.interview.first_fields, *names, "about", "credit"]


@pytest.mark.parametrize(
    ("draft", "width", "scheme"), [("story", *LOOKS[0]), ("resource", *LOOKS[1])]
)
def test_no_step_of_writing_has_a_violation(person, member, draft, width, scheme):
    page = person(member, viewport={"width": width, "height": 800})
    written = full_story(member) if draft == "story" else resource_by(member, "pattern")
    found = []

    for name in ["", *steps(written), "check"]:
        page.goto(f"/share/{written.pk}/{name}/" if name else f"/share/{written.pk}/")
        found += violations(page, schemes=[scheme])

    assert not found


@pytest.mark.parametrize(("width", "scheme"), LOOKS[:1])
def test_no_state_of_writing_has_a_violation(person, let_in, member, width, scheme, tmp_path):
    no_picture = tmp_path / "queue.jpg"
    no_picture.write_text("no picture")
    page = person(viewport={"width": width, "height": 800})
    found = []

    page.goto("/share/")
    found += violations(page, schemes=[scheme])
    page.goto("/share/new/resource/")
    found += violations(page, schemes=[scheme])
    page.goto("/share/new/story/")
    write(page, "They waited for an hour.")
    expect(page.locator("[data-status]")).to_contain_text("Saved at")
    found += violations(page, schemes=[scheme])
    page.get_by_role("button", name="Link").first.click()
    found += violations(page, schemes=[scheme])
    page.keyboard.press("Escape")
    let_in(page, member)
    page.goto(f"/share/{full_story(member).pk}/situation/")
    page.locator("#writing[data-ready]").wait_for()
    page.locator("input[type=file]").first.set_input_files(no_picture)
    expect(page.get_by_text("Upload a valid image").first).to_be_visible()
    found += violations(page, schemes=[scheme])

    assert not found


def write(page: Page, text: str) -> None:
    page.locator("#writing[data-ready]").wait_for()
    page.locator("#writing [contenteditable=true]").first.click()
    page.keyboard.type(text)


@pytest.mark.parametrize(("width", "scheme"), LOOKS[1:])
def test_nothing_that_follows_has_a_violation(person, member, width, scheme):
    page = person(member, viewport={"width": width, "height": 800})
    draft = full_story(member)
    story = StoryPageFactory(parent=StoryIndexPage.objects.get(), owner=member)
    found = []

    for address in (
        reverse("sharing:mine"),
        reverse("sharing:preview", args=[draft.pk]),
        reverse("sharing:links", args=[draft.pk]),
        reverse("sharing:read", args=[TOKEN]),
        reverse("sharing:change_credit", args=[story.pk]),
        reverse("sharing:make", args=[story.pk]),
        reverse("members:account"),
        reverse("members:leave"),
    ):
        page.goto(address)
        assert page.locator("h1").count() == 1
        found += violations(page, schemes=[scheme])

    assert not found
