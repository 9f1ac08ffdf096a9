"""What found nothing is tried again by itself: nobody misses what has come out since."""

import pytest
from django.core.management import call_command

from plugins.searches.models import SearchedWords
from tests.factories import StoryPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(stories, searchable):
    def make(title, *levels):
        with searchable():
            StoryPageFactory(parent=stories, title=title, levels=levels)

    return make


def unmet() -> set[tuple[str, int]]:
    rows = SearchedWords.objects.shown().unmet()
    return set(rows.values_list("words", "level__number"))


def test_words_are_met_at_the_level_at_which_a_page_came_out(searched, publish):
    searched("late trains", level=1)
    searched("late trains", level=2)
    searched("ghost buses")
    publish("Late trains", 1)

    call_command("tend_searches", verbosity=0)

    assert unmet() == {("late trains", 2), ("ghost buses", 1)}
    assert SearchedWords.objects.get(words="late trains", level__number=1).results == 1


def test_words_that_are_nobodys_business_are_not_tried(searched, publish, settings):
    settings.SEARCH_LOG_THRESHOLD = 3
    rare = searched("late trains", 2)
    dismissed = searched("late buses", is_dismissed=True)
    publish("Late trains, late buses", 1)

    call_command("tend_searches", verbosity=0)

    for row in (rare, dismissed):
        row.refresh_from_db()
        assert row.results == 0
