"""Whatever is done to pages, in whatever order, the index is as the database says afterwards."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import Page, PageViewRestriction
from wagtail.search.backends import get_search_backend

from cop_site.models import HomePage
from plugins.levels.models import Level, LevelTag, Topic, TopicTag
from plugins.stories.models import StoryIndexPage, StoryPage
from plugins.whoosh_search.readers import close_all
from plugins.whoosh_search.reconciling import reconcile
from tests.factories import StoryPageFactory, TopicFactory
from tests.levels.brute_force import backends_in, visible_pages

pytestmark = pytest.mark.django_db

# So many changes are drained at once.
FOLLOWED_AFTER = 3
# A number from which each step picks one of the things that there are.
ANY = st.integers(0, 1000)
LEVELS = st.sets(st.sampled_from([1, 4]), min_size=1)


class Editing(RuleBasedStateMachine):
    """What editors and time do to the stories of a site."""

    @initialize()
    def begin(self) -> None:
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.backend = get_search_backend("readers")
        # It holds what the last example was about, and was rolled back.
        self.backend.reset_indexes()
        self.written = self.steps = 0
        home = HomePage.objects.get()
        inner = home.add_child(instance=StoryIndexPage(title="Inner", slug="inner"))
        innermost = inner.add_child(instance=StoryIndexPage(title="Innermost", slug="innermost"))
        PageViewRestriction.objects.create(page=inner, restriction_type="login")
        topics = [TopicFactory(name=name) for name in ("Alpha", "Beta")]
        for section in (StoryIndexPage.objects.child_of(home).first(), innermost):
            self.written += 1
            StoryPageFactory(parent=section, title=f"Queue {self.written}", topics=topics)

    def teardown(self) -> None:
        if hasattr(self, "transaction"):
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)
            close_all()

    def story(self, number: int) -> StoryPage:
        stories = list(StoryPage.objects.order_by("pk"))
        return stories[number % len(stories)]

    def original(self, number: int) -> StoryPage:
        story = self.story(number)
        return story.alias_of.specific if story.alias_of_id else story

    def section(self, number: int) -> StoryIndexPage:
        sections = list(StoryIndexPage.objects.order_by("pk"))
        return sections[number % len(sections)]

    def any_page(self, number: int) -> Page:
        return self.section(number) if number % 2 else self.story(number)

    @property
    def has_stories(self) -> bool:
        return hasattr(self, "transaction") and StoryPage.objects.exists()

    @rule(section=ANY, levels=LEVELS, live=st.booleans())
    def write(self, section: int, levels: set[int], live: bool) -> None:
        self.written += 1
        title = f"Queue {self.written}"
        StoryPageFactory(parent=self.section(section), title=title, levels=levels, live=live)

    @precondition(lambda self: self.has_stories)
    @rule(story=ANY, levels=LEVELS)
    def edit_and_publish(self, story: int, levels: set[int]) -> None:
        page = self.original(story)
        page.title += " edited"
        page.levels.set(Level.objects.numbered(*levels))
        page.save_revision().publish()

    @precondition(lambda self: self.has_stories)
    @rule(story=ANY, levels=LEVELS)
    def edit_a_draft(self, story: int, levels: set[int]) -> None:
        page = self.original(story)
        page.title += " drafted"
        page.levels.set(Level.objects.numbered(*levels))
        page.save_revision()

    @precondition(lambda self: self.has_stories)
    @rule(story=ANY)
    def restore_what_was(self, story: int) -> None:
        page = self.original(story)
        if revision := page.revisions.order_by("pk").first():
            restored = revision.as_object()
            # The revisions of a copy have the slug of its original.
            restored.slug = page.slug
            restored.save_revision().publish()

    @precondition(lambda self: self.has_stories)
    @rule(number=ANY)
    def unpublish(self, number: int) -> None:
        page = self.any_page(number)
        for each in page.get_descendants(inclusive=True).live().specific():
            each.unpublish()

    @precondition(lambda self: self.has_stories)
    @rule(story=ANY, seconds=st.sampled_from([-60, 3600]))
    def expire(self, story: int, seconds: int) -> None:
        page = self.story(story)
        Page.objects.filter(pk=page.pk).update(
            expire_at=timezone.now() + timedelta(seconds=seconds)
        )
        call_command("publish_scheduled")

    @precondition(lambda self: self.has_stories)
    @rule(story=ANY)
    def schedule_and_wait(self, story: int) -> None:
        page = self.original(story)
        page.expire_at = None
        page.go_live_at = timezone.now() + timedelta(hours=1)
        revision = page.save_revision()
        revision.publish()
        revision.approved_go_live_at = timezone.now() - timedelta(seconds=1)
        revision.content["go_live_at"] = None
        revision.save()
        call_command("publish_scheduled")

    @precondition(lambda self: self.has_stories)
    @rule(number=ANY)
    def make_private(self, number: int) -> None:
        page = self.any_page(number)
        if not PageViewRestriction.objects.filter(page=page).exists():
            PageViewRestriction.objects.create(page=page, restriction_type="login")

    @precondition(lambda self: PageViewRestriction.objects.exists())
    @rule(number=ANY)
    def make_public(self, number: int) -> None:
        restrictions = list(PageViewRestriction.objects.order_by("pk"))
        restrictions[number % len(restrictions)].delete()

    @precondition(lambda self: self.has_stories)
    @rule(number=ANY, to=ANY)
    def move(self, number: int, to: int) -> None:
        page, target = self.any_page(number), self.section(to)
        inside = target.path.startswith(page.path)
        if not inside and Page._slug_is_available(page.slug, target, page):
            page.move(target, pos="last-child")

    @precondition(lambda self: self.has_stories)
    @rule(story=ANY, level=st.sampled_from([1, 4]))
    def write_a_level_tag(self, story: int, level: int) -> None:
        page = self.story(story)
        LevelTag.objects.get_or_create(content_object=page, tag=Level.objects.get(number=level))

    @precondition(lambda self: self.has_stories)
    @rule(story=ANY)
    def delete_a_level_tag(self, story: int) -> None:
        tags = LevelTag.objects.filter(content_object=self.story(story))
        # Without any, a live page could not be saved again.
        if len(tags) > 1:
            tags[0].delete()

    @precondition(lambda self: self.has_stories and Topic.objects.exists())
    @rule(story=ANY, number=ANY)
    def put_in_a_topic(self, story: int, number: int) -> None:
        topics = list(Topic.objects.order_by("pk"))
        topic = topics[number % len(topics)]
        TopicTag.objects.get_or_create(content_object=self.story(story), tag=topic)

    @precondition(lambda self: Topic.objects.exists())
    @rule()
    def rename_a_topic(self) -> None:
        topic = Topic.objects.order_by("name").first()
        topic.name += " anew"
        topic.save()

    @precondition(lambda self: TopicTag.objects.exists())
    @rule()
    def delete_a_topic(self) -> None:
        TopicTag.objects.order_by("pk").first().tag.delete()

    @precondition(lambda self: self.has_stories)
    @rule(story=ANY, to=ANY)
    def copy(self, story: int, to: int) -> None:
        self.written += 1
        changes = {"title": f"Queue {self.written}", "slug": f"copy-{self.written}"}
        self.story(story).copy(to=self.section(to), update_attrs=changes)

    @precondition(lambda self: self.has_stories)
    @rule(story=ANY, to=ANY)
    def make_an_alias(self, story: int, to: int) -> None:
        self.written += 1
        self.original(story).create_alias(
            parent=self.section(to), update_slug=f"alias-{self.written}"
        )

    @precondition(lambda self: self.has_stories)
    @rule(number=ANY)
    def change_a_slug(self, number: int) -> None:
        self.written += 1
        page = self.any_page(number)
        page.slug = f"slug-{self.written}"
        page.save()

    @precondition(lambda self: self.has_stories)
    @rule(number=ANY, at_once=st.booleans())
    def delete(self, number: int, at_once: bool) -> None:
        page = self.any_page(number)
        if StoryIndexPage.objects.exclude(path__startswith=page.path).exists():
            Page.objects.filter(pk=page.pk).delete() if at_once else page.delete()

    @invariant()
    def the_index_follows(self) -> None:
        if not hasattr(self, "transaction"):
            return
        assert found_at(1) <= {page.pk for page in visible_pages({None: 1})}
        self.steps += 1
        if self.steps % FOLLOWED_AFTER == 0:
            self.follow()

    def follow(self) -> None:
        self.backend.refresh_indexes()
        assert reconcile(self.backend.options, repair=False).differing == 0
        for number in (1, 4):
            assert found_at(number) == {page.pk for page in visible_pages({None: number})}


def found_at(number: int) -> set[int]:
    """Return the keys of the pages that a reader at a level finds, on all pages of hits."""
    client = Client()
    client.cookies["level"] = str(number)
    return {hit.page.pk for found in pages_of_hits(client) for hit in found.hits}


def pages_of_hits(client: Client) -> Iterator:
    found = client.get("/search/", {"q": "queue"}).context["found"]
    yield found
    for number in range(2, 2 + (found.count - 1) // 10):
        yield client.get("/search/", {"q": "queue", "page": number}).context["found"]


def test_the_index_follows(settings_with_own_index):
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=10,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def settings_with_own_index(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.WAGTAILSEARCH_BACKENDS = backends_in(tmp_path)
