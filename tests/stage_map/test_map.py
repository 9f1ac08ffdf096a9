"""The stage map: what readers find, and miss, as a table and as a file."""

import os
from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from plugins.levels.models import Level, LevelTag, TopicTag
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory
from tests.levels.brute_force import open_pages
from tests.stage_map.table import lines_of, table_of, text_of

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
#: Days that are so many months, whatever the months.
MONTH = 31


@pytest.fixture
def url():
    return reverse("stage_map")


def age(page, months):
    date = timezone.now() - timedelta(days=MONTH * months)
    Page.objects.filter(pk=page.pk).update(first_published_at=date)


class TestCells:
    def test_say_how_much_there_is_and_how_old_it_is(
        self, as_editor, url, stories, resources, topic
    ):
        for months in (1, 14, 30):
            age(StoryPageFactory(parent=stories, topics=[topic], levels=[1, 4]), months)
        age(ResourcePageFactory(parent=resources, topics=[topic]), 0)

        first, second, third, fourth, total = table_of(as_editor.get(url))["Topic"]

        assert "3 pages median age 14 months, newest 1 month" in text_of(first)
        assert "Enough" in text_of(first)
        assert text_of(first) == text_of(fourth)
        assert "Nothing there 0 pages" in text_of(second)
        assert "1 page under a month old" in text_of(third)
        assert text_of(total) == "4 pages"

    def test_say_what_plugins_know_and_where_it_is_listed(self, as_editor, url, topic, tell_map):
        cell = (topic.pk, 2)
        tell_map("unmet", {cell: 5}, is_wish=True, url=lambda cell: f"/searches/{cell[1]}/")
        tell_map("calls", {cell: 0})

        text = table_of(as_editor.get(url))["Topic"][1]

        assert "Wanted, nothing there 0 pages Unmet: 5 Calls: 0" in text_of(text)
        assert text.find("a", href="/searches/2/")

    def test_lead_to_the_pages_that_readers_find(self, as_editor, url, stories, topic):
        StoryPageFactory(parent=stories, title="Found", topics=[topic])
        StoryPageFactory(parent=stories, title="Draft", topics=[topic], live=False)
        StoryPageFactory(parent=stories, title="Further on", topics=[topic], levels=[4])
        StoryPageFactory(parent=stories, title="About nothing")
        rows = table_of(as_editor.get(url))

        about, other = (as_editor.get(rows[row][0].a["href"]).text for row in ("Topic", "No topic"))

        titles = ("Found", "Draft", "Further on", "About nothing")
        assert [title in about for title in titles] == [True, False, False, False]
        assert [title in other for title in titles] == [False, False, False, True]

    def test_of_pages_that_fit_few_say_so(self, as_editor, url, stories, topic, tell_map):
        for _number in range(3):
            age(StoryPageFactory(parent=stories, topics=[topic], levels=[1, 4]), 1)
        tell_map("fit", {(topic.pk, 1): 0.4, (topic.pk, 4): 0.5}, low=0.5)

        cells = table_of(as_editor.get(url))["Topic"]

        assert "Fits few" in text_of(cells[0])
        assert "Enough" in text_of(cells[3])


class TestGaps:
    @pytest.fixture(autouse=True)
    def ways_to_ask(self, asking):
        pass

    def test_can_be_asked_for(self, as_editor, url, stories, topic):
        for _number in range(3):
            age(StoryPageFactory(parent=stories, topics=[topic]), 1)

        cells = table_of(as_editor.get(url))["Topic"]

        links = [cell.find("a", class_="stage-map-ask") for cell in cells]
        assert links[0] is None
        assert links[1]["href"] == f"/ask/2/{topic.pk}/"
        assert text_of(links[1]) == "Ask for this : Topic, 2 Baby steps"

    def test_are_not_asked_for_twice(self, as_editor, url, topic, tell_map):
        tell_map("calls", {(topic.pk, 1): 1, (None, 1): 1}, is_asked=True)
        tell_map("unmet", {(None, 1): 1}, is_wish=True)

        rows = table_of(as_editor.get(url))

        asked = [rows[row][0].find("a", class_="stage-map-ask") for row in ("Topic", "No topic")]
        # What is asked for about no topic may be something else.
        assert [bool(each) for each in asked] == [False, True]


