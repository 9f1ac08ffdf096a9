"""What members contribute, and how long they wait for an answer."""

import csv
import io
import os
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from wagtail.models import GroupPagePermission, TaskState, WorkflowState

from plugins.curating.contributions import contributions
from plugins.curating.promise import late_before, working_days
from plugins.curating.waiting_times import by_month, reviews_of
from plugins.levels.visibility import all_pages
from tests.curating.submitting import approve, ask_for_changes, submit
from tests.factories import ResourcePageFactory, StoryPageFactory
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
IN_ORDER = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 4, 30), timezones=st.just(UTC))
CONTRIBUTIONS, WAITING_TIMES = "curating:contributions", "curating:waiting_times"


def rows(client: Client, name: str, **query: Any) -> list[dict[str, str]]:
    page = client.get(reverse(name), {**query, "export": "csv"})
    text = b"".join(page.streaming_content).decode()
    return [*csv.DictReader(io.StringIO(text))]


class TestContributions:
    def test_counts_members(self, as_editor, author, stories):
        submit(stories, author)

        assert "1 member" in as_editor.get(reverse(CONTRIBUTIONS)).text

    def test_counts_what_was_submitted_and_published_by_type(
        self, as_editor, editor, author, stories, resources
    ):
        approve(submit(stories, author), editor)
        submit(stories, author)
        ResourcePageFactory(
            parent=resources, owner=author, first_published_at=datetime(2026, 1, 5, tzinfo=UTC)
        )

        [row] = rows(as_editor, CONTRIBUTIONS)

        assert row["Member"] == "Ana Lind"
        assert row["Submitted"] == "2"
        assert row["Published"] == "2"
        assert row["Published, by type"] == "Resource: 1, Story: 1"
        assert "Ana Lind" in as_editor.get(reverse(CONTRIBUTIONS)).text

    def test_counts_a_page_once_however_often_it_is_submitted(
        self, as_editor, editor, author, stories
    ):
        review = submit(stories, author)
        ask_for_changes(review, editor)
        review.cancel(author)
        page = all_pages().get(pk=review.object_id).specific
        page.get_workflow().start(page, author)

        [row] = rows(as_editor, CONTRIBUTIONS)

        assert row["Submitted"] == "1"

    def test_narrows_to_a_month(self, as_editor, author, stories):
        for day in (date(2026, 1, 31), date(2026, 2, 1)):
            review = submit(stories, author)
            moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            WorkflowState.objects.filter(pk=review.pk).update(created_at=moment)

        assert [row["Submitted"] for row in rows(as_editor, CONTRIBUTIONS)] == ["2"]
        [january] = rows(as_editor, CONTRIBUTIONS, month="2026-01-01")
        assert january["Submitted"] == "1"
        assert january["Last"].startswith("2026-01-31")
        assert "January 2026" in as_editor.get(reverse(CONTRIBUTIONS)).text

    def test_orders_and_finds_members(self, as_editor, author, stories):
        submit(stories, author)
        submit(stories, MemberFactory(first_name="Bo Dahl"))

        names = [row["Member"] for row in rows(as_editor, CONTRIBUTIONS, ordering="-name")]

        assert names == ["Bo Dahl", "Ana Lind"]
        assert [row["Member"] for row in rows(as_editor, CONTRIBUTIONS, q="lind")] == ["Ana Lind"]

    @IN_ORDER
    @given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from("abn"), MOMENTS), max_size=8))
    def test_equals_a_count_by_hand(self, world, editor, submitted):
        WorkflowState.objects.all().delete()
        for page, who, when in submitted:
            review = review_of(world.pages[page], world.members.get(who))
            WorkflowState.objects.filter(pk=review.pk).update(created_at=when)

        for month in (None, date(2026, 2, 1)):
            found = {
                each.user: (each.submitted, each.published, +each.published_by_type)
                for each in contributions(editor, month=month)
            }

            assert found == world.count_by_hand(submitted, month)


