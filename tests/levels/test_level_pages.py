"""The page of a level: what it offers, what there is, and where one might go next."""

import pytest
from wagtail import hooks

from plugins.levels.visibility import LevelledPageQuerySet
from tests.factories import ResourcePageFactory, StoryPageFactory

pytestmark = pytest.mark.django_db


def last_first(pages: LevelledPageQuerySet) -> LevelledPageQuerySet:
    """What a plugin that counts might find most useful."""
    return pages.order_by("-pk")


class TestFewPages:
    def test_are_one_plain_list(self, client, stories):
        for number in range(5):
            StoryPageFactory(parent=stories, title=f"Story {number}")

        text = client.get("/levels/1/").text

        assert "What there is so far" in text
        assert "Newest at this level" not in text
        assert text.count('class="card"') == 5

    def test_are_a_plain_list_until_there_are_six(self, client, stories):
        StoryPageFactory.create_batch(6, parent=stories)

        text = client.get("/levels/1/").text

        assert "Newest at this level" in text
        assert "What there is so far" not in text


class TestNoPages:
    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_say_what_will_come_and_offer_the_other_levels(self, client, home, level, number):
        text = client.get(f"/levels/{number}/").text

        assert "Nothing has been shared for this level yet." in text
        assert level(number).offers in text.replace("&#x27;", "'")
        others = {1, 2, 3, 4} - {number}
        assert all(f"Read at level {other}, " in text for other in others)
        assert "Topics at this level" not in text

    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_say_the_same_on_the_home_page(self, at_level, home, number):
        text = at_level(number).get("/").text

        assert "Nothing has been shared for this level yet." in text
        assert "All at this level" not in text


class TestMostUseful:
    @pytest.fixture(autouse=True)
    def counted(self):
        with hooks.register_temporarily("most_useful", last_first, order=-1):
            yield

    def test_is_shown_before_the_newest(self, client, stories):
        for number in range(6):
            StoryPageFactory(parent=stories, title=f"Story {number}")

        text = client.get("/levels/1/").text

        useful = text[text.index("What fitted others here") : text.index("Newest at this level")]
        assert [f"Story {number}" in useful for number in range(6)] == [False] * 3 + [True] * 3

    def test_is_no_heading_of_its_own_where_there_is_little(self, client, stories):
        StoryPageFactory.create_batch(5, parent=stories)

        assert "What fitted others here" not in client.get("/levels/1/").text

    def test_is_asked_of_what_the_level_holds(self, client, stories, resources):
        StoryPageFactory.create_batch(6, parent=stories)
        ResourcePageFactory(parent=resources, title="For level 3")

        assert "For level 3" not in client.get("/levels/1/").text


class TestNextLevel:
    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_is_offered_with_its_sentence(self, client, home, level, number):
        text = client.get(f"/levels/{number}/").text

        offer = text[text.index("When you are ready") :]
        assert level(number + 1).sentence in offer

    def test_is_none_after_the_last(self, client, home):
        assert "When you are ready" not in client.get("/levels/4/").text

    def test_is_offered_at_the_end_of_a_page(self, at_level, stories, level):
        story = StoryPageFactory(parent=stories, levels=(1, 4))

        assert level(2).sentence in at_level(1).get(story.url).text.split("</article>")[1]
        assert "When you are ready" not in at_level(4).get(story.url).text

    def test_is_not_offered_on_a_page_of_another_level(self, at_level, stories):
        story = StoryPageFactory(parent=stories, levels=(1,))

        assert "When you are ready" not in at_level(2).get(story.url).text

    def test_is_that_of_the_topic_in_which_the_reader_is_elsewhere(
        self, client, resources, topic, level
    ):
        page = ResourcePageFactory(parent=resources, levels=(3,), topics=[topic])
        client.cookies["level"] = "1"
        client.cookies["topic_levels"] = f"{topic.pk}:3"

        offer = client.get(page.url).text.split("When you are ready")[1]

        assert level(4).sentence in offer
        assert f'name="topic" value="{topic.slug}"' in offer
