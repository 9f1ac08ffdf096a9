import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from plugins.levels.models import Level, LevelError, LevelTag, Topic
from plugins.resources.models import ResourcePage
from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


class TestLevels:
    def test_there_are_four_after_migrate(self):
        levels = Level.objects.all()

        assert [level.number for level in levels] == [1, 2, 3, 4]
        assert [level.name for level in levels] == [
            "Eye opener", "Baby steps", "Preparation", "JFDI",
        ]  # fmt: skip

    def test_a_fifth_is_refused(self):
        with pytest.raises(IntegrityError):
            Level.objects.create(number=5, name="Fifth", slug="fifth", sentence="?")


class TestPublishing:
    def test_refuses_a_page_without_a_level(self, stories):
        story = StoryPage(title="A story", summary="Short.")

        with pytest.raises(LevelError, match="Choose a level"):
            stories.add_child(instance=story)

        assert not StoryPage.objects.exists()

    @pytest.mark.parametrize("number", [2, 3])
    def test_refuses_a_level_that_the_type_may_not_feed(self, stories, level, number):
        story = StoryPage(title="A story", summary="Short.")
        story.levels.add(level(number))

        with pytest.raises(LevelError, match=f"not at level {number}"):
            stories.add_child(instance=story)

    def test_refuses_level_1_for_a_resource(self, resources, level):
        resource = ResourcePage(title="A pattern", summary="Short.", kind="pattern")
        resource.levels.add(level(1))

        with pytest.raises(LevelError, match="not at level 1"):
            resources.add_child(instance=resource)

    def test_refuses_to_tag_a_live_page_by_hand(self, stories, level):
        story = StoryPageFactory(parent=stories)

        with pytest.raises(LevelError, match="not at level 2"):
            LevelTag.objects.create(content_object=story, tag=level(2))

    def test_takes_a_draft_without_a_level(self, stories):
        story = StoryPage(title="A story", summary="Short.", live=False)

        stories.add_child(instance=story)

        assert StoryPage.objects.filter(live=False).exists()

    def test_refuses_to_publish_a_draft_without_a_level(self, stories):
        story = StoryPageFactory(parent=stories, live=False, levels=())
        revision = story.save_revision()

        with pytest.raises(LevelError):
            revision.publish()

        story.refresh_from_db()
        assert not story.live

    def test_refuses_to_schedule_a_draft_without_a_level(self, stories, in_an_hour):
        story = StoryPageFactory(parent=stories, live=False, levels=(), go_live_at=in_an_hour)
        revision = story.save_revision()

        with pytest.raises(LevelError):
            revision.publish()

        revision.refresh_from_db()
        assert revision.approved_go_live_at is None

    def test_refuses_to_set_a_draft_live_by_hand(self, stories):
        story = StoryPageFactory(parent=stories, live=False, levels=())
        story.live = True

        with pytest.raises(LevelError):
            story.save(update_fields=["live"])

    def test_refuses_to_take_the_last_level_off_a_live_page(self, stories):
        story = StoryPageFactory(parent=stories, levels=(1,))
        story.levels.clear()

        with pytest.raises(LevelError):
            story.save()

    def test_keeps_levels_in_revisions(self, stories, level):
        story = StoryPageFactory(parent=stories, levels=(1,))
        story.levels.set([level(4)])
        revision = story.save_revision()

        assert [each.number for each in StoryPage.objects.get().levels.all()] == [1]
        revision.publish()

        assert [each.number for each in StoryPage.objects.get().levels.all()] == [4]

    def test_copies_levels_with_the_page(self, stories):
        story = StoryPageFactory(parent=stories, levels=(1, 4))

        copy = story.copy(update_attrs={"slug": "copy", "title": "Copy"})

        assert [each.number for each in copy.levels_in_order()] == [1, 4]


class TestQueries:
    def test_filter_a_type_by_level(self, stories, level):
        StoryPageFactory(parent=stories, title="First", levels=(1,))
        StoryPageFactory(parent=stories, title="Fourth", levels=(4,))

        found = StoryPage.objects.filter(levels=level(4))

        assert [page.title for page in found] == ["Fourth"]

    def test_filter_a_type_by_topic(self, stories):
        topic = TopicFactory(name="Open data")
        StoryPageFactory(parent=stories, title="About it", topics=[topic])
        StoryPageFactory(parent=stories, title="About nothing")

        found = StoryPage.objects.filter(topics__slug="open-data")

        assert [page.title for page in found] == ["About it"]


class TestTopics:
    @pytest.mark.parametrize("twin", ["open data", "Open  Data", " OPEN DATA ", "open-data"])
    def test_refuse_near_duplicates(self, twin):
        TopicFactory(name="Open data")

        with pytest.raises(ValidationError, match="There is a topic “Open data” already"):
            Topic(name=twin).full_clean(exclude=["slug", "folded_name"])

    def test_are_found_by_name_whatever_its_case_and_spacing(self):
        topic = TopicFactory(name="Open data")

        assert Topic.objects.named("OPEN   data").get() == topic

    def test_get_slugs_of_their_own(self):
        first, second = TopicFactory(name="C"), TopicFactory(name="C++")

        assert first.slug != second.slug
