"""Pages whose readers disagree with their level, and what editors decide of them."""

import os
from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageLogEntry

from plugins.feedback import fit_views
from plugins.feedback.disagreeing import disputes
from plugins.feedback.models import FitCount, FitDecision
from plugins.levels.models import Level
from tests.factories import ResourcePageFactory, StoryPageFactory

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
DAY = date(2026, 5, 4)


@pytest.fixture
def say(level):
    """Have so many readers of a level say something of a page."""

    def add(page, number, verdict, times, day=DAY):
        FitCount.objects.create(
            page=page, level=level(number), verdict=verdict, day=day, count=times
        )

    return add


@pytest.fixture
def resource(resources):
    return ResourcePageFactory(parent=resources, title="Short queues", levels=(3,))


@pytest.fixture
def decide(as_editor):
    def press(page, kind, number=3, **fields):
        url = reverse("feedback_fit_decide", args=[page.pk])
        return as_editor.post(url, {"kind": kind, "level": number, **fields}, follow=True)

    return press


def levels_of(page):
    return [level.number for level in type(page).objects.get(pk=page.pk).levels_in_order()]


class TestDesk:
    def test_proposes_a_level_from_five_votes_on(self, as_editor, resource, say):
        say(resource, 3, "deep", 4)
        assert "Short queues" not in as_editor.get(reverse("feedback_disagreements")).text

        say(resource, 3, "deep", 1, day=date(2026, 5, 5))

        text = as_editor.get(reverse("feedback_disagreements")).text
        assert "5 of 5 readers at level 3 say “Too deep”" in text
        assert "rather for level 4" in text
        assert "Short queues" in as_editor.get(reverse("wagtailadmin_home")).text

    def test_takes_half_for_no_disagreement(self, as_editor, resource, say):
        say(resource, 3, "early", 5)
        say(resource, 3, "right", 5)

        text = as_editor.get(reverse("feedback_disagreements")).text

        assert "Short queues" not in text

    def test_proposes_no_level_that_the_type_may_not_feed(self, as_editor, stories, say):
        story = StoryPageFactory(parent=stories, title="The long queue", levels=(1,))
        say(story, 1, "early", 6)

        page = as_editor.get(reverse("feedback_fit_of_page", args=[story.pk]))

        assert "no other level is open to it" in page.text
        assert "Move it to level" not in page.text

    def test_leaves_out_levels_that_a_page_is_not_written_for(self, as_editor, resource, say):
        say(resource, 1, "deep", 9)

        text = as_editor.get(reverse("feedback_disagreements")).text

        assert "Short queues" not in text

    def test_leads_through_a_long_list(self, as_editor, resources, say, monkeypatch):
        monkeypatch.setattr(fit_views, "PAGE_SIZE", 1)
        for title in ("First", "Second"):
            say(ResourcePageFactory(parent=resources, title=title, levels=(3,)), 3, "deep", 5)

        text = as_editor.get(reverse("feedback_disagreements"), {"p": 2}).text

        assert "Second" in text
        assert "First" not in text


