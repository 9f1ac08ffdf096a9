"""Topic pages, and readers who are at another level in a topic than elsewhere."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from plugins.levels.models import MemberLevel
from plugins.levels.visibility import pages_visible_to
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

CHOOSE = "/levels/"


@pytest.fixture
def open_data(db):
    return TopicFactory(name="Open data", description="What authorities publish for all to use.")


@pytest.fixture
def pages(resources, stories, open_data):
    """Pages at three levels, about open data and about nothing."""
    for number in (2, 3):
        ResourcePageFactory(
            parent=resources, title=f"Data at {number}", levels=(number,), topics=[open_data]
        )
        ResourcePageFactory(parent=resources, title=f"Else at {number}", levels=(number,))
    StoryPageFactory(parent=stories, title="Data at 1", topics=[open_data])
    StoryPageFactory(parent=stories, title="Else at 1")


@pytest.fixture
def titles():
    """The titles of the pages that a client meets in its lists."""

    def titles(client) -> set[str]:
        reader = client.get("/search/").wsgi_request.reader
        return {page.title for page in pages_visible_to(reader)}

    return titles


def choose(client, level, topic, **options):
    return client.post(CHOOSE, {"level": level, "topic": topic.slug}, **options)


class TestLevelInATopic:
    def test_holds_in_that_topic_and_the_general_one_elsewhere(
        self, at_level, pages, open_data, titles
    ):
        client = at_level(1)

        choose(client, 3, open_data)

        assert titles(client) == {"Else at 1", "Data at 3"}

    def test_counts_for_a_page_with_another_topic_too(
        self, at_level, resources, open_data, topic, titles
    ):
        client = at_level(2)
        for number in (2, 3):
            ResourcePageFactory(
                parent=resources, title=f"At {number}", levels=(number,), topics=[open_data, topic]
            )

        choose(client, 3, open_data)

        assert titles(client) == {"At 3"}

    def test_of_two_topics_shows_a_page_that_is_at_either(
        self, at_level, resources, open_data, topic, titles
    ):
        client = at_level(1)
        for number in (2, 3, 4):
            ResourcePageFactory(
                parent=resources, title=f"At {number}", levels=(number,), topics=[open_data, topic]
            )

        choose(client, 2, open_data)
        choose(client, 3, topic)

        assert titles(client) == {"At 2", "At 3"}

    def test_shows_a_page_of_several_levels_and_topics_once(
        self, at_level, resources, open_data, topic
    ):
        client = at_level(2)
        ResourcePageFactory(
            parent=resources, title="In all of them", levels=(2, 3, 4), topics=[open_data, topic]
        )

        choose(client, 3, open_data)
        choose(client, 4, topic)

        assert client.get(resources.url).text.count("In all of them") == 1

    def test_narrows_the_search(self, at_level, resources, open_data, searchable):
        client = at_level(1)
        with searchable():
            for number in (2, 3):
                ResourcePageFactory(
                    parent=resources, title=f"Gazebo {number}", levels=(number,), topics=[open_data]
                )

        choose(client, 3, open_data)
        found = client.get("/search/", {"q": "gazebo"})

        assert "Gazebo 3" in found.text
        assert "Gazebo 2" not in found.text
        assert "1 page at level 1, Eye opener, and in your topics at theirs" in found.text
        offered = client.get("/search/complete/", {"q": "gaz"}).json()["pages"]
        assert [page["title"] for page in offered] == ["Gazebo 3"]

    def test_brings_the_list_of_its_type_into_the_navigation(
        self, at_level, resources, open_data, pages
    ):
        client = at_level(1)
        link = f'href="{resources.url}"'
        assert link not in client.get("/").text

        choose(client, 3, open_data)

        assert link in client.get("/").text
        assert "Data at 3" in client.get(resources.url).text

    def test_is_said_in_the_header_of_its_page_and_of_the_search(self, client, pages, open_data):
        choose(client, 3, open_data)

        for url in ("/topics/open-data/", "/search/?q=word", "/levels/"):
            assert "In Open data: level 3, Preparation" in client.get(url).text, url
        assert "1 topic at a level of its own" in client.get("/").text

    def test_keeps_the_page_and_is_undone_with_one_click(self, client, pages, open_data, titles):
        page = client.post(
            CHOOSE, {"level": 3, "topic": "open-data", "next": "/stories/?page=1"}, follow=True
        )
        assert page.redirect_chain == [("/stories/?page=1", 302)]
        assert "In Open data you now read at level 3, Preparation." in page.text
        assert "Undo" in page.text

        page = client.post(CHOOSE, {"level": "", "topic": "open-data"}, follow=True)

        assert "In Open data you now read at your general level: 1, Eye opener." in page.text
        assert "Back to level 3, Preparation" in page.text
        assert titles(client) == {"Data at 1", "Else at 1"}

    def test_leaves_the_general_level_unchosen(self, client, pages, open_data):
        choose(client, 3, open_data)

        assert not client.get("/").wsgi_request.reader.has_chosen

    def test_decides_what_the_notice_on_a_page_says(self, at_level, resources, open_data):
        client = at_level(2)
        resource = ResourcePageFactory(parent=resources, levels=(2,), topics=[open_data])
        assert "This page is written for" not in client.get(resource.url).text

        choose(client, 3, open_data)

        page = client.get(resource.url)
        assert "In Open data you read at level 3, Preparation. This page is written" in page.text
        assert '<input type="hidden" name="topic" value="open-data">' in page.text

    @pytest.mark.parametrize("slug", ["no-such", "x" * 5000, "a\0b", "é中"])
    def test_that_is_no_topic_asks_again(self, client, home, slug):
        page = client.post(CHOOSE, {"level": 3, "topic": slug, "next": "/about/"})

        assert page.status_code == 400
        assert "There is no such topic" in page.text
        assert 'value="/about/"' in page.text
        assert not page.cookies


class TestCookie:
    @pytest.mark.parametrize(
        "cookie",
        [
            *("x", "1", ":", "1:", "1:5", "1:0", "-1:2", "1:2.", "1:2;3:4", "\xb2:1"),
            "1:2." * 90000,
            "99999999999999999999:2",
            ".".join(f"{number}:2" for number in range(51)),
        ],
        ids=lambda cookie: cookie[:20],
    )
    def test_that_does_not_read_right_is_no_choice(self, client, pages, titles, cookie):
        client.cookies["topic_levels"] = cookie

        assert client.get("/").status_code == 200
        assert titles(client) == {"Data at 1", "Else at 1"}

    def test_that_names_a_topic_that_is_gone_changes_nothing(self, client, pages, titles):
        client.cookies["topic_levels"] = "999999:3"

        assert titles(client) == {"Data at 1", "Else at 1"}
        assert client.get("/levels/").status_code == 200

    def test_keeps_the_latest_fifty(self, client, home):
        topics = TopicFactory.create_batch(51)

        for topic in topics:
            choose(client, 3, topic)

        kept = client.get("/").wsgi_request.reader.topic_levels
        assert list(kept) == [topic.pk for topic in topics[1:]]


class TestMember:
    def test_keeps_it_with_the_account(self, client, member, pages, open_data, titles):
        client.force_login(member)
        choose(client, 3, open_data)

        client.cookies.pop("topic_levels", None)

        assert titles(client) == {"Else at 1", "Data at 3"}
        assert MemberLevel.objects.get(user=member).topic == open_data

    def test_undoes_it(self, client, member, pages, open_data, titles):
        client.force_login(member)
        choose(client, 3, open_data)

        choose(client, "", open_data)

        assert titles(client) == {"Data at 1", "Else at 1"}

    def test_takes_along_what_was_chosen_before(self, at_level, pages, open_data, topic):
        user = UserFactory()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        MemberLevel.keep(user, 2, topic=topic)
        client = at_level(4)
        choose(client, 3, open_data)
        choose(client, 4, topic)

        client.post(
            reverse("account_login"), {"login": user.email, "password": "correct-horse-battery"}
        )

        assert MemberLevel.choices_of(user) == {None: 4, open_data.pk: 3, topic.pk: 2}

    def test_takes_it_along_through_signing_up(self, client, pages, open_data, mailoutbox):
        choose(client, 3, open_data)
        client.post(
            reverse("account_signup"),
            {
                "email": "new@example.org",
                "name": "New",
                "password1": "correct-horse-battery",
                "password2": "correct-horse-battery",
            },
        )
        link = next(word for word in mailoutbox[0].body.split() if "confirm-email" in word)

        client.post(link.partition("testserver")[2])

        assert MemberLevel.objects.get(user__email="new@example.org").topic == open_data

    def test_does_not_get_back_what_was_undone_when_signing_in_again(
        self, client, member, pages, open_data
    ):
        choose(client, 3, open_data)
        client.force_login(member)
        choose(client, "", open_data)
        client.logout()

        client.force_login(member)

        assert not MemberLevel.objects.filter(user=member).exists()


class TestTopicPage:
    def test_lists_what_is_about_it_at_the_readers_level(self, at_level, pages, open_data):
        page = at_level(2).get("/topics/open-data/")

        assert "What authorities publish for all to use." in page.text
        assert "Data at 2" in page.text
        assert "Data at 3" not in page.text
        assert "Else at 2" not in page.text

    def test_says_so_where_there_is_nothing_and_tells_nothing_of_other_levels(
        self, at_level, resources, open_data
    ):
        empty = at_level(4).get("/topics/open-data/").text
        ResourcePageFactory(parent=resources, levels=(3,), topics=[open_data])

        page = at_level(4).get("/topics/open-data/")

        assert "There is nothing about Open data at level 4, JFDI, yet." in page.text
        assert page.text == empty

    def test_goes_on_over_several_pages(self, client, stories, open_data):
        StoryPageFactory.create_batch(13, parent=stories, topics=[open_data])

        first, second = (client.get("/topics/open-data/", {"page": n}) for n in (1, 2))

        assert first.text.count('class="card"') == 12
        assert second.text.count('class="card"') == 1

    @pytest.mark.parametrize("slug", ["no-such", "x" * 5000, "%00", "%F0%9F%90%8C", "..%2f"])
    def test_of_a_topic_that_is_none_is_not_found(self, client, home, slug):
        assert client.get(f"/topics/{slug}/").status_code == 404

    def test_takes_as_many_queries_for_a_hundred_pages_as_for_ten(self, client, stories, open_data):
        def queries() -> list[int]:
            urls = ("/topics/", "/topics/open-data/", "/levels/1/")
            return [number_of_queries(client, url) for url in urls]

        StoryPageFactory.create_batch(10, parent=stories, topics=[open_data])
        choose(client, 1, open_data)
        queries()  # what is asked once by a process
        few = queries()
        StoryPageFactory.create_batch(89, parent=stories, topics=[open_data])
        topics = [open_data, *TopicFactory.create_batch(20)]
        StoryPageFactory(parent=stories, topics=topics)

        assert queries() == few
        assert max(few) <= 12


class TestTopicIndex:
    def test_lists_topics_that_the_reader_meets_with_their_number(self, at_level, pages):
        unused = TopicFactory(name="Unheard of")

        page = at_level(2).get("/topics/")

        assert "Open data" in page.text
        assert "1 page" in page.text
        assert unused.name not in page.text

    def test_orders_topics_by_name(self, client, stories):
        names = ["Cedar", "Aspen", "Birch"]
        for name in names:
            StoryPageFactory(parent=stories, topics=[TopicFactory(name=name)])

        topics = client.get("/topics/").context["topics"]

        assert [topic.name for topic in topics] == sorted(names)

    def test_leaves_out_topics_of_other_levels(self, at_level, stories, open_data):
        StoryPageFactory(parent=stories, topics=[open_data])

        assert "Open data" not in at_level(2).get("/topics/").text

    @pytest.mark.parametrize("state", ["draft", "private", "expired"])
    def test_leaves_out_topics_of_hidden_pages(self, client, stories, open_data, state):
        hour_ago = timezone.now() - timedelta(hours=1)
        story = StoryPageFactory(
            parent=stories,
            topics=[open_data],
            live=state != "draft",
            expire_at=hour_ago if state == "expired" else None,
        )
        if state == "private":
            PageViewRestriction.objects.create(page=story, restriction_type="login")

        assert "Open data" not in client.get("/topics/").text
        assert "There is nothing about Open data" in client.get("/topics/open-data/").text

    def test_offers_on_the_level_page_the_topics_of_that_level(self, client, pages):
        unused = TopicFactory(name="Unheard of")

        page = client.get("/levels/3/")

        assert '<option value="open-data">Open data</option>' in page.text
        assert f'value="{unused.slug}"' not in page.text


def number_of_queries(client, url) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)
