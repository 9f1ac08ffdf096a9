"""What a reader's lists hold, on every page that has a list."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from plugins.levels.models import Level
from plugins.levels.reader import Reader
from plugins.levels.visibility import pages_visible_to
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def private(stories):
    """A story behind a password."""
    story = StoryPageFactory(parent=stories, title="Confidential")
    PageViewRestriction.objects.create(
        page=story, restriction_type=PageViewRestriction.PASSWORD, password="sesame"
    )
    return story


class TestLists:
    @pytest.mark.parametrize("url", ["/", "/stories/", "/levels/1/"])
    def test_hold_the_readers_own_level_only(self, at_level, stories, url):
        StoryPageFactory(parent=stories, title="For the curious", levels=(1,))
        StoryPageFactory(parent=stories, title="For the doers", levels=(4,))

        page = at_level(1).get(url)

        assert "For the curious" in page.text
        assert "For the doers" not in page.text

    @pytest.mark.parametrize("url", ["/", "/stories/", "/levels/1/"])
    def test_leave_out_drafts(self, client, stories, url):
        StoryPageFactory(parent=stories, title="Unfinished", live=False)

        assert "Unfinished" not in client.get(url).text

    @pytest.mark.parametrize("url", ["/", "/stories/", "/levels/1/"])
    def test_leave_out_private_pages(self, client, private, url):
        assert "Confidential" not in client.get(url).text

    @pytest.mark.parametrize("url", ["/", "/stories/", "/levels/1/"])
    def test_leave_out_what_is_below_a_private_page(self, client, stories, url):
        StoryPageFactory(parent=stories, title="Inside")
        PageViewRestriction.objects.create(page=stories, restriction_type=PageViewRestriction.LOGIN)

        assert "Inside" not in client.get(url).text

    def test_leave_out_what_is_edited_but_not_published(self, client, stories):
        story = StoryPageFactory(parent=stories, title="As published")
        story.title = "As edited"
        story.save_revision()

        page = client.get(stories.url)

        assert "As published" in page.text
        assert "As edited" not in page.text

    def test_leave_out_what_is_scheduled(self, client, stories, in_an_hour):
        story = StoryPageFactory(parent=stories, title="Tomorrow", live=False)
        story.go_live_at = in_an_hour
        story.save_revision().publish()

        assert "Tomorrow" not in client.get(stories.url).text

    def test_leave_out_what_has_expired(self, client, stories):
        yesterday = timezone.now() - timedelta(days=1)
        StoryPageFactory(parent=stories, title="Yesterday's news", expire_at=yesterday)

        assert "Yesterday" not in client.get(stories.url).text

    def test_are_newest_first(self, client, stories):
        now = timezone.now()
        for title, days in (("Older", 2), ("Newest", 0), ("Oldest", 3)):
            StoryPageFactory(
                parent=stories, title=title, first_published_at=now - timedelta(days=days)
            )

        text = client.get(stories.url).text

        assert text.index("Newest") < text.index("Older") < text.index("Oldest")

    def test_can_be_narrowed_by_topic(self, client, stories):
        topic = TopicFactory(name="Open data")
        StoryPageFactory(parent=stories, title="About it", topics=[topic])
        StoryPageFactory(parent=stories, title="About nothing")

        page = client.get(stories.url, {"topic": "open-data"})

        assert "About it" in page.text
        assert "About nothing" not in page.text

    def test_offer_no_topic_that_only_other_levels_have(self, client, stories):
        StoryPageFactory(parent=stories, levels=(4,), topics=[TopicFactory(name="Secret sauce")])

        assert "Secret sauce" not in client.get(stories.url).text

    def test_go_on_over_several_pages(self, client, stories):
        StoryPageFactory.create_batch(13, parent=stories)

        first, second = client.get(stories.url), client.get(stories.url, {"page": 2})

        assert "Page 1 of 2" in first.text
        assert first.text.count('class="card"') == 12
        assert second.text.count('class="card"') == 1

    @pytest.mark.parametrize("number", ["0", "-1", "999", "x", "", "\u00b2"])
    def test_show_a_page_that_there_is(self, client, stories, number):
        StoryPageFactory(parent=stories, title="The only one")

        assert "The only one" in client.get(stories.url, {"page": number}).text


class TestEmptyLists:
    def test_say_that_there_is_nothing_at_this_level_yet(self, client, stories):
        assert "Nothing has been shared for this level yet." in client.get(stories.url).text

    def test_say_where_resources_begin(self, client, resources):
        page = client.get(resources.url)

        assert "Resources begin at level 2, Baby steps" in page.text

    def test_are_left_out_of_the_navigation(self, at_level, resources):
        link = f'href="{resources.url}"'

        assert link not in at_level(1).get("/").text
        assert link in at_level(2).get("/").text

    def test_stories_are_left_out_of_the_navigation_of_levels_2_and_3(self, at_level, stories):
        link = f'href="{stories.url}"'

        assert link not in at_level(3).get("/").text
        assert link in at_level(4).get("/").text


class TestDirectLinks:
    def test_open_a_page_of_another_level_with_a_notice(self, client, resources):
        resource = ResourcePageFactory(parent=resources, title="A pattern", levels=(3, 4))

        page = client.get(resource.url)

        assert page.status_code == 200
        assert "This page is written for people who say" in page.text
        assert "Read at level 3, Preparation" in page.text

    def test_open_a_page_of_the_own_level_without_one(self, at_level, resources):
        resource = ResourcePageFactory(parent=resources, levels=(3, 4))

        assert "This page is written for" not in at_level(3).get(resource.url).text

    def test_do_not_open_drafts(self, client, stories):
        story = StoryPageFactory(parent=stories, live=False)

        assert client.get(story.url).status_code == 404


class TestRule:
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        pages=st.lists(
            st.tuples(st.sets(st.sampled_from([1, 4]), min_size=1), st.booleans(), st.booleans()),
            max_size=6,
        ),
        number=st.integers(1, 4),
    )
    def test_holds_each_live_public_page_of_the_level_once(self, stories, pages, number):
        with transaction.atomic():
            expected = set()
            for levels, live, private in pages:
                story = StoryPageFactory(parent=stories, levels=levels, live=live)
                if private:
                    PageViewRestriction.objects.create(
                        page=story, restriction_type=PageViewRestriction.LOGIN
                    )
                if number in levels and live and not private:
                    expected.add(story.pk)

            found = list(pages_visible_to(Reader.at(number)).values_list("pk", flat=True))
            transaction.set_rollback(True)
        stories.refresh_from_db()

        assert len(found) == len(expected)
        assert set(found) == expected


def test_level_pages_show_their_own_level_to_everybody(at_level, stories):
    StoryPageFactory(parent=stories, title="For the doers", levels=(4,))

    page = at_level(1).get("/levels/4/")

    assert "For the doers" in page.text
    assert str(Level.objects.get(number=4).sentence) in page.text


def test_there_is_no_fifth_level_page(client, home):
    assert client.get("/levels/5/").status_code == 404
    assert client.get("/levels/0/").status_code == 404


def test_the_page_of_level_4_is_where_to_share(client, stories, resources):
    page = client.get("/levels/4/")

    assert "Share a story" in page.text
    assert "Share a resource" in page.text
    assert "Share a story" not in client.get("/levels/1/").text


def test_nobody_is_asked_to_share_below_a_private_list(client, stories, resources):
    PageViewRestriction.objects.create(page=stories, restriction_type=PageViewRestriction.LOGIN)

    page = client.get("/levels/4/")

    assert "Share a story" not in page.text
    assert "Share a resource" in page.text
