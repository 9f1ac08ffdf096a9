"""Whatever was changed of whatever pages, undo gives all of it back, published or not."""

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.levels.models import Level
from plugins.levels.retagging import is_written, tags_of
from plugins.levels.versions import Change, Tags, Version
from plugins.retagging.jobs import begin, begin_undoing, go_on
from plugins.retagging.models import RetaggedPage
from plugins.retagging.planning import plan
from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
TOPICS = range(2)

levels = st.sets(st.sampled_from([1, 4]), min_size=1)
topics = st.sets(st.sampled_from(TOPICS))
tags = st.tuples(levels, topics)
maybe = st.one_of(st.none(), tags)


@dataclass(frozen=True)
class Versions:
    """The tags of what there is of a page: of what is scheduled and written only where it is."""

    is_live: bool
    page: Any
    scheduled: Any
    latest: Any


pages = st.builds(Versions, is_live=st.booleans(), page=tags, scheduled=maybe, latest=maybe)
#: Levels that stories may not be at are among them: such pages are left alone.
some_levels = st.sets(st.sampled_from([1, 2, 4]))
changes = st.fixed_dictionaries(
    {},
    optional={
        "levels": some_levels,
        "topics": topics,
        "add_levels": some_levels,
        "add_topics": topics,
        "remove_levels": some_levels,
        "remove_topics": topics,
    },
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(planted=st.lists(pages, min_size=1, max_size=2), chosen=changes)
def test_gives_every_version_back_what_it_had(stories, planted, chosen):
    with transaction.atomic():
        world = World(stories)
        for number, versions in enumerate(planted):
            world.plant(number, versions)
        before = world.seen()

        change = world.change(chosen)
        job = begin(plan(list(before), change, user=world.editor), change, user=world.editor)
        go_on(job, user=world.editor)
        changed = world.seen()
        undoing = begin_undoing(job, user=world.editor)
        go_on(undoing, user=world.editor)

        for row in job.pages.all():
            is_done = row.state == RetaggedPage.State.DONE
            expected = change.of_page(before[row.page_id].tags)
            assert is_done == (changed[row.page_id].tags != before[row.page_id].tags)
            assert not is_done or expected.items() <= changed[row.page_id].tags.items()
        after = world.seen()
        for key, was in before.items():
            assert after[key].others == was.others
            made = {Version.LATEST: was.tags[Version.PAGE]}
            # What had no revision yet has one now, as after every edit.
            assert after[key].tags in (was.tags, made | was.tags)
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Seen:
    """The tags of each version of a page, and what else there is to be seen of it."""

    tags: dict[Version, Tags]
    others: dict[str, Any]


class World:
    """A site with two topics and an editor."""

    def __init__(self, stories: Any) -> None:
        self.stories = stories
        self.topics = [TopicFactory(name=f"Topic {number}") for number in TOPICS]
        self.editor = UserFactory(is_superuser=True)
        self.hour = timezone.now() + timedelta(days=1)

    def change(self, chosen: dict[str, set[int]]) -> Change:
        keys = [topic.pk for topic in self.topics]
        return Change(
            **{
                part: {keys[each] for each in values} if part.endswith("topics") else values
                for part, values in chosen.items()
            }
        )

    def plant(self, number: int, versions: Versions) -> None:
        story = StoryPageFactory(
            parent=self.stories,
            title=f"Story {number}",
            levels=versions.page[0],
            topics=[self.topics[each] for each in versions.page[1]],
            live=versions.is_live,
        )
        if versions.is_live:
            story.save_revision().publish()
        if versions.scheduled:
            scheduled = self.written(story, versions.scheduled, "From tomorrow")
            scheduled.go_live_at = self.hour
            scheduled.save_revision().publish()
        if versions.latest:
            self.written(story, versions.latest, "Perhaps").save_revision()

    def written(self, story: StoryPage, chosen: Any, title: str) -> StoryPage:
        """Return a version of a story that is not saved."""
        page = StoryPage.objects.get(pk=story.pk)
        page.title = title
        page.levels.set(Level.objects.numbered(*chosen[0]))
        page.topics.set([self.topics[each] for each in chosen[1]])
        return page

    def seen(self) -> dict[int, Seen]:
        """Return what there is to be seen of each page by now."""
        return {page.pk: self.seen_of(page) for page in StoryPage.objects.order_by("pk")}

    def seen_of(self, page: StoryPage) -> Seen:
        scheduled = page.scheduled_revision
        others = {
            "is live": page.live,
            "has changes": is_written(page),
            "title": page.title,
            "scheduled": scheduled and (scheduled.approved_go_live_at, scheduled.content["title"]),
            "latest": page.get_latest_revision_as_object().title,
        }
        return Seen(tags_of(page), others)
