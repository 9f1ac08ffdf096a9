"""What a newcomer does, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from plugins.resources.models import ResourceIndexPage, ResourcePage
from plugins.stories.models import StoryIndexPage
from tests.factories import ResourcePageFactory, StoryPageFactory

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
    expect(page.get_by_role("heading", name="Where are you with this?")).to_be_visible()
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


@pytest.fixture
def business_case():
    return ResourcePageFactory(
        parent=ResourceIndexPage.objects.get(),
        title="Why it pays",
        kind=ResourcePage.Kind.BUSINESS_CASE,
        levels=(2, 4),
        questions=[("question", "Whom does it help?"), ("question", "What would you stop?")],
    )


def test_notes_under_questions_are_kept_in_the_browser_until_they_are_deleted(
    person, business_case
):
    page = person()
    sent = []
    page.goto(business_case.url)
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: sent.append(request.url))

    page.get_by_label("Whom does it help?").fill("The people in the queue")
    expect(page.get_by_text("Kept in this browser")).to_be_visible()
    assert not sent
    page.reload()
    expect(page.get_by_label("Whom does it help?")).to_have_value("The people in the queue")
    page.get_by_role("button", name="Delete your notes").click()
    expect(page.get_by_label("Whom does it help?")).to_have_value("")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Whom does it help?")).to_have_value("The people in the queue")
    page.get_by_role("button", name="Delete your notes").click()
    page.reload()

    expect(page.get_by_label("Whom does it help?")).to_have_value("")


def test_notes_can_be_written_without_javascript_and_say_that_they_are_not_kept(
    person, business_case
):
    page = person(java_script_enabled=False)

    page.goto(business_case.url)
    page.get_by_label("Whom does it help?").fill("The people in the queue")

    expect(page.get_by_text("without JavaScript it cannot be kept")).to_be_visible()
    expect(page.get_by_role("button", name="Delete your notes")).to_be_hidden()


def test_the_next_level_is_offered_after_some_reading_and_not_before(person):
    parent = StoryIndexPage.objects.get()
    stories = [StoryPageFactory(parent=parent, title=f"Story {n}", levels=(1,)) for n in range(4)]
    page = person()

    for story in stories[:3]:
        page.goto(story.url)
        expect(page.get_by_text("When you are ready")).to_be_hidden()
        page.get_by_role("contentinfo").scroll_into_view_if_needed()
        page.wait_for_function(
            "key => localStorage.getItem('pages-read')?.includes(key)", arg=str(story.pk)
        )
    page.goto(stories[3].url)
    expect(page.get_by_text("When you are ready")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Read at level 2, Baby steps").click()

    expect(page.get_by_text("You now read at level 2, Baby steps.")).to_be_visible()


def test_the_next_level_is_offered_at_once_without_javascript(person, story):
    page = person(java_script_enabled=False)

    page.goto(story.url)

    expect(page.get_by_text("When you are ready")).to_be_visible()


def test_the_link_of_a_page_can_be_copied(person, story):
    page = person(permissions=["clipboard-read", "clipboard-write"])

    page.goto(story.url)
    page.get_by_role("button", name="Copy the link").click()

    expect(page.get_by_text("The link is copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(story.url)


def test_a_story_of_usual_length_prints_on_one_sheet(person):
    part = "<p>" + "They came early and waited long. " * 35 + "</p>"
    names = ("situation", "action", "outcome", "advice")
    story = StoryPageFactory(
        parent=StoryIndexPage.objects.get(), body=[(name, part) for name in names]
    )
    page = person()

    page.goto(story.url)
    sheets = page.pdf(format="A4", prefer_css_page_size=True)

    assert sheets.count(b"/Type /Page\n") == 1


# How many characters stand on a line of the longest paragraph, in letters of what size and height.
LINES = """() => {
  const paragraphs = [...document.querySelectorAll(".prose p")];
  const length = (element) => element.innerText.length;
  const longest = paragraphs.sort((one, other) => length(other) - length(one))[0];
  const range = document.createRange();
  range.selectNodeContents(longest);
  const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
  const style = getComputedStyle(longest);
  const size = parseFloat(style.fontSize);
  return {
    characters: longest.innerText.length / lines, size, height: parseFloat(style.lineHeight) / size,
    body: parseFloat(getComputedStyle(document.body).fontSize),
  };
}"""


def test_lines_are_as_long_and_as_high_as_people_read_them_best(person):
    part = "<p>" + "They came early, waited long, and went home with nothing done. " * 12 + "</p>"
    story = StoryPageFactory(parent=StoryIndexPage.objects.get(), body=[("situation", part)])
    page = person(viewport={"width": 1280, "height": 900})

    page.goto(story.url)
    lines = page.evaluate(LINES)

    assert 45 <= lines["characters"] <= 75
    assert lines["height"] >= 1.5
    assert min(lines["size"], lines["body"]) >= 18
