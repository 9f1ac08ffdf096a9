"""What is typed is never lost, in a real browser: without network, session, tab or browser."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from plugins.sharing.models import Draft, KeptVersion
from tests.browser.writer import go_to_end
from tests.members.people import PASSWORD, MemberFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"^Saved at \d\d:\d\d$")
KEPT_HERE = re.compile(r"^Not sent yet: kept in this browser since \d\d:\d\d$")


@pytest.fixture
def member():
    return MemberFactory()


@pytest.fixture
def page(person) -> Page:
    """A visitor on the first question."""
    page = person()
    open_interview(page)
    return page


def open_interview(page: Page) -> None:
    page.goto("/share/new/story/")
    wait_for_form(page)


def wait_for_form(page: Page) -> None:
    page.locator("#writing[data-ready] .rich-text.is-edited").wait_for()


def answer(page: Page):
    return page.locator("#writing").get_by_role("textbox").first


def status(page: Page):
    return page.locator("#writing [role=status][data-status]")


def type_in(page: Page, text: str) -> None:
    answer(page).click()
    go_to_end(answer(page))
    page.keyboard.type(text)


def text_of(page: Page) -> str:
    """What is in the answer, in an editor or a plain field."""
    return answer(page).evaluate("field => field.value ?? field.innerText").strip()


def saved_text() -> str:
    (draft,) = Draft.objects.all()
    return re.sub("<[^>]*>", "", draft.content["body"][0]["value"])


def test_says_when_it_was_saved(page):
    type_in(page, "The queue was long.")

    expect(status(page)).to_have_text(SAVED)
    assert saved_text() == "The queue was long."


def test_comes_back_to_what_is_saved_at_its_own_address(page):
    type_in(page, "The queue was long.")
    expect(status(page)).to_have_text(SAVED)

    page.reload()

    wait_for_form(page)
    assert text_of(page) == "The queue was long."
    assert Draft.objects.count() == 1


@pytest.mark.thorough
def test_waits_for_the_network(page):
    type_in(page, "The queue")
    expect(status(page)).to_have_text(SAVED)
    page.context.set_offline(True)
    type_in(page, " was long.")
    expect(status(page)).to_have_text(KEPT_HERE)

    page.context.set_offline(False)

    expect(status(page)).to_have_text(SAVED)
    assert saved_text() == "The queue was long."


def test_stays_where_it_is_while_the_site_does_not_answer(page):
    page.context.set_offline(True)
    type_in(page, "The queue was long.")
    expect(status(page)).to_have_text(KEPT_HERE)

    page.get_by_role("button", name="Next", exact=True).click()

    expect(page.locator("#writing:not([inert])")).to_be_visible()
    assert text_of(page) == "The queue was long."


def test_sends_what_a_killed_tab_has_left(page):
    type_in(page, "The queue")
    expect(status(page)).to_have_text(SAVED)
    address = page.url
    page.context.set_offline(True)
    type_in(page, " was long.")
    expect(status(page)).to_have_text(KEPT_HERE)
    page.close()
    context = page.context
    context.set_offline(False)

    page = context.new_page()
    page.goto(address)

    expect(status(page)).to_have_text("What you typed before is back.")
    assert text_of(page) == saved_text() == "The queue was long."


def test_shows_what_was_not_sent_where_it_still_cannot_be(page):
    type_in(page, "The queue")
    expect(status(page)).to_have_text(SAVED)
    page.route(is_a_post, lambda route: route.abort())
    type_in(page, " was long.")
    expect(status(page)).to_have_text(KEPT_HERE)

    page.reload()
    wait_for_form(page)
    assert text_of(page) == "The queue was long."
    page.unroute(is_a_post)
    type_in(page, " Very.")

    expect(status(page)).to_have_text(SAVED)
    assert saved_text() == "The queue was long. Very."
    assert not KeptVersion.objects.exists()


def test_offers_what_was_not_sent_where_writing_begins(page):
    page.context.set_offline(True)
    type_in(page, "The queue was long.")
    expect(status(page)).to_have_text(KEPT_HERE)
    context = page.context
    page.close()
    context.set_offline(False)

    page = context.new_page()
    page.goto("/share/")
    unsaved = page.get_by_role("region", name="Typed in this browser, and not sent before")
    expect(unsaved).to_contain_text("The queue was long.")
    unsaved.get_by_role("link", name="Go on with it").click()

    assert saved_text() == "The queue was long."
    assert answer(page).is_visible()


def is_a_post(address: str) -> bool:
    return "/share/" in address and not address.endswith("/situation/")


@pytest.mark.thorough
class TestMembers:
    @pytest.fixture
    def page(self, person, member) -> Page:
        """A member on the first question, with something saved."""
        page = person(member)
        open_interview(page)
        type_in(page, "The queue")
        expect(status(page)).to_have_text(SAVED)
        return page

    def test_can_sign_in_again_and_lose_nothing(self, page, member):
        Session.objects.all().delete()
        type_in(page, " was long.")
        expect(status(page)).to_contain_text("You are signed out.")

        with page.context.expect_page() as opened:
            status(page).get_by_role("link", name="sign in").click()
        sign_in(opened.value, member)
        opened.value.wait_for_url("**/share/**")
        page.bring_to_front()

        expect(status(page)).to_have_text(SAVED)
        assert saved_text() == "The queue was long."

    def test_are_told_nothing_of_what_others_wrote_in_the_same_browser(self, page):
        Session.objects.all().delete()
        type_in(page, " was a secret.")
        expect(status(page)).to_contain_text("You are signed out.")
        context = page.context
        page.close()

        page = context.new_page()
        page.goto("/accounts/login/?next=/share/")
        sign_in(page, MemberFactory())

        expect(page.locator("#unsaved")).to_contain_text("with another account")
        assert "secret" not in page.content()


@pytest.mark.thorough
class TestTwoWindows:
    @pytest.fixture
    def windows(self, page) -> tuple[Page, Page]:
        """Two windows of one browser on one draft."""
        type_in(page, "The queue")
        expect(status(page)).to_have_text(SAVED)
        other = page.context.new_page()
        other.goto(page.url)
        wait_for_form(other)
        return page, other

    def test_are_warned_and_show_both_texts(self, windows):
        first, second = windows
        type_in(first, " was long.")
        expect(status(first)).to_have_text(SAVED)

        type_in(second, " was short.")
        expect(status(second)).to_contain_text("Both texts are kept")
        type_in(second, " Very.")
        status(second).get_by_role("link", name="look at both").click()

        expect(second.get_by_role("group", name="Another version")).to_contain_text(
            "The queue was short. Very."
        )
        assert text_of(second) == saved_text() == "The queue was long."

    def test_keep_apart_what_neither_could_send(self, windows):
        first, second = windows
        context = first.context
        context.set_offline(True)
        for page, text in ((first, " was long."), (second, " was short.")):
            page.bring_to_front()
            type_in(page, text)
            expect(status(page)).to_have_text(KEPT_HERE)
        address = first.url
        first.close()
        second.close()
        context.set_offline(False)

        page = context.new_page()
        page.goto(address)

        expect(page.get_by_role("group", name="Another version")).to_be_visible()
        both = page.locator("#writing").inner_text() + text_of(page)
        assert "The queue was long." in both
        assert "The queue was short." in both


@pytest.mark.thorough
def test_works_where_the_browser_keeps_nothing(person):
    page = person()
    page.add_init_script("indexedDB.open = () => ({})")

    open_interview(page)
    type_in(page, "The queue was long.")

    expect(status(page)).to_have_text(SAVED)
    assert saved_text() == "The queue was long."


@pytest.mark.thorough
def test_leaves_the_focus_where_it_is(page):
    type_in(page, "The queue")
    expect(status(page)).to_have_text(SAVED)
    page.route(is_a_post, lambda route: route.abort())
    type_in(page, " was long.")
    expect(status(page)).to_have_text(KEPT_HERE)
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () =>
            document.querySelector(".writing-actions [value=save]").focus())"""
    )

    page.reload()
    wait_for_form(page)

    expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()


