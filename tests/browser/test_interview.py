"""From the home page to "submitted": signed in, signing up, by keyboard, without a script."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from plugins.stories.models import StoryPage
from tests.browser.writer import ANSWER, DELAY, KeyboardWriter, Writer
from tests.members.people import PASSWORD, MemberFactory
from tests.uploads.photos import drawing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "queue.png"
    drawing().save(file)
    return file


@pytest.fixture
def member() -> MemberFactory:
    call_command("set_up_roles", verbosity=0)
    return MemberFactory(first_name="Paula Holm")


def begin(writer: Writer) -> None:
    writer.page.goto("/")
    writer.activate(writer.page.get_by_role("link", name="Share your experience"))
    writer.activate(writer.page.get_by_role("link", name=re.compile("Begin.*Share a story")))


def answer_all(writer: Writer) -> None:
    """Answer the four questions, with a figure in the third."""
    for number in range(4):
        writer.answer(ANSWER)
        if number == 2:
            add_figure(writer)
        writer.press("Next")


def add_figure(writer: Writer) -> None:
    writer.press("Add: Before and after")
    writer.wait_for_form()
    # From one field to the next one gets with the Tab key.
    writer.fill("What was measured", "Minutes in the queue")
    for text in ("47", "19"):
        writer.page.keyboard.press("Tab")
        writer.type(text)


def add_picture(writer: Writer, photo) -> None:
    writer.press("Add: Picture")
    writer.wait_for_form()
    writer.choose(photo)
    writer.fill("What does it show", "A queue at a counter")


def submit(writer: Writer) -> None:
    writer.tick("Others may use it")
    writer.tick("The text and the pictures")
    writer.press("Send it to the editors")
    expect(writer.page.get_by_role("heading", name="Thank you")).to_be_visible()


def story() -> StoryPage:
    """The one story that there is, as it was submitted."""
    return StoryPage.objects.get().get_latest_revision_as_object()


def check_story(owner) -> None:
    page = story()
    blocks = {block.block_type: block.value for block in page.body}
    assert page.owner == owner
    assert not page.live
    assert page.draft.agreed_licence == "Creative Commons Attribution 4.0"
    assert page.title
    assert page.current_workflow_state.status == "in_progress"
    assert all(ANSWER in str(blocks[part]) for part in ("situation", "action", "outcome", "advice"))
    assert blocks["picture"]["alt_text"] == "A queue at a counter"
    assert blocks["figures"]["figures"][0]["after"] == "19"


def write_signed_in(writer: Writer, photo) -> None:
    begin(writer)
    writer.answer(ANSWER)
    add_picture(writer, photo)
    writer.press("Next")
    for number in range(3):
        writer.answer(ANSWER)
        if number == 1:
            add_figure(writer)
        writer.press("Next")
    for _step in ("title and summary, as suggested", "credit, as suggested"):
        writer.wait_for_form()
        writer.press("Next")
    submit(writer)


@pytest.mark.parametrize("kind", [Writer, pytest.param(KeyboardWriter, marks=pytest.mark.thorough)])
def test_a_member_gets_from_the_home_page_to_submitted(person, member, photo, kind):
    writer = kind(person(member), delay=DELAY)

    write_signed_in(writer, photo)

    assert writer.clicks <= 20
    check_story(member)


class WithoutScripts(Writer):
    has_scripts = False


def test_a_member_does_so_without_scripts(person, member, photo):
    writer = WithoutScripts(person(member, java_script_enabled=False), delay=DELAY)

    write_signed_in(writer, photo)

    assert writer.clicks <= 20
    check_story(member)


def sign_up(writer: Writer, mailoutbox) -> None:
    """Sign up from the last step, and come back to it by the link in the e-mail."""
    writer.press("Create an account", role="link")
    writer.fill("Email", "newcomer@example.org")
    writer.fill("Password", PASSWORD)
    writer.activate(writer.page.get_by_role("main").get_by_role("button", name="Sign Up"))
    expect(writer.page.get_by_role("heading", name="Look into your e-mail")).to_be_visible()
    link = re.search(r"https?://\S+/confirm-email/\S+", mailoutbox[-1].body)[0]
    writer.page.goto(re.sub(r"https?://[^/]+", "", link))
    writer.activate(writer.page.get_by_role("main").get_by_role("button", name="Confirm"))


def test_a_visitor_signs_up_on_the_way_and_loses_nothing(person, member, photo, mailoutbox):
    writer = Writer(person(), delay=DELAY)

    begin(writer)
    answer_all(writer)
    for _step in ("title and summary", "credit"):
        writer.wait_for_form()
        writer.press("Next")
    sign_up(writer, mailoutbox)
    writer.press("What was going on?")
    writer.wait_for_form()
    add_picture(writer, photo)
    writer.press("Look over and submit")
    submit(writer)

    assert writer.clicks <= 30
    check_story(type(member).objects.get(email="newcomer@example.org"))