class TestWaitingTimes:
    def test_tells_when_each_page_was_answered_and_decided(
        self, as_editor, editor, author, stories
    ):
        answered = submit(stories, author, title="Answered")
        ask_for_changes(answered, editor)
        approve(submit(stories, author, title="Approved"), editor)
        submit(stories, author, title="Taken back").cancel(author)
        submit(stories, author, title="New")

        found = {row["Title"]: row for row in rows(as_editor, WAITING_TIMES)}

        assert {title: row["Decision"] for title, row in found.items()} == {
            "Answered": "Changes asked for",
            "Approved": "Published",
            "Taken back": "Ended without a decision",
            "New": "Waits",
        }
        days = "Working days to the first answer"
        assert {title: row[days] for title, row in found.items()} == {
            "Answered": "0",
            "Approved": "0",
            "Taken back": "",
            "New": "0",
        }
        assert found["Answered"]["First answer"]
        assert not found["Answered"]["Decided"]
        assert found["Approved"]["Decided"]
        assert found["Taken back"]["Decided"]
        assert not found["Taken back"]["First answer"]

    @pytest.mark.parametrize("ordering", ["answered_at", "-answered_at"])
    def test_puts_what_was_not_answered_last_in_either_order(
        self, as_editor, editor, author, stories, ordering
    ):
        submit(stories, author, title="New")
        ask_for_changes(submit(stories, author, title="Answered"), editor)
        submit(stories, author, title="Newer")

        found = rows(as_editor, WAITING_TIMES, ordering=ordering)

        assert [row["Title"] for row in found] == ["Answered", "New", "Newer"]

    def test_gives_the_median_of_each_month_above_the_list(
        self, as_editor, editor, author, stories
    ):
        # Mondays, answered one, two and eight working days later.
        for days in (1, 2, 10):
            review = submit(stories, author)
            ask_for_changes(review, editor)
            begin = datetime(2026, 3, 2, 12, tzinfo=UTC)
            WorkflowState.objects.filter(pk=review.pk).update(created_at=begin)
            end = begin + timedelta(days=days)
            TaskState.objects.filter(workflow_state=review).update(finished_at=end)

        text = " ".join(as_editor.get(reverse(WAITING_TIMES)).text.split())

        assert (
            '<th scope="row">March 2026</th> <td>3</td> <td>3</td> <td>2</td> <td>2</td>'
        ) in text

    def test_narrows_to_a_decision_and_to_a_title(self, as_editor, editor, author, stories):
        approve(submit(stories, author, title="Approved"), editor)
        submit(stories, author, title="New")

        by_decision = rows(as_editor, WAITING_TIMES, status="approved")
        by_title = rows(as_editor, WAITING_TIMES, q="new")

        assert [row["Title"] for row in by_decision] == ["Approved"]
        assert [row["Title"] for row in by_title] == ["New"]

    @IN_ORDER
    @given(st.lists(st.tuples(MOMENTS, st.none() | st.integers(0, 40)), max_size=8))
    def test_has_the_medians_of_a_count_by_hand(self, world, editor, submitted):
        WorkflowState.objects.all().delete()
        by_hand = defaultdict(list)
        for page, (when, days) in zip(world.pages * 2, submitted, strict=False):
            review = review_of(page, world.members["a"])
            end = when + timedelta(days=days or 0)
            WorkflowState.objects.filter(pk=review.pk).update(created_at=when)
            if days is not None:
                TaskState.objects.create(
                    workflow_state=review, task=world.task, revision=page.latest_revision,
                    status=TaskState.STATUS_REJECTED, finished_at=end,
                )  # fmt: skip
            by_hand[when.year, when.month].append(weekdays(when, end) if days is not None else None)

        found = by_month(reviews_of(editor))

        assert [(each.begin.year, each.begin.month) for each in found] == sorted(
            by_hand, reverse=True
        )
        for each in found:
            waited = by_hand[each.begin.year, each.begin.month]
            answered = [days for days in waited if days is not None]
            assert each.submitted == len(waited)
            assert each.median == (median(answered) if answered else None)
            assert each.in_time == sum(days <= 5 for days in answered)


class TestWorkingDays:
    @given(MOMENTS, st.integers(0, 400))
    def test_are_those_that_begin_after_the_day(self, since, hours):
        until = since + timedelta(hours=hours)

        assert working_days(since, until) == weekdays(since, until)

    @given(MOMENTS, st.integers(0, 30))
    def test_that_are_too_many_are_what_the_database_finds_late(self, now, promised):
        limit = late_before(promised, now)

        assert working_days(limit - timedelta(seconds=1), now) > promised
        assert working_days(limit, now) <= promised