def test_shows_what_is_saved_after_going_back(page):
    type_in(page, "The queue")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name="What did you do?")).to_be_visible()
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_role("heading", name="What was going on?")).to_be_visible()
    wait_for_form(page)
    type_in(page, " was long.")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name="What did you do?")).to_be_visible()

    page.go_back()

    expect(page.get_by_role("heading", name="What was going on?")).to_be_visible()
    wait_for_form(page)
    assert text_of(page) == "The queue was long."


def test_keeps_what_is_typed_without_script_where_it_is_too_much(person, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    page = person(java_script_enabled=False)
    page.goto("/share/new/story/")
    text = "The queue was long. " * 1_000
    answer(page).fill(text)

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="This was too much at once")).to_be_visible()
    page.go_back()

    expect(answer(page)).to_have_value(text)


def test_goes_on_saying_why_a_file_was_refused(person, member, tmp_path):
    no_picture = tmp_path / "queue.jpg"
    no_picture.write_text("no picture")
    page = person(member)
    open_interview(page)
    type_in(page, "The queue was long.")
    page.get_by_role("button", name="Add: Picture").click()
    wait_for_form(page)

    page.locator("input[type=file]").set_input_files(no_picture)
    expect(page.locator("[data-error]:visible")).to_contain_text("Upload a valid image")
    page.wait_for_load_state("networkidle")

    expect(status(page)).to_contain_text("Upload a valid image")


@pytest.mark.thorough
def test_speaks_no_more_than_the_clock_moves(page):
    page.evaluate(
        """() => {
            window.spoken = [];
            const place = document.querySelector("[data-status]");
            const speak = () => spoken.push(place.textContent);
            new MutationObserver(speak).observe(place, { childList: true });
        }"""
    )

    for word in ("The ", "queue ", "was ", "long."):
        with page.expect_response(lambda response: response.request.method == "POST"):
            type_in(page, word)

    expect(status(page)).to_have_text(SAVED)
    assert len(page.evaluate("[...new Set(spoken)]")) == len(page.evaluate("spoken")) <= 2


def sign_in(page: Page, member) -> None:
    page.get_by_label("Email").fill(member.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign In", exact=False).click()
