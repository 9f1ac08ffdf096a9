"""Everybody can use every page: axe-core, keyboard, large text, narrow windows, small targets."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from plugins.members.models import User
from tests.browser.accessibility import RULES_FOR_SEVERAL, WIDTHS, violations
from tests.browser.community import make_community
from tests.members.people import MemberFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The size of text in pixels that a browser begins with, and twice as much.
USUAL_TEXT, LARGE_TEXT = 16, 32

# What stands out to the right of the window, and what is cut where it stands.
NOT_SHOWN_WHOLE = """() => {
  const width = document.documentElement.clientWidth;
  const leftOut = ".visually-hidden, .level-name, .skip-link, [hidden], svg, input, select";
  const all = [...document.body.querySelectorAll("*")];
  const shown = all.filter((element) => !element.closest(leftOut));
  const wide = shown.filter((element) => element.getBoundingClientRect().right > width + 1);
  const cut = shown.filter((element) => getComputedStyle(element).overflowX !== "visible"
    && element.scrollWidth > element.clientWidth + 1);
  return [...wide, ...cut].map((element) => element.outerHTML.slice(0, 120));
}"""

# What has the focus, whether one sees that it has, and whether something lies over it.
FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const y = box.y + Math.min(box.height / 2, 20);
  const top = document.elementFromPoint(box.x + box.width / 2, y);
  return {
    what: element.outerHTML.slice(0, 120),
    is_seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    is_covered: !(top && (element.contains(top) || top.contains(element))),
  };
}"""


@pytest.fixture
def addresses(settings, tmp_path) -> dict[str, str]:
    settings.MEDIA_ROOT = tmp_path
    return make_community()


@pytest.fixture
def member(addresses) -> User:
    return MemberFactory(groups=[])


def tab_stops(page: Page) -> Iterator[dict]:
    """Yield what gets the focus, from the top of the page until it leaves the page."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            return
        yield focused
    pytest.fail("The focus never leaves the page.")


NARROW_AND_WIDE = [
    pytest.param(width, marks=() if width == WIDTHS[0] else pytest.mark.thorough)
    for width in WIDTHS
]


@pytest.mark.parametrize("width", NARROW_AND_WIDE)
def test_no_page_has_a_violation(person, addresses, width):
    page = person(viewport={"width": width, "height": 800})

    found = []
    for address in addresses.values():
        page.goto(address)
        found += violations(page)

    assert not found


@pytest.mark.parametrize("width", NARROW_AND_WIDE)
def test_no_state_of_a_page_has_a_violation(person, let_in, addresses, member, width):
    page = person(viewport={"width": width, "height": 800})

    page.goto("/")
    page.locator("#search-words").press_sequentially("queue")
    expect(page.get_by_role("option").first).to_be_visible()
    found = violations(page)
    page.goto("/accounts/signup/")
    page.get_by_label("Email").fill("nobody@example.org")
    page.get_by_label("Password", exact=True).fill("123")
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_text("too short").first).to_be_visible()
    found += violations(page)
    let_in(page, member)
    page.goto("/")
    page.get_by_text("Your account").click()
    expect(page.get_by_text("Sign out")).to_be_visible()
    found += violations(page)
    page.goto(addresses["story"])
    page.get_by_role("button", name="Just right").click()
    expect(page.get_by_text("Thank you, that is counted.")).to_be_visible()
    found += violations(page)
    page.get_by_role("link", name="Report a problem").click()
    # Without the browser's own check, which would not let it through.
    page.locator("main form").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Send it to the editors").click()
    expect(page.get_by_text("Please look at this again:")).to_be_visible()
    found += violations(page)
    page.goto(addresses["topic"])
    page.get_by_role("main").get_by_role("button", name="4 JFDI").click()
    expect(page.get_by_text("In Open data you now read at level 4")).to_be_visible()
    found += violations(page)

    assert not found


@pytest.mark.parametrize("kind", ["home", "story", "resource of another level", "search", "level"])
def test_the_keyboard_meets_everything_and_one_sees_where_it_is(person, addresses, kind):
    page = person(viewport={"width": 1280, "height": 700}, reduced_motion="reduce")

    page.goto(addresses[kind])
    stops = list(tab_stops(page))

    assert "Skip to the content" in stops[0]["what"]
    assert not [stop["what"] for stop in stops if not stop["is_seen"]]
    assert not [stop["what"] for stop in stops if stop["is_covered"]]


@pytest.mark.parametrize("width", [320, *WIDTHS])
def test_no_component_has_a_violation_or_is_cut(person, settings, width):
    settings.DEBUG = True  # where there is a page of all of them
    page = person(viewport={"width": width, "height": 800})

    page.goto("/styles/")

    expect(page.get_by_role("heading", name="Styles")).to_be_visible()
    assert not violations(page, RULES_FOR_SEVERAL)
    assert not page.evaluate(NOT_SHOWN_WHOLE)


def test_the_skip_link_leads_to_the_content(person, addresses):
    page = person()

    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_escape_closes_what_is_open_and_the_focus_returns(person, addresses, member):
    page = person(member)
    page.goto("/")

    page.locator("summary", has_text="Your account").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="My writing")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Sign out")).to_be_hidden()
    expect(page.locator("summary", has_text="Your account")).to_be_focused()
    page.locator("#search-words").press_sequentially("queue")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_label("Search level 1, Eye opener")).to_be_focused()


@pytest.mark.parametrize("text", [USUAL_TEXT, LARGE_TEXT])
def test_nothing_is_cut_in_a_window_of_320_pixels(person, addresses, text):
    page = person(viewport={"width": 320, "height": 640})
    sizes = {"standard": text, "fixed": text}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})

    cut = {}
    for kind, address in addresses.items():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, kind
        cut[kind] = page.evaluate(NOT_SHOWN_WHOLE)

    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == text * 1.125
    assert not {kind: found for kind, found in cut.items() if found}


@pytest.mark.thorough
def test_nothing_moves_while_a_page_is_loading(person, addresses):
    page = person(viewport={"width": 375, "height": 700})
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {"
        " if (!entry.hadRecentInput) window.moved += entry.value; }))"
        ".observe({type: 'layout-shift', buffered: true});"
    )

    moved = {}
    for kind, address in addresses.items():
        page.goto(address)
        page.get_by_role("contentinfo").scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        moved[kind] = page.evaluate("window.moved")

    assert not {kind: by for kind, by in moved.items() if by > 0.01}