class TestDeciding:
    def test_moves_a_page(self, decide, resource, say):
        say(resource, 3, "early", 5)

        page = decide(resource, "moved", note="They have it behind them.")

        assert levels_of(resource) == [2]
        assert "is at level 2 now" in page.text
        assert "They have it behind them." in page.text
        assert PageLogEntry.objects.filter(page=resource.pk, action="feedback.fit_decided").exists()

    def test_puts_a_page_at_another_level_as_well(self, decide, resource, say):
        say(resource, 3, "early", 5)

        page = decide(resource, "added")

        assert levels_of(resource) == [2, 3]
        assert "is at levels 2, 3 now" in page.text

    def test_remembers_that_it_stays_until_five_more_disagree(
        self, as_editor, decide, resource, say
    ):
        say(resource, 3, "early", 7)
        decide(resource, "kept")

        say(resource, 3, "early", 4, day=date(2026, 5, 5))
        quiet = as_editor.get(reverse("feedback_disagreements")).text
        say(resource, 3, "early", 1, day=date(2026, 5, 6))
        loud = as_editor.get(reverse("feedback_disagreements")).text

        assert levels_of(resource) == [3]
        assert "Short queues" not in quiet
        assert "5 of 5 readers at level 3" in loud

    def test_can_be_taken_back(self, as_editor, decide, resource, say):
        say(resource, 3, "early", 5)
        decide(resource, "moved")

        url = reverse("feedback_fit_undo", args=[FitDecision.objects.get().pk])
        page = as_editor.post(url, follow=True)

        assert levels_of(resource) == [3]
        assert "Taken back" in page.text
        assert "5 of 5 readers at level 3" in page.text

    def test_is_not_taken_back_over_what_somebody_changed_since(
        self, as_editor, decide, resource, say
    ):
        say(resource, 3, "early", 5)
        decide(resource, "moved")
        resource.refresh_from_db()
        resource.levels.set(Level.objects.numbered(4))
        resource.save()

        url = reverse("feedback_fit_undo", args=[FitDecision.objects.get().pk])
        page = as_editor.post(url, follow=True)

        assert levels_of(resource) == [4]
        assert "nothing is undone" in page.text

    def test_does_nothing_twice(self, decide, resource, say):
        say(resource, 3, "early", 5)
        decide(resource, "moved")

        page = decide(resource, "moved")

        assert "nothing to decide" in page.text
        assert FitDecision.objects.count() == 1


class TestOverTime:
    def test_shows_each_month_at_each_level(self, as_editor, resource, say):
        say(resource, 3, "right", 3, day=date(2026, 4, 30))
        say(resource, 3, "right", 2, day=date(2026, 5, 1))
        say(resource, 3, "deep", 1, day=date(2026, 5, 31))
        say(resource, 1, "deep", 4)

        text = as_editor.get(reverse("feedback_fit_of_page", args=[resource.pk])).text

        rows_shown = [" ".join(cell.split()) for cell in text.split("<tr>")]
        assert any("May 2026" in row and "<td>2</td> <td>1</td>" in row for row in rows_shown)
        assert any("April 2026" in row and "<td>3</td> <td>0</td>" in row for row in rows_shown)
        assert "for which it is not written" in text


VOTES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 4), st.sampled_from(FitCount.Verdict.values)),
    max_size=60,
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(votes=VOTES)
def test_disagreements_are_those_counted_by_hand(votes, resources, stories, admin_user):
    FitCount.objects.all().delete()
    pages = [
        ResourcePageFactory(parent=resources, levels=(2, 3)),
        ResourcePageFactory(parent=resources, levels=(3,)),
        StoryPageFactory(parent=stories, levels=(1, 4), live=False),
    ]
    levels = {each.number: each for each in Level.objects.all()}
    numbers = {each.pk: number for number, each in levels.items()}
    for place, (number, level, verdict) in enumerate(votes):
        day = date(2026, 1, 1 + place % 28)
        row, _new = FitCount.objects.get_or_create(
            page=pages[number], level=levels[level], verdict=verdict, day=day
        )
        FitCount.objects.filter(pk=row.pk).update(count=row.count + 1)

    found = {(each.page, numbers[each.level]) for each in disputes(admin_user)}

    said = {(number, level): [] for number in range(3) for level in (1, 2, 3, 4)}
    for number, level, verdict in votes:
        said[number, level].append(verdict)
    assert found == {
        (pages[number].pk, level)
        for (number, level), verdicts in said.items()
        if pages[number].live and is_disputed(pages[number], level, verdicts)
    }


def is_disputed(page, level, said):
    mine = level in {each.number for each in page.levels_in_order()}
    most = max(said.count("early"), said.count("deep"))
    return mine and len(said) >= 5 and 2 * most > len(said)


@pytest.mark.parametrize("name", ["feedback_fit_of_page", "feedback_fit_decide"])
def test_a_practitioner_sees_nothing_of_it(as_practitioner, resource, say, name):
    say(resource, 3, "early", 5)

    url = reverse(name, args=[resource.pk])

    assert as_practitioner.post(url).status_code == as_practitioner.get(url).status_code == 302
    assert "Short queues" not in as_practitioner.get(url, follow=True).text
