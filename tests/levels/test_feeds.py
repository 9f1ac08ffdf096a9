from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from plugins.levels.feeds import FEED_SIZE
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


def parsed(client: Client, url: str) -> Any:
    """Return a feed as feed readers understand it, once it is sure that it is well formed."""
    response = client.get(url)
    headers = {name.lower(): value for name, value in response.headers.items()}
    feed = feedparser.parse(response.content, response_headers=headers)
    assert not feed.bozo, feed.bozo_exception
    return feed


def titles(feed: Any) -> list[str]:
    return [entry.title for entry in feed.entries]


class TestLevelFeed:
    def test_holds_what_is_at_the_level_newest_first(self, client, stories, resources):
        now = timezone.now()
        for title, days in (("Older", 2), ("Newest", 0), ("Newer", 1)):
            first = now - timedelta(days=days)
            StoryPageFactory(parent=stories, title=title, first_published_at=first)
        ResourcePageFactory(parent=resources, title="Elsewhere", levels=(3,))

        feed = parsed(client, "/levels/1/feed/")

        assert titles(feed) == ["Newest", "Newer", "Older"]

    def test_names_the_level_and_not_the_readers_own(self, at_level, resources):
        ResourcePageFactory(parent=resources, title="A plan", levels=(3,))

        feed = parsed(at_level(1), "/levels/3/feed/")

        assert titles(feed) == ["A plan"]
        assert feed.feed.title.startswith("Level 3, Preparation · ")

    @pytest.mark.parametrize("state", ["draft", "private", "expired", "scheduled"])
    def test_leaves_out_what_is_hidden(self, client, stories, state):
        page = StoryPageFactory(
            parent=stories,
            title="Secret",
            live=state not in ("draft", "scheduled"),
            go_live_at=timezone.now() + timedelta(hours=1) if state == "scheduled" else None,
            expire_at=timezone.now() - timedelta(minutes=1) if state == "expired" else None,
        )
        if state == "private":
            PageViewRestriction.objects.create(page=page, restriction_type="login")

        feed = client.get("/levels/1/feed/")

        assert "secret" not in feed.text.lower()

    def test_tells_of_each_page_what_feed_readers_show(self, client, stories, topic):
        first, last = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 4, 2, 10, tzinfo=UTC)
        page = StoryPageFactory(
            parent=stories,
            summary="One permit, one day.",
            credits=[("person", {"name": "Ada", "organisation": "City of Springfield"})],
            topics=[topic],
            levels=(1, 4),
            first_published_at=first,
            last_published_at=last,
        )

        [entry] = parsed(client, "/levels/1/feed/").entries

        assert entry.summary == "One permit, one day."
        assert entry.author == "Ada, City of Springfield"
        assert entry.link == entry.id == page.full_url
        assert entry.published_parsed[:4] == (2026, 3, 1, 9)
        assert entry.updated_parsed[:4] == (2026, 4, 2, 10)
        assert [tag.term for tag in entry.tags] == ["1 Eye opener", "4 JFDI", "Topic"]

    def test_tells_of_itself_where_it_is_and_in_which_language(self, client):
        Site.objects.update(hostname="practice.example.org", port=443, site_name="Practice")

        feed = parsed(client, "/levels/2/feed/").feed

        assert feed.title == "Level 2, Baby steps · Practice"
        assert feed.link == "https://practice.example.org/levels/2/"
        assert {"rel": "self", "href": "https://practice.example.org/levels/2/feed/"}.items() <= (
            next(link for link in feed.links if link.rel == "self").items()
        )
        assert feed.language == "en-gb"

    def test_is_valid_where_there_is_nothing(self, client):
        feed = parsed(client, "/levels/1/feed/")

        assert feed.version == "rss20"
        assert feed.feed.description
        assert feed.entries == []

    def test_does_not_change_from_second_to_second_while_there_is_nothing(self, client):
        feed = parsed(client, "/levels/1/feed/")

        assert feed.feed.updated_parsed[3:6] == (0, 0, 0)

    def test_ends_at_a_number_of_pages(self, client, stories):
        StoryPageFactory.create_batch(FEED_SIZE + 1, parent=stories)

        feed = parsed(client, "/levels/1/feed/")

        assert len(feed.entries) == FEED_SIZE

    def test_takes_what_people_paste(self, client, stories):
        StoryPageFactory(
            parent=stories,
            title="Pasted\x0b <script>alert(1)</script> & more",
            summary="With\x1f <b>marks</b>",
            credits=[("person", {"name": "A\x08da"}), ("person", {"name": "Bob <b>"})],
            topics=[TopicFactory(name="Q&A\x0c")],
        )

        [entry] = parsed(client, "/levels/1/feed/").entries

        assert "<script" not in entry.title
        assert entry.summary == "With &lt;b&gt;marks&lt;/b&gt;"
        assert entry.author == "Ada and Bob <b>"

    def test_costs_as_many_queries_for_thirty_pages_as_for_five(
        self, client, stories, topic, django_assert_max_num_queries
    ):
        StoryPageFactory.create_batch(5, parent=stories, topics=[topic])
        client.get("/levels/1/feed/")
        with django_assert_max_num_queries(12) as few:
            client.get("/levels/1/feed/")
        StoryPageFactory.create_batch(25, parent=stories, topics=[topic])

        with django_assert_max_num_queries(12) as many:
            client.get("/levels/1/feed/")

        assert len(many) == len(few)