class TestTable:
    def test_has_headings_for_screen_readers(self, as_editor, url, topic):
        text = as_editor.get(url).text

        assert '<caption id="stage-map-caption">Topics by levels</caption>' in text
        assert '<th scope="row">Topic</th>' in text
        assert '<th scope="col">1 Eye opener</th>' in text
        assert 'role="region" aria-labelledby="stage-map-caption" tabindex="0"' in text

    def test_explains_what_stands_in_it(self, as_editor, url, tell_map):
        tell_map("unmet", {})

        text = as_editor.get(url).text

        assert "Readers looked for it, and there is no page." in text
        assert "<dt>Unmet</dt><dd>Hint.</dd>" in text

    def test_is_put_in_order(self, as_editor, url, stories, tell_map):
        names = [TopicFactory(name=name) for name in ("Bees", "Ants", "Cats")]
        StoryPageFactory(parent=stories, topics=names[:1])
        tell_map("unmet", {(names[2].pk, 1): 2, (names[2].pk, 3): 2, (names[1].pk, 2): 3})
        tell_map("wishes", {(names[2].pk, 3): 2, (names[1].pk, 2): 1}, is_wish=True)

        orders = ("", "wanted", "name", "fewest", "most", "made-up")
        seen = [[*table_of(as_editor.get(url, {"ordering": each}))][:3] for each in orders]

        assert seen == [
            ["Cats", "Ants", "Bees"],
            ["Cats", "Ants", "Bees"],
            ["Ants", "Bees", "Cats"],
            ["Ants", "Cats", "Bees"],
            ["Bees", "Ants", "Cats"],
            ["Cats", "Ants", "Bees"],
        ]

    def test_is_narrowed_to_some_topics(self, as_editor, url, stories, tell_map):
        full, wanted, _empty = (TopicFactory(name=name) for name in ("Full", "Wanted", "Empty"))
        for _number in range(3):
            page = StoryPageFactory(parent=stories, topics=[full], levels=[1, 4])
            age(page, 1)
            LevelTag.objects.bulk_create(
                LevelTag(content_object_id=page.pk, tag=Level.objects.get(number=number))
                for number in (2, 3)
            )
        tell_map("wishes", {(wanted.pk, 1): 1}, is_wish=True)

        shown = [
            set(table_of(as_editor.get(url, query)))
            for query in ({"show": "wanted"}, {"show": "gaps"}, {"show": "used"}, {"q": "ful"})
        ]

        assert shown == [{"Wanted"}, {"Wanted", "Empty"}, {"Full", "Wanted"}, {"Full"}]

    def test_says_so_where_no_topic_is_like_that(self, as_editor, url):
        assert "No topic is like that" in as_editor.get(url, {"q": "xyz"}).text

    def test_is_swapped_by_itself_while_one_types(self, as_editor, topic):
        part = as_editor.get(reverse("stage_map_results"), {"q": "top"})

        assert "Topic" in table_of(part)
        assert "<html" not in part.text

    def test_takes_as_many_queries_for_many_topics_as_for_one(self, as_editor, url, topic, asking):
        as_editor.get(url)
        with CaptureQueriesContext(connection) as few:
            as_editor.get(url)
        TopicFactory.create_batch(20)

        with CaptureQueriesContext(connection) as many:
            as_editor.get(url)

        assert len(few) == len(many) <= 30


class TestFile:
    def test_says_what_the_table_says(self, as_editor, url, stories, resources, topic, tell_map):
        age(StoryPageFactory(parent=stories, topics=[topic, TopicFactory(name="Roofs")]), 14)
        age(ResourcePageFactory(parent=resources, levels=[2, 3]), 2)
        tell_map("wishes", {(topic.pk, 1): 2, (None, 2): 1}, is_wish=True)
        table = table_of(as_editor.get(url))

        lines = lines_of(as_editor.get(url, {"export": "csv"}))

        by_row = defaultdict(list)
        for line in lines:
            by_row[line["Topic"]].append(line)
        assert list(by_row) == list(table)
        for name, cells in table.items():
            for cell, line in zip(cells, by_row[name], strict=True):
                assert all(fact in text_of(cell) for fact in facts_of(line))

    def test_says_parts_in_as_many_digits_as_mean_something(self, as_editor, url, topic, tell_map):
        tell_map("fit", {(topic.pk, 1): 23 / 24})

        text = as_editor.get(url, {"export": "csv"}).getvalue().decode()

        assert "0.958," in text

    def test_works_nothing_out(self, as_editor, url):
        TopicFactory(name="=HYPERLINK('x')")

        topics = {line["Topic"] for line in lines_of(as_editor.get(url, {"export": "csv"}))}

        assert "'=HYPERLINK('x')" in topics

    def test_comes_for_spreadsheets_too(self, as_editor, url, topic):
        response = as_editor.get(url, {"export": "xlsx"})

        assert response["Content-Type"].endswith("spreadsheetml.sheet")
        assert response.getvalue().startswith(b"PK")


