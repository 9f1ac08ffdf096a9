"""Which answers shared caches may keep: every kind of URL, asked for by every kind of reader."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from wagtail.models import PageViewRestriction

from plugins.levels.caching import PrivateByDefaultMiddleware, same_for_everybody
from plugins.levels.models import MemberLevel
from tests.factories import ResourcePageFactory, StoryPageFactory

pytestmark = pytest.mark.django_db

READERS = ["nobody", "visitor", "reader by topic", "member", "editor"]
# The level decides, or the account.
OWN = [
    "/",
    "/stories/",
    "/stories/a-story/",
    "/resources/a-plan/",
    "/levels/",
    "/levels/2/",
    "/topics/",
    "/topics/topic/",
    "/search/",
    "/search/?q=story",
    "/search/complete/?q=sto",
    "/api/v2/pages/",
    "/api/v2/pages/?search=story",
    "/api/v2/pages/find/?html_path=/stories/a-story/",
    "/accounts/login/",
    "/admin/",
]
# The URL alone decides.
SAME = [
    "/levels/2/feed/",
    "/topics/topic/levels/1/feed/",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/robots.txt",
    "/api/v2/pages/?level=1",
    "/api/v2/pages/?level=4&search=story",
    "/api/v2/pages/{story}/",
]
# There, but not for readers, or not there at all.
MISSING = [
    "/stories/a-draft/",
    "/stories/unheard-of/",
    "/levels/9/feed/",
    "/topics/unheard-of/levels/1/feed/",
    "/api/v2/pages/{draft}/",
    "/api/v2/pages/{private}/",
    "/api/v2/pages/999999/",
    "/api/v2/pages/?level=9",
]


@pytest.fixture
def keys(stories, resources, topic) -> dict[str, int]:
    """The keys of a few pages by which URLs name them."""
    pages = {
        "story": StoryPageFactory(parent=stories, slug="a-story", topics=[topic]),
        "draft": StoryPageFactory(parent=stories, slug="a-draft", live=False),
        "private": StoryPageFactory(parent=stories, slug="private"),
        "plan": ResourcePageFactory(parent=resources, slug="a-plan"),
    }
    # No group: nobody but administrators.
    PageViewRestriction.objects.create(page=pages["private"], restriction_type="groups")
    return {name: page.pk for name, page in pages.items()}


@pytest.fixture
def reading_as(at_level, member, admin_user, topic) -> Callable[[str], Client]:
    """A client for each name in READERS."""

    def reading(name: str) -> Client:
        client = at_level(3) if name == "visitor" else Client()
        if name == "member":
            MemberLevel.keep(member, 2)
            client.force_login(member)
        if name == "editor":
            client.force_login(admin_user)
        if name == "reader by topic":
            client.post("/levels/", {"level": 4, "topic": topic.slug})
            client.get("/")
        return client

    return reading


def said(response: HttpResponse) -> set[str]:
    return {each.strip() for each in response.headers["Cache-Control"].split(",")}


def varies_by_cookie(response: HttpResponse) -> bool:
    return "Cookie" in response.headers.get("Vary", "")


@pytest.mark.parametrize("reader", READERS)
class TestWhoAsks:
    def test_gets_answers_of_their_own(self, reading_as, keys, reader):
        client = reading_as(reader)

        answers = {url: client.get(url.format(**keys)) for url in OWN}

        assert [url for url, answer in answers.items() if "private" not in said(answer)] == []
        assert [url for url, answer in answers.items() if not varies_by_cookie(answer)] == []

    def test_gets_what_everybody_gets(self, reading_as, keys, reader):
        client, stranger = reading_as(reader), Client()

        answers = {url: client.get(url.format(**keys)) for url in SAME}

        for url, answer in answers.items():
            assert {"public", "max-age=300"} <= said(answer), url
            assert not varies_by_cookie(answer), url
            assert not answer.cookies, url
            assert answer.content == stranger.get(url.format(**keys)).content, url

    def test_leaves_no_error_in_shared_caches(self, reading_as, keys, reader):
        client = reading_as(reader)

        answers = {url: client.get(url.format(**keys)) for url in MISSING}

        assert {answer.status_code for answer in answers.values()} == {400, 404}
        assert [url for url, each in answers.items() if "private" not in said(each)] == []
        assert [url for url, each in answers.items() if "public" in said(each)] == []


class TestWhatIsTheSame:
    @pytest.mark.parametrize("url", [*SAME, "/", "/stories/a-story/", "/api/v2/pages/"])
    def test_is_not_sent_again(self, client, keys, url):
        first = client.get(url.format(**keys))

        second = client.get(url.format(**keys), headers={"If-None-Match": first.headers["ETag"]})

        assert second.status_code == 304
        assert second.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert second.headers.get("Vary") == first.headers.get("Vary")

    @pytest.mark.parametrize("url", ["/levels/1/feed/", "/sitemap.xml", "/api/v2/pages/?level=1"])
    def test_is_sent_again_once_a_page_is_hidden(self, client, stories, keys, url):
        page = StoryPageFactory(parent=stories)
        first = client.get(url)
        PageViewRestriction.objects.create(page=page, restriction_type="login")

        second = client.get(url, headers={"If-None-Match": first.headers["ETag"]})

        assert second.status_code == 200

    @pytest.mark.parametrize("url", ["/levels/1/feed/", "/sitemap.xml", "/api/v2/pages/?level=1"])
    def test_does_not_tell_that_something_hidden_has_changed(self, client, stories, keys, url):
        first = client.get(url)
        draft = StoryPageFactory(parent=stories, title="Another", live=False)
        draft.save_revision()

        second = client.get(url)

        assert second.headers == first.headers

    @pytest.mark.parametrize("url", SAME)
    def test_is_not_told_by_date(self, client, keys, url):
        response = client.get(url.format(**keys))

        assert "Last-Modified" not in response.headers


def test_a_private_page_is_for_its_readers_alone(reading_as, keys):
    page = reading_as("editor").get("/stories/private/")
    answer = reading_as("member").get("/stories/private/")

    assert (page.status_code, answer.status_code) == (200, 404)
    assert "private" in said(page) & said(answer)


def test_what_a_browser_keeps_does_not_outlive_a_change_of_level(client, keys):
    before = client.get("/stories/")
    client.post("/levels/", {"level": 4, "next": "/stories/"})

    after = client.get("/stories/", headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200


def answer_to(view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    return PrivateByDefaultMiddleware(view)(RequestFactory().get("/"))


class TestAPlugin:
    def test_need_not_think_of_caches(self):
        response = answer_to(lambda request: HttpResponse("of somebody"))

        assert response.headers["Cache-Control"] == "private, no-cache"
        assert response.headers["Vary"] == "Cookie"

    def test_may_say_that_everybody_gets_the_same(self):
        response = answer_to(same_for_everybody(lambda request: HttpResponse("for all")))

        assert "public" in said(response)

    def test_cannot_share_an_error(self):
        response = answer_to(same_for_everybody(lambda request: HttpResponse(status=404)))

        assert response.headers["Cache-Control"] == "private, no-cache"

    @pytest.mark.parametrize("cached", ["public, max-age=60", "max-age=60", "s-maxage=60"])
    def test_cannot_share_what_a_cookie_decided(self, cached):
        headers = {"Cache-Control": cached, "Vary": "Accept, Cookie"}

        response = answer_to(lambda request: HttpResponse("of somebody", headers=headers))

        assert response.headers["Cache-Control"] == "private, no-cache"

    def test_cannot_share_a_cookie(self):
        def view(request: HttpRequest) -> HttpResponse:
            response = HttpResponse("for all", headers={"Cache-Control": "public"})
            response.set_cookie("name", "value")
            return response

        response = answer_to(view)

        assert response.headers["Cache-Control"] == "private, no-cache"

    @pytest.mark.parametrize("kept", ["no-store", "private, max-age=30", "public, max-age=60"])
    def test_may_say_it_otherwise(self, kept):
        response = answer_to(lambda request: HttpResponse("known", headers={"Cache-Control": kept}))

        assert response.headers["Cache-Control"] == kept
