"""Giving a page other levels and topics: what readers see, and what is not published."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowTask
from wagtail.search.backends import get_search_backend

from plugins.levels.indexing import indexed_at_the_end
from plugins.levels.models import LevelError
from plugins.levels.retagging import RetaggingError, retag, tags_of
from plugins.levels.versions import Tags, Version
from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory, UserFactory
from tests.members.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Any:
    """Somebody who may do all with every page."""
    return UserFactory(is_superuser=True)


@pytest.fixture
def story(stories: Any) -> StoryPage:
    """A story that readers of level 1 see."""
    page = StoryPageFactory(parent=stories, title="The long queue", levels=[1])
    page.save_revision().publish()
    return again(page)


def again(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def levels_of(page: Any) -> dict[str, set[int]]:
    """Return the numbers of the levels of each version of a page."""
    return {version.value: set(tags.levels) for version, tags in tags_of(again(page)).items()}


def logged(page: Any) -> list[str]:
    """Return what the log says was done to a page, the first first."""
    entries = PageLogEntry.objects.filter(page=page.pk).order_by("timestamp", "pk")
    return list(entries.values_list("action", flat=True))


class TestLivePage:
    def test_is_at_its_new_level_for_readers(self, story, editor, at_level, stories):
        assert retag(story, user=editor, levels=[4])

        assert "The long queue" not in at_level(1).get(stories.url).text
        assert "The long queue" in at_level(4).get(stories.url).text

    def test_is_published_with_a_revision_and_log_entries_as_by_an_editor(self, story, editor):
        retag(story, user=editor, levels=[4])

        page = again(story)
        assert page.live_revision == page.latest_revision != story.latest_revision
        assert page.latest_revision.user == editor
        assert not page.has_unpublished_changes
        assert logged(page)[-3:] == ["wagtail.edit", "wagtail.publish", "levels.retag"]

    def test_was_first_published_when_it_was(self, story, editor):
        retag(story, user=editor, levels=[4])

        page = again(story)
        assert page.first_published_at == story.first_published_at
        assert page.last_published_at > story.last_published_at

    def test_is_left_alone_where_nothing_changes(self, story, editor):
        before = logged(story)

        assert not retag(story, user=editor, levels=[1], add_levels=[1], remove_levels=[4])

        assert again(story).latest_revision == story.latest_revision
        assert logged(story) == before

    def test_takes_levels_and_topics_to_what_it_has(self, story, editor, topic):
        retag(story, user=editor, add_levels=[4], add_topics=[topic])
        retag(story, user=editor, remove_levels=[1])

        assert tags_of(again(story)) == {
            Version.PAGE: Tags(levels=frozenset([4]), topics=frozenset([topic.pk]))
        }

    def test_says_in_its_history_what_it_was(self, story, editor, topic):
        retag(story, user=editor, levels=[4], add_topics=[topic])

        history = signed_in(editor).get(reverse("wagtailadmin_pages:history", args=[story.pk]))
        assert "levels: 1 → 4; topics: none → Topic" in history.text


class TestWhatIsNotPublished:
    def test_changes_stay_so_and_get_the_tags_too(self, story, editor, client):
        story.title = "Not for readers yet"
        story.save_revision()

        retag(story, user=editor, add_levels=[4])

        page = again(story)
        assert "Not for readers yet" not in client.get(page.url).text
        assert page.has_unpublished_changes
        assert page.live_revision != page.latest_revision
        assert page.get_latest_revision_as_object().title == "Not for readers yet"
        assert levels_of(page) == {"page": {1, 4}, "latest": {1, 4}}

    def test_has_tags_of_its_own_that_are_changed_by_themselves(self, story, editor, topic):
        story.topics.set([topic])
        story.save_revision()

        retag(story, user=editor, levels=[4])

        tags = tags_of(again(story))
        assert not tags[Version.PAGE].topics
        assert tags[Version.LATEST].topics == {topic.pk}

    @pytest.mark.parametrize("is_latest", [True, False])
    @pytest.mark.parametrize("is_live", [True, False])
    def test_comes_at_its_hour(self, story, editor, is_live, is_latest):
        hour = timezone.now() + timedelta(days=1)
        if not is_live:
            story.unpublish()
        story.go_live_at, story.title = hour, "From tomorrow"
        story.save_revision().publish()
        if not is_latest:
            story.title = "Perhaps next week"
            story.save_revision()

        retag(again(story), user=editor, levels=[4])

        page = again(story)
        assert page.live == is_live
        assert page.scheduled_revision.approved_go_live_at == hour
        assert page.scheduled_revision.as_object().title == "From tomorrow"
        assert page.get_latest_revision_as_object().title == story.title
        assert set(map(frozenset, levels_of(page).values())) == {frozenset([4])}

    def test_goes_on_being_reviewed(self, story, editor):
        story.title = "The longer queue"
        story.save_revision()
        in_review(story, editor)

        retag(again(story), user=editor, levels=[4])
        during = again(story)
        review = during.current_workflow_state
        review.current_task_state.approve(user=editor)

        assert during.title == "The long queue"
        assert (again(story).title, levels_of(story)) == ("The longer queue", {"page": {4}})

    def test_is_a_draft_still(self, stories, editor):
        draft = StoryPageFactory(parent=stories, levels=[1], live=False)

        retag(draft, user=editor, levels=[4])

        assert not again(draft).live
        assert levels_of(draft) == {"page": {4}, "latest": {4}}
        assert logged(draft)[-2:] == ["wagtail.edit", "levels.retag"]

    def test_may_have_no_level_yet(self, stories, editor):
        draft = StoryPageFactory(parent=stories, levels=[1], live=False)

        assert retag(draft, user=editor, remove_levels=[1])

        assert levels_of(draft) == {"page": set(), "latest": set()}


def in_review(page: Any, user: Any) -> None:
    """Have `page` be reviewed by whoever is in no group at all: by administrators."""
    workflow = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    workflow.start(page, user)


class TestRefusal:
    @pytest.mark.parametrize("levels", [[2], [1, 3], []])
    def test_of_levels_that_it_may_not_be_at(self, story, editor, topic, levels):
        with pytest.raises(LevelError):
            retag(story, user=editor, levels=levels, topics=[topic])

        assert levels_of(story) == {"page": {1}}
        assert not again(story).topics_in_order()

    def test_of_what_is_scheduled_without_a_level(self, story, editor):
        story.unpublish()
        story.go_live_at = timezone.now() + timedelta(days=1)
        story.save_revision().publish()

        with pytest.raises(LevelError):
            retag(again(story), user=editor, levels=[])

    def test_of_whoever_may_not_edit_it(self, story, member):
        with pytest.raises(RetaggingError, match="may not change"):
            retag(story, user=member, levels=[4])

        assert levels_of(story) == {"page": {1}}

    def test_of_an_author_of_what_readers_see(self, stories, member):
        own = StoryPageFactory(parent=stories, levels=[1], owner=member)

        with pytest.raises(RetaggingError, match="may not change"):
            retag(own, user=member, levels=[4])

    def test_of_what_somebody_has_locked(self, story, editor, member):
        StoryPage.objects.filter(pk=story.pk).update(locked=True, locked_by=member)

        with pytest.raises(RetaggingError, match="locked"):
            retag(again(story), user=editor, levels=[4])

    def test_of_what_is_locked_and_scheduled(self, story, editor, member):
        story.go_live_at = timezone.now() + timedelta(days=1)
        story.save_revision().publish()
        StoryPage.objects.filter(pk=story.pk).update(locked=True, locked_by=member)

        with pytest.raises(RetaggingError, match="locked"):
            retag(again(story), user=editor, levels=[4])

    def test_of_an_alias(self, story, editor):
        alias = story.create_alias(update_slug="again")

        with pytest.raises(RetaggingError, match="alias"):
            retag(alias, user=editor, levels=[4])

    def test_of_a_page_without_levels(self, stories, editor):
        with pytest.raises(RetaggingError, match="no levels"):
            retag(stories, user=editor, levels=[4])


def test_an_alias_follows_the_page_that_it_shows(story, editor):
    alias = story.create_alias(update_slug="again")

    retag(story, user=editor, levels=[4])

    assert levels_of(alias) == {"page": {4}}


class TestIndexedAtTheEnd:
    def found(self, words: str) -> list[Any]:
        return list(get_search_backend("default").search(words, StoryPage))

    def test_finds_nothing_of_it_before(self, story):
        with indexed_at_the_end():
            story.title = "Quandary"
            story.save()
            assert not self.found("quandary")

        assert self.found("quandary") == [story]

    def test_finds_what_was_saved_before_an_error(self, story):
        def save_and_fail() -> None:
            with indexed_at_the_end():
                story.title = "Quandary"
                story.save()
                raise ValueError

        with pytest.raises(ValueError, match=r"^$"):
            save_and_fail()

        assert self.found("quandary") == [story]

    def test_tells_each_engine_once_of_each_page(self, stories, editor, topic, monkeypatch):
        pages = [StoryPageFactory(parent=stories, levels=[1]) for _each in range(3)]
        told: list[Any] = []
        backend = type(get_search_backend("default"))
        monkeypatch.setattr(backend, "add_bulk", lambda self, model, found: told.append(found))
        monkeypatch.setattr(backend, "add", lambda self, page: told.append("alone"))

        with indexed_at_the_end():
            for page in pages:
                retag(page, user=editor, levels=[4], topics=[topic])

        assert told == [pages]

    def test_brings_readers_search_up_to_date(self, story, editor, at_level, searchable):
        with searchable(), indexed_at_the_end():
            retag(story, user=editor, levels=[4])

        url = reverse("search") + "?q=queue"
        assert "The long queue" in at_level(4).get(url).text
        assert "The long queue" not in at_level(1).get(url).text
