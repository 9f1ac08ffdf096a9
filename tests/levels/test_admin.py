"""Levels and topics in Wagtail's editor."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex

from plugins.levels.models import Level, Topic
from plugins.resources.models import ResourcePage
from plugins.stories.models import StoryPage
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor_client(client):
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org"))
    return client


def story_form(**changes) -> dict[str, object]:
    """What the editor posts for a story."""
    return {
        "title": "A story",
        "slug": "a-story",
        "summary": "What we did.",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "situation",
        "body-0-value": (
            '{"blocks":[{"key":"a","text":"The queue was long.","type":"unstyled","depth":0,'
            '"inlineStyleRanges":[],"entityRanges":[],"data":{}}],"entityMap":{}}'
        ),
        "credits-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **changes,
    }


def resource_form(**changes) -> dict[str, object]:
    """What the editor posts for a resource."""
    empty = {
        f"{formset}-{count}_FORMS": "0"
        for formset in ("attachments", "sources")
        for count in ("TOTAL", "INITIAL")
    }
    return story_form(
        **{
            "kind": "pattern",
            "slug": "a-resource",
            "body-0-type": "text",
            "questions-count": "0",
            **empty,
            **changes,
        }
    )


def add(page_type: str, parent) -> str:
    return reverse("wagtailadmin_pages:add", args=[*page_type.split("."), parent.pk])


class TestStoryForm:
    def test_offers_only_the_levels_that_a_story_may_feed_and_ticks_them(
        self, editor_client, stories, level
    ):
        page = editor_client.get(add("stories.storypage", stories))

        field = page.context["form"]["levels"]
        assert [each.number for each in field.field.queryset] == [1, 4]
        assert set(field.value()) == {level(1).pk, level(4).pk}

    def test_publishes_at_the_levels_ticked(self, editor_client, stories, level):
        data = story_form(levels=[level(4).pk], **{"action-publish": "1"})

        editor_client.post(add("stories.storypage", stories), data)

        story = StoryPage.objects.get()
        assert story.live
        assert [each.number for each in story.levels_in_order()] == [4]

    @pytest.mark.parametrize("action", ["action-publish", "action-submit"])
    def test_without_a_level_says_so_and_loses_nothing(self, editor_client, stories, action):
        page = editor_client.post(add("stories.storypage", stories), story_form(**{action: "1"}))

        assert page.status_code == 200
        assert "Choose at least one level" in page.text
        assert "The queue was long." in page.text
        assert not StoryPage.objects.exists()

    def test_without_a_level_can_be_kept_as_a_draft(self, editor_client, stories):
        editor_client.post(add("stories.storypage", stories), story_form())

        assert not StoryPage.objects.get().live

    def test_refuses_a_level_that_a_story_may_not_feed(self, editor_client, stories, level):
        data = story_form(levels=[level(2).pk], **{"action-publish": "1"})

        page = editor_client.post(add("stories.storypage", stories), data)

        assert page.status_code == 200
        assert page.context["form"].errors["levels"]
        assert not StoryPage.objects.exists()


class TestResourceForm:
    @pytest.mark.parametrize(
        ("kind", "expected"),
        [("pattern", [3, 4]), ("technical-issue", [3, 4]), ("business-case", [2, 4])],
    )
    def test_takes_the_levels_from_the_kind(self, editor_client, resources, kind, expected):
        data = resource_form(kind=kind, **{"action-publish": "1"})

        editor_client.post(add("resources.resourcepage", resources), data)

        resource = ResourcePage.objects.get()
        assert resource.live
        assert [each.number for each in resource.levels_in_order()] == expected

    def test_of_a_guide_asks_its_author(self, editor_client, resources):
        data = resource_form(kind="guide", **{"action-publish": "1"})

        page = editor_client.post(add("resources.resourcepage", resources), data)

        assert "Choose at least one level" in page.text
        assert not ResourcePage.objects.exists()

    def test_keeps_what_the_author_ticked(self, editor_client, resources, level):
        data = resource_form(levels=[level(2).pk, level(3).pk], **{"action-publish": "1"})

        editor_client.post(add("resources.resourcepage", resources), data)

        assert [each.number for each in ResourcePage.objects.get().levels_in_order()] == [2, 3]


class TestTopicsField:
    def test_takes_topics_by_name_whatever_their_case(self, editor_client, stories, level):
        topic = TopicFactory(name="Open data")
        data = story_form(levels=[level(1).pk], topics="open  DATA", **{"action-publish": "1"})

        editor_client.post(add("stories.storypage", stories), data)

        assert StoryPage.objects.get().topics_in_order() == [topic]

    def test_refuses_a_topic_that_there_is_not_instead_of_dropping_it(
        self, editor_client, stories, level
    ):
        data = story_form(levels=[level(1).pk], topics="Opne data", **{"action-publish": "1"})

        page = editor_client.post(add("stories.storypage", stories), data)

        assert "No such topic: Opne data" in page.text
        assert not Topic.objects.exists()


class TestPreview:
    @pytest.mark.parametrize("page_type", ["stories.storypage", "resources.resourcepage"])
    def test_of_a_page_not_saved_yet_shows_it(
        self, editor_client, stories, resources, level, page_type
    ):
        form = story_form if page_type.startswith("stories") else resource_form
        parent = stories if page_type.startswith("stories") else resources
        url = reverse("wagtailadmin_pages:preview_on_add", args=[*page_type.split("."), parent.pk])
        data = form(levels=[level(4).pk])

        answer = editor_client.post(url, data)
        page = editor_client.get(url)

        assert answer.json()["is_valid"]
        assert page.status_code == 200
        assert "The queue was long." in page.text


class TestKindOfADraft:
    def test_gives_the_levels_only_when_it_is_final(self, editor_client, resources):
        editor_client.post(add("resources.resourcepage", resources), resource_form())
        draft = ResourcePage.objects.get()
        url = reverse("wagtailadmin_pages:edit", args=[draft.pk])

        editor_client.post(url, resource_form(kind="business-case", **{"action-publish": "1"}))

        assert [each.number for each in ResourcePage.objects.get().levels_in_order()] == [2, 4]


class TestBulkPublishing:
    def test_of_a_page_without_a_level_gives_the_reason(self, editor_client, stories):
        story = StoryPageFactory(parent=stories, live=False, levels=())
        story.save_revision()
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

        page = editor_client.post(
            f"{url}?id={story.pk}&next=/admin/", headers={"Referer": "http://testserver/admin/"},
            follow=True,
        )  # fmt: skip

        assert page.status_code == 200
        assert "Choose a level" in page.text
        assert not StoryPage.objects.get().live


class TestVocabularies:
    def test_levels_can_be_reworded(self, editor_client, level):
        url = reverse("wagtailsnippets_levels_level:edit", args=[level(1).pk])

        editor_client.post(
            url, {"name": "First look", "sentence": "?", "offers": "Stories.", "leaves_out": "No."}
        )

        assert level(1).name == "First look"
        assert "First look" in editor_client.get("/").text

    def test_of_a_level_have_a_history_that_says_who_reworded_it(self, editor_client, level):
        words = {"name": "First look", "sentence": "?", "offers": "Stories.", "leaves_out": "No."}
        edit, history = (
            reverse(f"wagtailsnippets_levels_level:{name}", args=[level(1).pk])
            for name in ("edit", "history")
        )

        editor_client.post(edit, words)

        entry = ModelLogEntry.objects.get()
        assert (entry.action, entry.object_id) == ("wagtail.edit", str(level(1).pk))
        assert "First look" in editor_client.get(history).text

    @pytest.mark.parametrize(("mode", "where"), [("", "level-head"), ("choosing", "sentence")])
    def test_of_a_level_are_shown_before_they_are_saved(self, editor_client, level, mode, where):
        url = reverse("wagtailsnippets_levels_level:preview_on_edit", args=[level(2).pk])
        words = {"name": "Warming up", "sentence": "We & begin.", "offers": "x", "leaves_out": "y"}

        assert editor_client.post(url, words).json()["is_valid"]
        page = editor_client.get(url, {"mode": mode})

        assert page.status_code == 200
        assert where in page.text
        assert "We &amp; begin." in page.text
        assert "Eye opener" in page.text
        assert level(2).name == "Baby steps"
        assert "Warming up" not in editor_client.get("/levels/").text

    def test_are_used_by_so_many_pages_in_as_many_queries(self, editor_client, stories, level):
        url = reverse("wagtailsnippets_levels_level:usage", args=[level(1).pk])
        counts = []
        for number in (1, 6):
            for _ in range(number):
                ReferenceIndex.create_or_update_for_object(StoryPageFactory(parent=stories))
            editor_client.get(url)
            with CaptureQueriesContext(connection) as queries:
                page = editor_client.get(url)
            counts.append(len(queries))

        assert all(story.title in page.text for story in StoryPage.objects.all())
        assert counts[0] == counts[1]

    def test_no_level_can_be_added_or_deleted(self, editor_client, level):
        add_url = reverse("wagtailsnippets_levels_level:add")
        delete_url = reverse("wagtailsnippets_levels_level:delete", args=[level(1).pk])

        editor_client.post(add_url, {"name": "Fifth", "sentence": "?", "offers": "x"})
        editor_client.post(delete_url)

        assert Level.objects.count() == 4

    def test_topics_can_be_added_but_not_twice(self, editor_client):
        url = reverse("wagtailsnippets_levels_topic:add")

        editor_client.post(url, {"name": "Open data", "description": ""})
        page = editor_client.post(url, {"name": "open  Data", "description": ""})

        assert "There is a topic “Open data” already." in page.text
        assert Topic.objects.count() == 1

    def test_deleting_a_topic_keeps_its_pages(self, editor_client, stories):
        topic = TopicFactory()
        StoryPageFactory(parent=stories, topics=[topic])

        editor_client.post(reverse("wagtailsnippets_levels_topic:delete", args=[topic.pk]))

        assert StoryPage.objects.get().topics_in_order() == []


def test_the_kind_of_a_resource_is_what_readers_see(client, resources):
    resource = ResourcePageFactory(parent=resources, kind="technical-issue")

    assert "Known issue: technical" in client.get(resource.url).text