class TestTopicFeed:
    def test_holds_what_is_about_the_topic_at_the_level(self, client, stories, resources, topic):
        StoryPageFactory(parent=stories, title="About it", topics=[topic])
        StoryPageFactory(parent=stories, title="About nothing")
        ResourcePageFactory(parent=resources, title="At another level", topics=[topic])

        feed = parsed(client, f"/topics/{topic.slug}/levels/1/feed/")

        assert titles(feed) == ["About it"]
        assert feed.feed.title.startswith("Topic at level 1, Eye opener · ")
        assert feed.feed.link.endswith(f"/topics/{topic.slug}/")

    def test_tells_drafts_from_nothing_by_no_word(self, client, stories, topic):
        nothing = client.get(f"/topics/{topic.slug}/levels/1/feed/").content
        StoryPageFactory(parent=stories, title="Unfinished", topics=[topic], live=False)

        drafts = client.get(f"/topics/{topic.slug}/levels/1/feed/").content

        assert drafts == nothing

    def test_is_found_by_letters_of_any_script(self, client, stories):
        topic = TopicFactory(name="Données ouvertes", slug="données-ouvertes")
        StoryPageFactory(parent=stories, title="About it", topics=[topic])

        feed = parsed(client, "/topics/données-ouvertes/levels/1/feed/")

        assert titles(feed) == ["About it"]


@pytest.mark.parametrize(
    "url",
    [
        "/levels/0/feed/",
        "/levels/5/feed/",
        "/levels/99999999999999999999/feed/",
        "/levels/one/feed/",
        "/topics/unheard-of/levels/1/feed/",
        "/topics/unheard-of/levels/5/feed/",
        "/topics/%00/levels/1/feed/",
        "/topics/%C3%A9%F0%9F%98%80/levels/1/feed/",
        f"/topics/{'long' * 2_000}/levels/1/feed/",
    ],
)
def test_no_such_feed(client, home, url):
    response = client.get(url)

    assert response.status_code == 404


class TestAutodiscovery:
    @pytest.mark.parametrize("url", ["/", "/stories/", "/search/", "/levels/"])
    def test_names_the_feed_of_the_readers_own_level(self, at_level, home, url):
        page = at_level(3).get(url)

        assert page.text.count('type="application/rss+xml"') == 1
        assert 'href="/levels/3/feed/"' in page.text

    def test_names_the_feed_of_the_level_that_a_page_is_about(self, at_level, home):
        page = at_level(3).get("/levels/2/")

        assert 'href="/levels/2/feed/"' in page.text

    def test_names_the_feed_of_the_topic_that_a_page_is_about(self, at_level, home, topic):
        page = at_level(3).get(f"/topics/{topic.slug}/")

        assert f'href="/topics/{topic.slug}/levels/3/feed/"' in page.text