class TestBoth:
    @pytest.mark.parametrize("name", [CONTRIBUTIONS, WAITING_TIMES])
    def test_hold_only_pages_that_the_editor_may_publish(
        self, as_editor, editor, author, stories, resources, name
    ):
        approve(submit(stories, author, title="Elsewhere"), editor)
        GroupPagePermission.objects.filter(group__name="Editors").update(page=resources)

        assert rows(as_editor, name) == []

    @pytest.mark.parametrize("name", [CONTRIBUTIONS, WAITING_TIMES])
    def test_are_taken_along_as_xlsx_as_well(self, as_editor, author, stories, name):
        submit(stories, author, title="The queue")

        page = as_editor.get(reverse(name), {"export": "xlsx"})

        sheet = load_workbook(io.BytesIO(b"".join(page.streaming_content))).active
        assert sheet.max_row == 2

    @pytest.mark.parametrize("name", [CONTRIBUTIONS, WAITING_TIMES])
    def test_ask_as_little_of_the_database_for_many_as_for_one(
        self, as_editor, author, editor, stories, name
    ):
        submit(stories, author)
        as_editor.get(reverse(name))
        with CaptureQueriesContext(connection) as for_one:
            as_editor.get(reverse(name))
        for _time in range(3):
            approve(submit(stories, MemberFactory()), editor)

        with CaptureQueriesContext(connection) as for_many:
            as_editor.get(reverse(name))

        assert len(for_many) <= len(for_one) <= 30

    @pytest.mark.parametrize("name", [CONTRIBUTIONS, WAITING_TIMES])
    @pytest.mark.parametrize("part", ["", "_results"])
    def test_are_for_editors_and_administrators(
        self, client, as_practitioner, as_editor, as_administrator, name, part
    ):
        url = reverse(name + part)

        for stranger in (client, signed_in(MemberFactory())):
            assert "login" in stranger.get(url).headers["Location"]
        assert "you do not have permission" in as_practitioner.get(url, follow=True).text
        assert as_editor.get(url).status_code == 200
        assert as_administrator.get(url).status_code == 200

    def test_are_in_the_menu_of_editors(self, as_editor, as_practitioner):
        home = reverse("wagtailadmin_home")

        for name in (CONTRIBUTIONS, WAITING_TIMES):
            assert reverse(name) in as_editor.get(home).text
            assert reverse(name) not in as_practitioner.get(home).text


class World:
    """Five pages of two types and two members; three are published, and one of them nobody's."""

    def __init__(self, stories: Any, resources: Any, members: dict[str, Any]) -> None:
        self.members = members
        january, february = (datetime(2026, month, 9, 12, tzinfo=UTC) for month in (1, 2))
        a, b = members["a"], members["b"]
        self.pages = [
            StoryPageFactory(parent=stories, owner=a, first_published_at=january),
            StoryPageFactory(parent=stories, owner=None, first_published_at=january),
            StoryPageFactory(parent=stories, owner=b, live=False),
            ResourcePageFactory(parent=resources, owner=a, first_published_at=february),
            ResourcePageFactory(parent=resources, owner=b, live=False),
        ]
        for page in self.pages:
            page.save_revision()
        self.task = self.pages[0].get_workflow().tasks[0]

    def count_by_hand(self, submitted: list[Any], month: date | None) -> dict[Any, Any]:
        def counts(moment: datetime | None) -> bool:
            return moment is not None and month in (None, moment.date().replace(day=1))

        pages, types = defaultdict(set), defaultdict(Counter)
        for page, who, when in submitted:
            if who in self.members and counts(when):
                pages[self.members[who]].add(page)
        for page in self.pages:
            if page.owner and counts(page.first_published_at):
                types[page.owner][page.content_type_id] += 1
        return {
            who: (len(pages[who]), types[who].total(), types[who])
            for who in self.members.values()
            if pages[who] or types[who]
        }


@pytest.fixture
def world(stories, resources, roles) -> World:
    return World(stories, resources, {"a": MemberFactory(), "b": MemberFactory()})


def review_of(page: Any, member: Any) -> WorkflowState:
    """Return a review that has ended, as a row alone: a page may have any number of them."""
    [review] = WorkflowState.objects.bulk_create(
        [
            WorkflowState(
                content_type=page.content_type,
                base_content_type=page.get_base_content_type(),
                object_id=str(page.pk),
                workflow=page.get_workflow(),
                status=WorkflowState.STATUS_APPROVED,
                requested_by=member,
            )
        ]
    )
    return review


def weekdays(since: datetime, until: datetime) -> int:
    """Count day by day the weekdays after that of `since`, up to that of `until`."""
    day, found = since.date(), 0
    while day < until.date():
        day += timedelta(days=1)
        found += day.strftime("%a") not in {"Sat", "Sun"}
    return found
