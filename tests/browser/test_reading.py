"""What a newcomer does, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from plugins.stories.models import StoryIndexPage
from tests.factories import StoryPageFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story():
    return StoryPageFactory(
        parent=StoryIndexPage.objects.get(), title="A queue at the counter", levels=(1, 4)
    )


@pytest.mark.parametrize("javascript", [True, False])
def test_a_newcomer_finds_a_story_and_moves_on_and_back(person, story, javascript):
    page = person(java_script_enabled=javascript, viewport={"width": 375, "height": 700})

    page.goto("/")
    expect(page.get_by_text("Is that where you are?")).to_be_visible()
    page.get_by_label("Search level 1, Eye opener").fill("queue")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 page at level 1, Eye opener")).to_be_visible()
    page.get_by_role("banner").get_by_role("button", name="3 Preparation").click()
    expect(page.get_by_text("You now read at level 3, Preparation.")).to_be_visible()
    expect(page.get_by_label("Search level 3, Preparation")).to_have_value("queue")
    expect(page.get_by_text("Nothing matches at level 3, Preparation")).to_be_visible()
    page.get_by_role("banner").get_by_role("button", name="1 Eye opener").click()
    page.get_by_role("link", name="A queue at the counter").click()

    expect(page.get_by_role("heading", name="A queue at the counter")).to_be_visible()


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_page_is_wider_than_the_window(person, story, width):
    page = person(viewport={"width": width, "height": 700})

    for url in ("/", "/stories/", story.url, "/levels/", "/search/?q=queue", "/accounts/login/"):
        page.goto(url)

        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
