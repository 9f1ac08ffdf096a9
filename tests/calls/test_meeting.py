"""When a call is met: by what is published where its readers look, however it comes there."""

import os
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.models import ModelLogEntry, PageViewRestriction

from plugins.calls.meeting import close_met
from plugins.calls.models import Answer, Call, Wish
from plugins.levels.models import Level
from plugins.levels.reader import Reader
from plugins.stories.models import StoryIndexPage, StoryPage
from tests.factories import StoryPageFactory

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("EXAMPLES", "25"))


@pytest.fixture
def draft(stories) -> StoryPage:
    """A story that nobody reads yet, for levels 1 and 4."""
    story = StoryPageFactory(parent=stories, title="Warm hands", live=False, levels=(1, 4))
    story.save_revision()
    return StoryPage.objects.get(pk=story.pk)


@pytest.fixture
def asked(call, draft) -> Call:
    """A call that the draft answers."""
    made = call()
    Answer.objects.create(call=made, page_id=draft.pk)
    return made


def state_of(call: Call) -> str:
    return Call.objects.get(pk=call.pk).state


def test_publishing_the_answer_meets_it(asked, draft, committed):
    before = state_of(asked)

    with committed():
        draft.get_latest_revision().publish()

    assert before == "open"
    assert state_of(asked) == "met"
    assert Call.objects.get().closed_at


def test_nobody_has_done_that_and_the_history_tells(asked, draft, committed):
    with committed():
        draft.get_latest_revision().publish()

    assert ModelLogEntry.objects.filter(action="calls.met", object_id=str(asked.pk)).exists()


def test_as_many_as_are_wanted_do(asked, draft, stories, committed):
    Call.objects.update(wanted=2)
    with committed():
        draft.get_latest_revision().publish()
    one = state_of(asked)

    with committed():
        page = StoryPageFactory(parent=stories, levels=(1,))
        Answer.objects.create(call=asked, page_id=page.pk)

    assert (one, state_of(asked)) == ("open", "met")


def test_wanting_fewer_does(asked, draft, committed):
    Call.objects.update(wanted=2)
    with committed():
        draft.get_latest_revision().publish()

    with committed():
        again = Call.objects.get()
        again.wanted = 1
        again.save()

    assert state_of(asked) == "met"


def test_another_level_does_not_until_it_is_retagged(asked, draft, level, committed):
    draft.levels.set([level(4)])
    draft.save_revision()
    with committed():
        draft.get_latest_revision().publish()
    elsewhere = state_of(asked)

    with committed():
        page = StoryPage.objects.get(pk=draft.pk)
        page.levels.set([level(1), level(4)])
        page.save()

    assert (elsewhere, state_of(asked)) == ("open", "met")


def test_what_is_private_does_not_until_it_is_opened(asked, draft, stories, committed):
    login = PageViewRestriction.objects.create(page=stories, restriction_type="login")
    with committed():
        draft.get_latest_revision().publish()
    hidden = state_of(asked)

    with committed():
        login.delete()

    assert (hidden, state_of(asked)) == ("open", "met")


def test_what_was_unpublished_before_does_not_count(asked, draft, stories, committed):
    Call.objects.update(wanted=2)
    with committed():
        draft.get_latest_revision().publish()
        StoryPage.objects.get(pk=draft.pk).unpublish()

    with committed():
        page = StoryPageFactory(parent=stories, levels=(1,))
        Answer.objects.create(call=asked, page_id=page.pk)

    assert state_of(asked) == "open"


def test_a_call_that_is_met_stays_so(asked, draft, committed):
    with committed():
        draft.get_latest_revision().publish()

    with committed():
        StoryPage.objects.get(pk=draft.pk).unpublish()

    assert state_of(asked) == "met"


def test_its_wishes_are_answered_with_it(asked, draft, ask, committed):
    wish = ask()
    Wish.objects.update(call=asked)

    with committed():
        draft.get_latest_revision().publish()

    wish.refresh_from_db()
    assert wish.outcome == "met"
    assert wish.askings.get().answered_at


class TestWhateverHappens(TestCase):
    """A call is met as soon as a count by hand says so, and stays met."""

    EVENTS = ("link", "publish", "unpublish", "tag", "untag", "expire", "hide", "open", "delete")

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        wanted=st.integers(1, 2),
        events=st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 1)), max_size=6),
    )
    def test_a_call_is_met_when_brute_force_says_so(self, wanted, events):
        call = Call.objects.create(title="Winter", level=Level.objects.get(number=1), wanted=wanted)
        listing = StoryIndexPage.objects.get()
        pages = [StoryPageFactory(parent=listing, live=False, levels=(4,)) for _ in range(2)]
        keys, was_met = [page.pk for page in pages], False

        for event, which in events:
            with self.captureOnCommitCallbacks(execute=True):
                getattr(self, event)(call, keys[which])
            was_met = was_met or count_by_hand(call) >= wanted
            assert (state_of(call) == "met") == was_met, (event, which)

        assert close_met() == 0

    def link(self, call: Call, key: Any) -> None:
        if StoryPage.objects.filter(pk=key).exists():
            Answer.objects.get_or_create(call=call, page_id=key)

    def publish(self, call: Call, key: Any) -> None:
        for page in StoryPage.objects.filter(pk=key):
            page.save_revision().publish()

    def unpublish(self, call: Call, key: Any) -> None:
        for page in StoryPage.objects.filter(pk=key):
            page.unpublish()

    def tag(self, call: Call, key: Any, numbers: tuple[int, ...] = (1, 4)) -> None:
        for page in StoryPage.objects.filter(pk=key):
            page.levels.set(Level.objects.numbered(*numbers))
            page.save()

    def untag(self, call: Call, key: Any) -> None:
        self.tag(call, key, (4,))

    def expire(self, call: Call, key: Any) -> None:
        for page in StoryPage.objects.filter(pk=key):
            page.expire_at = None if page.expire_at else timezone.now()
            page.save()

    def hide(self, call: Call, key: Any) -> None:
        for page in StoryPage.objects.filter(pk=key):
            PageViewRestriction.objects.create(page=page, restriction_type="login")

    def open(self, call: Call, key: Any) -> None:
        for restriction in PageViewRestriction.objects.filter(page=key):
            restriction.delete()

    def delete(self, call: Call, key: Any) -> None:
        for page in StoryPage.objects.filter(pk=key):
            page.delete()


def count_by_hand(call: Call) -> int:
    """Return how many answers a reader of the call's level finds, asking of one after another."""
    reader = Reader.at(call.level.number)
    return sum(
        StoryPage.objects.visible_to(reader).filter(pk=answer.page_id).exists()
        for answer in Answer.objects.filter(call=call)
    )
