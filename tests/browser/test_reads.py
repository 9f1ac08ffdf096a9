"""A page counts as read once it has been in view for a while, and only once."""

import pytest

from plugins.feedback.models import ReadCount
from plugins.stories.models import StoryIndexPage
from tests.factories import StoryPageFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IN_VIEW = """visible => {
    Object.defineProperty(document, "visibilityState", {
        value: visible ? "visible" : "hidden", configurable: true,
    });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def story():
    return StoryPageFactory(parent=StoryIndexPage.objects.get(), title="A queue at the counter")


@pytest.fixture
def reader(person, story, live_server):
    """Somebody at level 3 who opens the story, in whose browser the test says what time it is."""
    page = person()
    page.context.add_cookies([{"name": "level", "value": "3", "url": live_server.url}])
    page.clock.install()
    page.goto(story.url)
    return page


def test_a_read_is_counted_once_it_has_been_in_view_for_ten_seconds(reader, story):
    page = reader
    page.clock.run_for(9_000)
    assert not ReadCount.objects.exists()

    with page.expect_response(f"**/feedback/{story.pk}/read/") as answer:
        page.clock.run_for(1_500)

    assert answer.value.status == 204
    row = ReadCount.objects.get()
    assert (row.page_id, row.level.number, row.count) == (story.pk, 3, 1)


def test_a_page_in_another_tab_waits_until_it_is_looked_at_and_counts_once(reader, story):
    page, beacons = reader, []
    page.on("request", lambda request: "/read/" in request.url and beacons.append(request.url))
    page.evaluate(IN_VIEW, False)
    page.clock.run_for(60_000)
    assert beacons == []

    with page.expect_response("**/read/"):
        page.evaluate(IN_VIEW, True)
        page.clock.run_for(10_500)
    page.evaluate(IN_VIEW, False)
    page.evaluate(IN_VIEW, True)
    page.clock.run_for(60_000)

    assert [url.rsplit("/", 3)[1:] for url in beacons] == [[str(story.pk), "read", ""]]
