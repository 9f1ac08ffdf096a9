"""When a page is due: so long after it was changed or checked, by its kind; never by its tags."""

import os
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.freshness.catching_up import catch_up
from plugins.freshness.models import Review, ReviewInterval
from plugins.resources.models import ResourcePage
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory
from tests.freshness.conftest import age

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))


def interval(kind: str, page_type: str = "resources.ResourcePage") -> ReviewInterval:
    return ReviewInterval.objects.get(page_type=page_type, kind=kind)


def review_of(page: Any) -> Review:
    return Review.objects.get(page=page.pk)


def counted_by_hand(right: date, own: date | None, months: int) -> date | None:
    """Go on month by month, and back to the last day that there is."""
    if own is not None and own > right:
        return own
    year, month = right.year, right.month
    for _month in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for day in range(right.day, 0, -1):
        try:
            return date(year, month, day) if months else None
        except ValueError:
            continue
    return None


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.tuples(DAYS, st.none() | DAYS), min_size=1, max_size=3),
    st.integers(0, 120),
)
def test_is_worked_out_in_the_database_as_by_hand(three_reviews, pages, months):
    for review, (right, own) in zip(three_reviews, pages, strict=False):
        Review.objects.filter(pk=review.pk).update(right_on=right, own_date=own)

    kept = interval("pattern")
    kept.months = months
    kept.save()

    for review, (right, own) in zip(three_reviews, pages, strict=False):
        review.refresh_from_db()
        by_hand = counted_by_hand(right, own, months)
        assert review.due_on == by_hand
        assert kept.due_on(right, own) == by_hand


@pytest.fixture
def three_reviews(resources) -> list[Review]:
    return [review_of(ResourcePageFactory(parent=resources)) for _ in range(3)]


class TestKinds:
    def test_have_an_interval_each_from_the_beginning(self, db):
        kinds = set(ReviewInterval.objects.values_list("page_type", "kind"))

        assert ("stories.StoryPage", "") in kinds
        assert {("resources.ResourcePage", kind) for kind in ResourcePage.Kind.values} <= kinds

    def test_change_with_the_page(self, resources):
        interval_of_checklists = interval("checklist")
        interval_of_checklists.months = 3
        interval_of_checklists.save()
        page = ResourcePageFactory(parent=resources, kind="pattern")
        before = review_of(page).due_on

        page.kind = "checklist"
        page.save()

        review = review_of(page)
        assert review.interval == interval_of_checklists
        assert review.due_on < before

    def test_that_are_never_due_still_have_a_date_where_the_page_has_its_own(self, resources):
        never = interval("pattern")
        never.months = 0
        never.save()

        page = ResourcePageFactory(parent=resources)
        own = ResourcePageFactory(parent=resources, review_date=date(2040, 5, 4))

        assert review_of(page).due_on is None
        assert review_of(own).due_on == date(2040, 5, 4)


class TestChange:
    def test_of_what_it_says_counts(self, make_due):
        story = make_due()

        story.summary = "Now with an end."
        story.save_revision().publish()

        review = review_of(story)
        assert review.changed_on == timezone.localdate()
        assert review.due_on > timezone.localdate()

    def test_of_what_a_draft_says_does_not(self, make_due, long_ago):
        story = make_due()

        story.summary = "Now with an end."
        story.save_revision()

        assert review_of(story).changed_on == long_ago

    def test_of_levels_topics_and_credits_alone_does_not(self, make_due, long_ago, level):
        story = make_due()
        story.levels.set([level(4)])
        story.topics.set([TopicFactory()])
        story.credits = [("anonymous", {})]

        story.save_revision().publish()

        assert review_of(story).changed_on == long_ago

    def test_that_takes_a_page_off_and_on_again_counts(self, make_due):
        story = make_due()
        story.save_revision()
        story.unpublish()

        story.get_latest_revision_as_object().save_revision().publish()

        assert review_of(story).changed_on == timezone.localdate()

    def test_costs_a_publication_few_queries(self, make_due):
        story = make_due()
        story.summary = "Now with an end."
        with CaptureQueriesContext(connection) as queries:
            story.save()

        mine = [query["sql"] for query in queries if "freshness_" in query["sql"]]
        assert len(mine) <= 4


class TestCommandAndMigrations:
    def test_catch_up_with_pages_that_were_there_before(self, stories, resources):
        story = StoryPageFactory(parent=stories, first_published_at=timezone.now())
        checklist = ResourcePageFactory(
            parent=resources, kind="checklist", review_date=date(2040, 1, 1)
        )
        StoryPageFactory(parent=stories, live=False)
        expected = {page.pk: review_of(page).due_on for page in (story, checklist)}
        Review.objects.all().delete()

        count = catch_up()

        assert count == 2
        assert {review.page_id: review.due_on for review in Review.objects.all()} == expected
        assert catch_up() == 0

    def test_do_so_before_authors_are_reminded(self, stories):
        story = StoryPageFactory(parent=stories)
        Review.objects.all().delete()

        call_command("remind_of_reviews", verbosity=0)

        assert review_of(story)


class TestIntervals:
    def test_are_changed_by_editors_and_hold_at_once(self, as_editor, make_due):
        story = make_due()
        kept = interval("", "stories.StoryPage")
        listed = as_editor.get(reverse("review_intervals:index")).text

        as_editor.post(reverse("review_intervals:edit", args=[kept.pk]), {"months": "120"})

        assert "after 24 months" in listed
        assert review_of(story).due_on > timezone.localdate()

    def test_are_changed_in_as_many_queries_for_many_pages(self, stories, make_due):
        kept = interval("", "stories.StoryPage")
        counts = []
        for number in (1, 8):
            for each in range(number):
                make_due(f"{number} {each}")
            with CaptureQueriesContext(connection) as queries:
                kept.save()
            counts.append(len(queries))

        assert counts[0] == counts[1]

    def test_are_neither_made_nor_deleted(self, as_administrator):
        kept = interval("", "stories.StoryPage")

        for name, args in [("add", []), ("delete", [kept.pk])]:
            as_administrator.post(reverse(f"review_intervals:{name}", args=args), {"months": 3})

        assert ReviewInterval.objects.filter(pk=kept.pk).exists()
        assert not ReviewInterval.objects.filter(months=3).exists()


def test_a_page_that_is_deleted_takes_all_along(make_due):
    story = make_due()

    story.delete()

    assert not Review.objects.exists()


def test_a_date_of_its_own_holds_until_somebody_has_looked(resources):
    soon = timezone.localdate() + timedelta(days=10)
    page = ResourcePageFactory(parent=resources, review_date=soon)
    assert review_of(page).due_on == soon

    age(page, soon)

    assert review_of(page).due_on > soon
