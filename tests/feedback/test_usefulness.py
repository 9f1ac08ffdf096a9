"""Which pages fitted their readers best."""

from datetime import date, timedelta

import pytest

from plugins.feedback.fitting import most_useful_of
from plugins.feedback.models import FitCount
from plugins.levels.models import Level
from plugins.levels.reader import Reader
from plugins.levels.visibility import pages_visible_to
from tests.factories import StoryPageFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 4)


@pytest.fixture
def told(stories):
    """Make a story at level 1 of which so many readers of a level said each verdict."""

    def make(title, *, right=0, early=0, deep=0, at=1, **kwargs):
        story = StoryPageFactory(parent=stories, title=title, **kwargs)
        level = Level.objects.get(number=at)
        for verdict, count in (("right", right), ("early", early), ("deep", deep)):
            FitCount.objects.create(
                page=story, level=level, verdict=verdict, day=TODAY, count=count
            )
        return story

    return make


def titles():
    pages = most_useful_of(pages_visible_to(Reader.at(1)))
    return [page.title for page in pages]


class TestMostUseful:
    def test_are_those_that_most_readers_find_just_right(self, told):
        told("For most", right=40, early=10)
        told("For half", right=25, early=25)
        told("For few", right=5, deep=45)

        assert titles() == ["For most"]

    def test_puts_the_surest_first(self, told):
        told("Four of four", right=4)
        told("Ninety of a hundred", right=90, deep=10)
        told("Nine of ten", right=9, early=1)

        assert titles() == ["Ninety of a hundred", "Nine of ten", "Four of four"]

    def test_leaves_out_what_too_few_have_answered(self, told):
        told("Three of three", right=3)
        told("Nobody")

        assert titles() == []

    def test_adds_up_the_days(self, told, level):
        story = told("Over two days", right=2)
        tomorrow = TODAY + timedelta(days=1)
        FitCount.objects.create(page=story, level=level(1), verdict="right", day=tomorrow, count=2)

        assert titles() == ["Over two days"]

    def test_asks_only_readers_of_the_levels_that_a_page_is_for(self, told):
        told("Praised at level 3", right=50, at=3)
        told("Praised at level 4", right=50, at=4, levels=(1, 4))

        assert titles() == ["Praised at level 4"]

    def test_holds_each_page_once_and_none_that_was_not_asked_about(self, told, topic):
        told("At two levels", right=9, levels=(1, 4), topics=[topic])
        told("A draft", right=9, live=False)
        told("At level 4", right=9, at=4, levels=(4,))

        assert titles() == ["At two levels"]

    @pytest.mark.parametrize(
        ("right", "early", "bound"), [(4, 0, 0.510), (9, 1, 0.596), (90, 10, 0.826), (0, 7, 0.0)]
    )
    def test_is_by_the_lower_end_of_wilsons_interval(self, told, right, early, bound):
        told("Story", right=right, early=early)

        pages = pages_visible_to(Reader.at(1)).annotate(bound=FitCount.objects.usefulness())

        assert pages.get().bound == pytest.approx(bound, abs=0.0005)

    def test_is_shown_on_the_page_of_the_level(self, client, told):
        for number in range(6):
            told(f"Story {number}", right=20 * (number == 2))

        text = client.get("/levels/1/").text

        useful = text[text.index("What fitted others here") : text.index("Newest at this level")]
        assert [f"Story {number}" in useful for number in range(6)] == [
            number == 2 for number in range(6)
        ]
