"""A new site, and one with five stories: every level has something to say, and a way on."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from plugins.stories.models import StoryIndexPage
from tests.factories import StoryPageFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Headings with nothing beneath them before the next one as high, or the end of what they are in.
EMPTY_HEADINGS = """() => {
  const rank = (element) => Number(element.tagName.match(/^H([1-6])$/)?.[1] ?? 7);
  const says = (element) => element.innerText.trim() !== "" || element.querySelector("img, input");
  return [...document.querySelectorAll("main h1, main h2, main h3")].filter((heading) => {
    if (heading.closest(".card, button, [hidden]")) return false;
    for (let next = heading.nextElementSibling; next; next = next.nextElementSibling) {
      if (rank(next) <= rank(heading)) return true;
      if (says(next)) return false;
    }
    // A head of its own: what it is about follows it.
    const after = heading.closest(".page-head")?.nextElementSibling;
    return !(after && says(after));
  }).map((heading) => heading.innerText);
}"""


@pytest.fixture(params=[0, 5], ids=["no story", "five stories"])
def stories(request) -> list:
    parent = StoryIndexPage.objects.get()
    return [
        StoryPageFactory(parent=parent, title=f"Story {number}", levels=(1, 4))
        for number in range(request.param)
    ]


def links_in(page: Page, where: str) -> list[str]:
    """Return the addresses of the site's own pages that a part of a page leads to."""
    links = page.locator(where).get_by_role("link").all()
    addresses = [link.get_attribute("href") or "" for link in links]
    return [address for address in addresses if not urlsplit(address).netloc]


def read_at(page: Page, number: int) -> None:
    page.goto("/levels/")
    page.get_by_role("main").get_by_role("button", name=f"Level {number},").click()
    expect(page.get_by_text(f"You now read at level {number}")).to_be_visible()


def test_no_level_is_a_dead_end(person, stories):
    page = person()

    for number in range(1, 5):
        read_at(page, number)
        met = []
        for start in ("/", f"/levels/{number}/", "/topics/", "/search/?q=story"):
            page.goto(start)
            met += [start, *links_in(page, "header nav"), *links_in(page, "main")]
        for address in dict.fromkeys(met):
            if address.startswith("#") or "/admin/" in address:
                continue
            answer = page.goto(address)
            assert answer.status == 200, address
            assert not page.evaluate(EMPTY_HEADINGS), (number, address)
            assert links_in(page, "main") or page.locator("main button").count(), (number, address)
