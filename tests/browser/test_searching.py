"""What the search box offers while somebody types, by keyboard and by mouse."""

import pytest
from playwright.sync_api import Page, expect

from plugins.stories.models import StoryIndexPage
from tests.factories import StoryPageFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLES = ["A queue at the counter", "A queue on the phone"]


@pytest.fixture
def page(person) -> Page:
    parent = StoryIndexPage.objects.get()
    for title in TITLES:
        StoryPageFactory(parent=parent, title=title, levels=(1,))
    StoryPageFactory(parent=parent, title="A queue of another level", levels=(4,))
    page = person()
    page.goto("/")
    page.get_by_label("Search level 1, Eye opener").press_sequentially("que")
    expect(page.get_by_role("option")).to_have_count(2)
    return page


def test_offers_pages_of_the_level_and_opens_the_one_chosen_by_keyboard(page):
    titles = page.get_by_role("option").all_inner_texts()
    assert sorted(titles) == TITLES
    expect(page.get_by_text("Pages offered: 2")).to_be_attached()

    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("option", selected=True)).to_have_text(titles[-1])
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name=titles[-1])).to_be_visible()


def test_opens_the_page_that_is_clicked(page):
    page.get_by_role("option", name="A queue on the phone").click()

    expect(page.get_by_role("heading", name="A queue on the phone")).to_be_visible()


def test_searches_for_what_was_typed_when_no_page_is_chosen(page):
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.type("ue")
    page.keyboard.press("Enter")

    expect(page.get_by_text("2 pages at level 1, Eye opener, for “queue”")).to_be_visible()


def test_takes_the_offers_away_with_the_words_and_with_the_focus(page):
    page.get_by_label("Search level 1, Eye opener").fill("xyz")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_label("Search level 1, Eye opener").fill("queue")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Tab")

    expect(page.get_by_role("listbox")).to_be_hidden()