def facts_of(line):
    """Return what a cell has to say of what is in a line of the file."""
    pages, age, wishes = line["Pages"], line["Median age in months"], line.get("Wishes")
    facts = {f"{pages} page" + ("" if pages == "1" else "s"), line["What it lacks"]}
    months = f"{age} month" + ("" if age == "1" else "s")
    if age:
        facts.add(f"{months} old" if pages == "1" else f"median age {months}")
    return facts | ({f"Wishes: {wishes}"} if wishes else set())


#: Of a page: its levels, which topics it is about, its state, and its age in months.
PAGES = st.tuples(
    st.sets(st.sampled_from([1, 2, 3, 4]), max_size=3),
    st.sets(st.sampled_from([0, 1]), max_size=2),
    st.sampled_from(["live", "live", "live", "draft", "expired", "private"]),
    st.none() | st.integers(0, 40),
)


class TestFigures:
    @pytest.fixture
    def world(self, stories, resources):
        """Five pages, one of them below another list, and two topics."""
        pages = StoryPageFactory.create_batch(4, parent=stories)
        topics = [TopicFactory(name=name) for name in ("Ants", "Bees")]
        return [*pages, ResourcePageFactory(parent=resources)], topics

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(PAGES, min_size=5, max_size=5), st.booleans())
    def test_are_those_of_a_count_by_hand(
        self, as_editor, url, world, resources, described, all_private
    ):
        write(*world, described)
        if all_private:
            make_private(resources)

        lines = lines_of(as_editor.get(url, {"export": "csv"}))

        counted = count_by_hand()
        keys = [(line["Topic"], line["Level"]) for line in lines]
        assert len(keys) == len(set(keys)) == 4 * 5
        assert set(counted) <= set(keys)
        for key, line in zip(keys, lines, strict=True):
            pages, median, newest = counted.get(key, (0, "", ""))
            assert line["Pages"] == str(pages)
            # The sums are of pages alone.
            if "All" not in (key[0][:3], line["Name of the level"][:3]):
                assert line["Median age in months"] == median
                assert line["Age of the newest in months"] == newest


def write(pages, topics, described):
    """Make of pages what is described, as fast as rows can be written."""
    for model in (LevelTag, TopicTag, PageViewRestriction):
        model.objects.all().delete()
    for page, (levels, about, state, months) in zip(pages, described, strict=True):
        now = timezone.now()
        Page.objects.filter(pk=page.pk).update(
            live=state != "draft",
            expire_at=now if state == "expired" else None,
            first_published_at=None if months is None else now - timedelta(days=MONTH * months),
        )
        if state == "private":
            make_private(page)
        LevelTag.objects.bulk_create(
            LevelTag(content_object_id=page.pk, tag=level)
            for level in Level.objects.numbered(*levels)
        )
        TopicTag.objects.bulk_create(
            TopicTag(content_object_id=page.pk, tag=topics[number]) for number in about
        )


def make_private(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def count_by_hand():
    """Return what is in each line: how many pages, how old that in the middle and the newest."""
    dates = defaultdict(list)
    for page in open_pages():
        levels = [str(tag.tag.number) for tag in page.level_tags.all()]
        topics = [tag.tag.name for tag in page.topic_tags.all()] or ["No topic"]
        for topic in [*topics, "All topics"] if levels else []:
            for level in [*levels, ""]:
                dates[topic, level].append(page.first_published_at)
    return {key: (len(found), *ages(found)) for key, found in dates.items()}


def ages(dates):
    """Return the ages in months of the one in the middle and of the newest, as in a file."""
    oldest_first = sorted(dates, key=lambda date: (date is not None, date))
    middle, newest = oldest_first[(len(dates) - 1) // 2], oldest_first[-1]
    return [str(months_before(date)) if date else "" for date in (middle, newest)]


def months_before(date):
    now, months = timezone.now(), 0
    while months_later(date, months + 1) <= now:
        months += 1
    return months


def months_later(date, months):
    """Return the same day so many months later, or where there is none, the day after."""
    years, month = divmod(date.month - 1 + months, 12)
    first = date.replace(year=date.year + years, month=month + 1, day=1)
    return first + timedelta(days=date.day - 1)
