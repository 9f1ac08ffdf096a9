"""What editors see of what is searched for: what was often searched for, and what found nothing."""

import csv
import io
import os
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from wagtail import hooks

from plugins.levels.models import Level
from plugins.searches.models import SearchCount, SearchedWords
from plugins.searches.waiting import measures, waiting_for
from tests.factories import StoryPageFactory, TopicFactory
from tests.searches.conftest import before

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
WORDS = ["buses", "late trains", "trains"]


@pytest.fixture
def url(db):
    return reverse("searches:report")


def rows_of(client, url, **narrowed):
    """What the report says as CSV: words, level and how often."""
    response = client.get(url, {"export": "csv", **narrowed})
    _heading, *rows = csv.reader(io.StringIO(b"".join(response.streaming_content).decode()))
    return [(row[0], int(row[1]), int(row[4])) for row in rows]


def test_is_in_the_menu_of_editors(as_editor, url):
    assert f'"{url}"' in as_editor.get(reverse("wagtailadmin_home")).text


def test_lists_words_the_most_frequent_first(as_editor, url, searched):
    searched("trains", 3)
    searched("buses", 4)
    searched("buses", 2, days_ago=5)
    searched("buses", 5, level=3)

    assert rows_of(as_editor, url) == [("buses", 1, 6), ("buses", 3, 5), ("trains", 1, 3)]
    assert "trains" in as_editor.get(url).text


def test_shows_nobody_what_was_rarely_searched_for(as_editor, url, editor, searched):
    searched("anna lind", 2)
    searched("anna lind", 1, days_ago=90)

    assert rows_of(as_editor, url) == []
    assert "anna lind" not in as_editor.get(url, {"q": "anna", "found": "nothing"}).text
    assert waiting_for(editor)[0].count == 0
    assert measures()[0].values == {}


def test_shows_less_or_more_by_a_setting(as_editor, url, searched, settings):
    searched("trains", 4)
    searched("buses", 2)
    searched("old trams", 9, days_ago=10)

    settings.SEARCH_LOG_THRESHOLD, settings.SEARCH_LOG_DAYS = 2, 10

    assert rows_of(as_editor, url) == [("trains", 1, 4), ("buses", 1, 2)]


def test_is_not_there_where_searches_are_not_kept(as_editor, url, editor, searched, settings):
    searched("trains")
    settings.SEARCH_LOG = False

    assert as_editor.get(url).status_code == 404
    assert f'"{url}"' not in as_editor.get(reverse("wagtailadmin_home")).text
    assert (waiting_for(editor), measures()) == ([], [])


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        ({"found": "nothing"}, {"late trains"}),
        ({"found": "something"}, {"buses"}),
        ({"found": "aside"}, {"free pizza"}),
        ({"level": "3"}, {"buses"}),
        ({"q": "TRAINS late"}, {"late trains"}),
        ({"topic": "null"}, {"buses", "free pizza"}),
        ({"day_from": before(3).isoformat()}, {"late trains", "free pizza"}),
        ({"day_to": before(3).isoformat()}, {"buses"}),
    ],
)
def test_is_narrowed(as_editor, url, searched, topic, narrowed, left):
    searched("late trains", topic=topic)
    searched("buses", level=3, results=2, days_ago=4)
    searched("free pizza", is_dismissed=True)

    assert {words for words, _level, _times in rows_of(as_editor, url, **narrowed)} == left
    text = as_editor.get(url, narrowed).text
    assert all(words in text for words in left)


def test_is_narrowed_to_a_topic(as_editor, url, searched, topic):
    searched("late trains", topic=topic)
    searched("buses")

    assert rows_of(as_editor, url, topic=topic.pk) == [("late trains", 1, 3)]


def test_counts_only_the_days_that_it_is_narrowed_to(as_editor, url, searched):
    searched("trains", 3)
    searched("trains", 5, days_ago=10)

    day = before(10).isoformat()
    assert rows_of(as_editor, url, day_from=day, day_to=day) == [("trains", 1, 5)]


@pytest.mark.parametrize(
    "ordering", ["words", "-level__number", "topic__name", "-times", "results", "last_day", "x"]
)
def test_is_put_in_order_by_any_column(as_editor, url, searched, ordering):
    searched("trains")

    assert "trains" in as_editor.get(url, {"ordering": ordering}).text


@pytest.mark.parametrize("ordering", ["results", "-results", "topic__name", "-topic__name"])
def test_puts_words_last_of_which_nothing_is_known(as_editor, url, searched, topic, ordering):
    searched("buses", results=None)
    searched("trains", results=3, topic=topic)

    rows = rows_of(as_editor, url, ordering=ordering)

    assert [words for words, _level, _times in rows] == ["trains", "buses"]


def test_is_a_spreadsheet_too(as_editor, url, searched, topic):
    searched("trains", topic=topic, results=2)

    response = as_editor.get(url, {"export": "xlsx"})

    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    heading, row = sheet.iter_rows(values_only=True)
    assert dict(zip(heading, row, strict=True)) == {
        "Words": "trains",
        "Level": 1,
        "Name of the level": "Eye opener",
        "Topic": "Topic",
        "Searched for": 3,
        "Found the last time": 2,
        "Last on": before(0),
        "Not for us": False,
    }


