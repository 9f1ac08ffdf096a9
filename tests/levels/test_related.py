"""What leads on from a page: more about the same, and its neighbours in the reader's lists."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import PageViewRestriction

from plugins.levels.models import MemberLevel
from plugins.levels.reader import Reader
from plugins.levels.related import leads_on_from
from plugins.resources.models import ResourceSource
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def story(parent, title, *, day=0, **kwargs):
    """A story that was published on a day of the year."""
    published = BEGIN + timedelta(days=day)
    return StoryPageFactory(parent=parent, title=title, first_published_at=published, **kwargs)


def related(page, number=1):
    return [each.title for each in leads_on_from(page, Reader.at(number)).related]


def neighbours(page, reader):
    found = leads_on_from(page, reader)
    return [each.title if each else None for each in (found.newer, found.older)]


@pytest.fixture
def other(db):
    return TopicFactory(name="Other")


class TestRelated:
    def test_comes_by_the_topics_that_are_shared_then_by_age(self, stories, topic, other):
        page = story(stories, "This", topics=[topic, other])
        story(stories, "One, old", topics=[topic], day=1)
        story(stories, "One, new", topics=[topic], day=9)
        story(stories, "Both", topics=[topic, other])
        story(stories, "None")

        assert related(page) == ["Both", "One, new", "One, old"]

    def test_that_shares_a_rare_topic_comes_first(self, stories, topic, other):
        page = story(stories, "This", day=20, topics=[topic, other])
        for day in range(5):
            story(stories, f"Common {day}", topics=[topic], day=10 + day)
        story(stories, "Rare", topics=[other], day=1)

        assert related(page)[:2] == ["Rare", "Common 4"]

    def test_is_four_at_most_and_never_the_page_itself(self, stories, topic):
        pages = [story(stories, f"Page {day}", topics=[topic], day=day) for day in range(6)]

        assert related(pages[4]) == ["Page 5", "Page 3", "Page 2", "Page 1"]

    def test_holds_only_what_the_reader_may_meet(self, stories, resources, topic, in_an_hour):
        page = story(stories, "This", topics=[topic], levels=(1, 4))
        story(stories, "Draft", day=9, topics=[topic], live=False)
        story(stories, "Expired", day=9, topics=[topic], expire_at=BEGIN)
        story(stories, "Practitioners' own", day=9, topics=[topic], levels=(4,))
        secret = story(stories, "Private", day=9, topics=[topic])
        PageViewRestriction.objects.create(page=secret, restriction_type="login")
        ResourcePageFactory(parent=resources, title="Of any type", topics=[topic], levels=(3, 4))
        story(stories, "Expires later", topics=[topic], expire_at=in_an_hour)

        assert related(page) == ["Expires later"]
        assert set(related(page, 4)) == {"Practitioners' own", "Of any type"}

    def test_honours_the_level_that_the_reader_has_in_a_topic(self, stories, topic, other):
        page = story(stories, "This", topics=[topic, other])
        story(stories, "In topic at 4", topics=[topic], levels=(4,))
        story(stories, "In topic at 1", topics=[topic])
        story(stories, "Elsewhere at 1", topics=[other])

        found = leads_on_from(page, Reader({None: 1, topic.pk: 4})).related

        assert {each.title for each in found} == {"In topic at 4", "Elsewhere at 1"}

    def test_names_nothing_that_the_page_names_already(
        self, client, at_level, stories, resources, topic
    ):
        page = story(stories, "This", topics=[topic], levels=(1, 4))
        drawn = ResourcePageFactory(
            parent=resources, title="Drawn from it", topics=[topic], levels=(3, 4)
        )
        ResourceSource.objects.create(page=drawn, source=page)
        chosen, in_words, rest = [
            ResourcePageFactory(parent=resources, title=title, topics=[topic], levels=(3, 4))
            for title in ("Chosen", "In words", "The rest")
        ]
        words = f'<p><a linktype="page" id="{in_words.pk}">Words</a></p>'
        page.body = [("resource", chosen), ("advice", words)]
        page.save()

        shown = at_level(4).get(page.url).context

        assert [each.title for each in shown["related"]] == [rest.title]
        assert list(shown["linked"]) == [chosen.pk]
        assert [each.title for each in shown["came_of_it"]] == ["Drawn from it"]

    def test_fills_the_places_of_what_the_page_names_already(self, stories, topic):
        page, *others = [story(stories, f"Page {day}", topics=[topic], day=day) for day in range(9)]
        named = {other.pk for other in others[4:]}

        found = leads_on_from(page, Reader.at(1), named=named).related

        assert [each.title for each in found] == ["Page 4", "Page 3", "Page 2", "Page 1"]

    def test_has_no_heading_where_there_is_nothing(self, client, stories, topic):
        alone = story(stories, "Alone", topics=[topic])
        without_topic = story(stories, "Without a topic")

        assert "More about this" not in client.get(alone.url).text
        assert "More about this" not in client.get(without_topic.url).text

    def test_is_linked_by_title(self, client, stories, topic):
        page = story(stories, "This", topics=[topic])
        other = story(stories, "Also about it", topics=[topic])

        text = client.get(page.url).text

        shown = text[text.index("More about this") :]
        assert f'<a href="{other.url}">Also about it</a>' in shown


class TestNeighbours:
    def test_follow_the_order_of_the_list(self, stories):
        pages = [story(stories, f"Day {day}", day=day) for day in (3, 1, 2)]

        assert [neighbours(page, Reader.at(1)) for page in pages] == [
            [None, "Day 2"],
            ["Day 2", None],
            ["Day 3", "Day 1"],
        ]

    def test_of_the_same_moment_follow_their_keys_as_the_list_does(self, client, stories):
        pages = [story(stories, f"Page {number}") for number in range(3)]

        listed = [page.title for page in client.get(stories.url).context["pages"]]
        around = neighbours(pages[1], Reader.at(1))

        assert listed == ["Page 2", "Page 1", "Page 0"]
        assert around == ["Page 2", "Page 0"]

    def test_walk_through_the_whole_list_and_back(self, client, stories, topic):
        for number in range(7):
            levels = (1, 4) if number % 2 else (1,)
            story(stories, f"Page {number}", day=number // 2, topics=[topic], levels=levels)
        listed = list(client.get(stories.url).context["pages"])

        for newer, older in pairwise(listed):
            assert client.get(newer.url).context["older"].pk == older.pk
            assert client.get(older.url).context["newer"].pk == newer.pk

    def test_skip_what_is_not_in_the_readers_list(self, stories, resources):
        page = story(stories, "This", day=5, levels=(1, 4))
        story(stories, "Draft", day=6, live=False)
        story(stories, "Of another level", day=6, levels=(4,))
        between = BEGIN + timedelta(days=5, hours=1)
        ResourcePageFactory(parent=resources, levels=(3, 4), first_published_at=between)
        secret = story(stories, "Private", day=4)
        PageViewRestriction.objects.create(page=secret, restriction_type="login")
        story(stories, "Newer", day=7)
        story(stories, "Older", day=3)

        assert neighbours(page, Reader.at(1)) == ["Newer", "Older"]
        assert neighbours(page, Reader.at(4)) == ["Of another level", None]

    def test_are_those_at_the_readers_level_in_a_topic(self, stories, topic):
        page = story(stories, "This", day=5, topics=[topic], levels=(4,))
        story(stories, "At 1 in the topic", day=6, topics=[topic])
        story(stories, "At 4 in the topic", day=7, topics=[topic], levels=(4,))
        story(stories, "At 1 elsewhere", day=8)

        reader = Reader({None: 1, topic.pk: 4})

        assert neighbours(page, reader) == ["At 4 in the topic", None]

    def test_stay_in_the_topic_that_most_pages_are_about(self, client, stories, topic, other):
        page = story(stories, "This", day=5, topics=[topic, other])
        story(stories, "In the rare topic", day=6, topics=[other])
        story(stories, "In none", day=6)
        for day in (3, 8):
            story(stories, f"Day {day}", day=day, topics=[topic])

        assert neighbours(page, Reader.at(1)) == ["Day 8", "Day 3"]
        assert "Newer and older in Topic" in client.get(page.url).text

    def test_in_a_topic_are_of_any_type(self, stories, resources, topic):
        page = story(stories, "This", day=5, topics=[topic], levels=(1, 4))
        ResourcePageFactory(
            parent=resources,
            title="A pattern",
            topics=[topic],
            levels=(3, 4),
            first_published_at=BEGIN + timedelta(days=6),
        )

        assert neighbours(page, Reader.at(4)) == ["A pattern", None]

    def test_are_none_for_a_page_that_is_not_in_the_readers_list(self, stories):
        page = story(stories, "For practitioners", day=5, levels=(4,))
        story(stories, "Newer", day=6)

        assert neighbours(page, Reader.at(1)) == [None, None]

    def test_are_none_for_a_page_without_a_date(self, stories):
        page = StoryPageFactory(parent=stories)
        story(stories, "Newer", day=6)

        assert neighbours(page, Reader.at(1)) == [None, None]

    def test_are_linked_in_the_page_and_in_its_head(self, client, stories):
        newer, page, older = [story(stories, f"Day {day}", day=day) for day in (3, 2, 1)]

        head, body = client.get(page.url).text.split("</head>")

        assert f'<link rel="prev" href="{newer.url}">' in head
        assert f'<link rel="next" href="{older.url}">' in head
        around = body[body.index("Newer and older") :].split("</nav>")[0]
        shown = [strip_tags(link).split(">")[-1].split() for link in around.split("<a ")[1:]]
        assert shown == [["Newer", "Day", "3"], ["Older", "Day", "1"]]
        assert [newer.url in around, older.url in around] == [True, True]


class TestQueries:
    def test_is_one_however_much_there_is(self, stories, topic, django_assert_num_queries):
        page = story(stories, "This", day=50, topics=[topic])
        for day in range(40, 60):
            story(stories, f"Day {day}", day=day, topics=[topic])
        reader = Reader.at(1)
        prefetch_related_objects([page], "level_tags", "topic_tags")
        leads_on_from(page, reader)

        with django_assert_num_queries(1):
            found = leads_on_from(page, reader)

        assert len(found.related) == 4
        assert found.newer
        assert found.older


class TestMember:
    def test_meets_what_is_at_the_level_of_the_account(self, client, stories, topic, member, level):
        page = story(stories, "This", topics=[topic], levels=(1, 4))
        story(stories, "For practitioners", topics=[topic], levels=(4,))
        MemberLevel.objects.create(user=member, level=level(4))
        client.force_login(member)

        assert "For practitioners" in client.get(page.url).text
        client.post(reverse("levels:choose"), {"level": 1, "next": "/"})
        assert "For practitioners" not in client.get(page.url).text