def test_tells_what_words_find_by_now(as_editor, stories, searched, searchable):
    trains, buses, trams = map(searched, ("late trains", "late buses", "trams"))
    with searchable():
        StoryPageFactory(parent=stories, title="Late trains", levels=(1, 4))
        StoryPageFactory(parent=stories, title="Late buses", levels=(4,))
        StoryPageFactory(parent=stories, title="Late buses again", live=False)

    def now(row):
        return as_editor.get(reverse("searches:now", args=[row.pk])).json()

    assert now(trains) == {"found": 1, "label": "1 page"}
    # A page with any word is found, as by readers, where none holds all.
    assert now(buses) == {"found": 1, "label": "1 page"}
    assert now(trams) == {"found": 0, "label": "Nothing"}
    assert not SearchedWords.objects.exclude(results=0).exists()


def test_asks_what_words_find_now_where_they_found_nothing(as_editor, url, searched):
    nothing, something = searched("trains"), searched("buses", results=2)

    text = as_editor.get(url).text

    assert reverse("searches:now", args=[nothing.pk]) in text
    assert reverse("searches:now", args=[something.pk]) not in text
    assert "searches/finds_now.js" in text


def test_offers_what_other_plugins_do_about_words(as_editor, url, searched, topic):
    searched("late trains", topic=topic, level=3)

    def ask(user, level, about, words):
        return f"/ask/{level}/{about}/{words}/" if user.is_staff is False else ""

    def pick(user, words, level):
        return [{"label": "Pick a page", "url": f"/pick/{level}/{words}/"}]

    with (
        hooks.register_temporarily("where_to_ask", ask, order=-1),
        hooks.register_temporarily("search_words_actions", pick),
    ):
        text = as_editor.get(url).text

    assert f"/ask/3/{topic.pk}/late trains/" in text
    assert "/pick/3/late trains/" in text


def test_takes_as_many_queries_for_many_rows(as_editor, url, searched):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            as_editor.get(url)
        return len(captured)

    searched("trains")
    as_editor.get(url)
    few = queries()
    for number in range(60):
        searched(f"words {number}", topic=TopicFactory())

    assert queries() == few


def test_waits_on_the_desk_with_what_is_searched_for_most(editor, searched, topic):
    searched("buses", 4, level=2)
    searched("late trains", 9, topic=topic)
    searched("found", results=1)
    searched("free pizza", is_dismissed=True)

    (waiting,) = waiting_for(editor)

    assert waiting.count == 2
    assert [(row.title, list(row.notes)) for row in waiting.rows] == [
        ("late trains", ["1 Eye opener", "searched for 9 times", "Topic"]),
        ("buses", ["2 Baby steps", "searched for 4 times"]),
    ]


def test_leads_from_the_desk_to_the_words(as_editor, editor, searched):
    searched('"late trains" -buses')

    (waiting,) = waiting_for(editor)

    for url in (waiting.url, waiting.rows[0].url):
        assert "late trains" in as_editor.get(url).text


def test_leads_from_a_cell_of_the_map_to_its_words(as_editor, searched, topic):
    searched("late trains", topic=topic, level=2)
    searched("buses", level=2)
    (measure,) = measures()

    about, none = (as_editor.get(measure.url(cell)).text for cell in measure.values)

    texts = {"late trains" in text: "buses" in text for text in (about, none)}
    assert texts == {True: False, False: True}
    assert measure.is_wish
    assert measure.show(3) == "3"


#: Words by level, with how often they were searched for how many days ago, and what they found.
LOGS = st.dictionaries(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([1, 2])),
    st.tuples(
        st.dictionaries(st.integers(0, 4), st.integers(1, 3), max_size=4),
        st.sampled_from([0, 0, 2, None]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=5,
)


class TestAggregates:
    @given(
        log=LOGS,
        threshold=st.integers(0, 6),
        days=st.integers(1, 4),
        narrowed=st.sampled_from(["", "today", "nothing"]),
    )
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_are_those_of_a_count_by_hand(
        self, as_editor, editor, topic, settings, url, log, threshold, days, narrowed
    ):
        settings.SEARCH_LOG_THRESHOLD, settings.SEARCH_LOG_DAYS = threshold, days
        write(log, topic)
        kept = {key: on_days(row[0], days) for key, row in log.items() if on_days(row[0], days)}
        shown = {key: counts for key, counts in kept.items() if sum(counts.values()) >= threshold}
        unmet = {key for key in shown if log[key][1] == 0 and not log[key][2]}
        rows = {
            "": {(*key, sum(counts.values())) for key, counts in shown.items()},
            "today": {(*key, counts[0]) for key, counts in shown.items() if 0 in counts},
            "nothing": {(*key, sum(shown[key].values())) for key in unmet},
        }
        cells = Counter()
        for key in unmet:
            cells[topic.pk if log[key][3] else None, key[1]] += sum(shown[key].values())

        asked = {"": {}, "today": {"day_from": before(0)}, "nothing": {"found": "nothing"}}
        assert set(rows_of(as_editor, url, **asked[narrowed])) == rows[narrowed]
        assert waiting_for(editor)[0].count == len(unmet)
        assert measures()[0].values == cells


def on_days(counts, days):
    """Return of counts by how many days ago it was those of so many days, today among them."""
    return {ago: number for ago, number in counts.items() if ago < days}


def write(log, topic):
    """Put what was searched for into the database, and nothing else."""
    SearchedWords.objects.all().delete()
    for (words, number), (counts, results, is_dismissed, has_topic) in log.items():
        row = SearchedWords.objects.create(
            words=words,
            level=Level.objects.get(number=number),
            results=results,
            is_dismissed=is_dismissed,
            topic=topic if has_topic else None,
        )
        for days, n in counts.items():
            SearchCount.objects.create(words=row, day=before(days), count=n)
