from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState

from plugins.levels.models import Level
from plugins.stories.models import StoryPage
from tests.members.writing import filled_in, write

SUBMIT = {"action-submit": "1"}
PUBLISH = {"action-publish": "1"}


def review(client: Client, story: StoryPage, action: str) -> Any:
    """Take `action` on the review of `story`, coming from the dashboard."""
    state = TaskState.objects.get(workflow_state__object_id=str(story.pk), status="in_progress")
    url = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, action, state.pk])
    return client.post(url, {"comment": ""}, headers={"referer": "http://testserver/admin/"})


class TestPractitioner:
    def test_writes_a_draft(self, as_practitioner, practitioner, stories):
        write(as_practitioner, stories, "The telephone")

        story = StoryPage.objects.get(title="The telephone")
        assert not story.live
        assert story.owner == practitioner
        assert [level.number for level in story.levels_in_order()] == [1, 4]

    def test_is_offered_the_review_and_not_publication(self, as_practitioner, stories):
        url = reverse("wagtailadmin_pages:add", args=["stories", "storypage", stories.pk])

        page = as_practitioner.get(url)

        assert "Submit to Editorial review" in page.text
        assert "action-publish" not in page.text

    def test_submits_a_draft(self, as_practitioner, stories):
        write(as_practitioner, stories, "The telephone", **SUBMIT)

        story = StoryPage.objects.get(title="The telephone")
        assert story.workflow_in_progress
        assert not story.live

    def test_cannot_publish_by_sending_what_the_form_does_not_offer(self, as_practitioner, stories):
        write(as_practitioner, stories, "The telephone", **PUBLISH)

        assert not StoryPage.objects.get(title="The telephone").live

    def test_cannot_publish_several_at_once(self, as_practitioner, practitioner, make_story):
        story = make_story("The telephone", owner=practitioner)

        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        as_practitioner.post(f"{url}?id={story.pk}")

        story.refresh_from_db()
        assert not story.live

    def test_cannot_approve_the_own_story(self, as_practitioner, stories):
        write(as_practitioner, stories, "The telephone", **SUBMIT)
        story = StoryPage.objects.get(title="The telephone")

        review(as_practitioner, story, "approve")

        story.refresh_from_db()
        assert not story.live

    def test_edits_the_own_story_and_no_other(self, as_practitioner, practitioner, make_story):
        own, other = make_story("Own", owner=practitioner), make_story("Other", live=True)

        answers = {
            page: as_practitioner.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
            for page in (own, other)
        }

        assert answers[own].status_code == 200
        assert answers[other].status_code == 302

    def test_cannot_add_pages_elsewhere(self, as_practitioner, home):
        url = reverse("wagtailadmin_pages:add", args=["cop_site", "informationpage", home.pk])

        page = as_practitioner.get(url)

        assert page.status_code == 302

    def test_may_add_pictures_and_files(self, as_practitioner):
        pages = [
            as_practitioner.get(reverse(name))
            for name in ("wagtailimages:add", "wagtaildocs:add", "wagtailimages_chooser:choose")
        ]

        assert [page.status_code for page in pages] == [200, 200, 200]


class TestEditor:
    @pytest.fixture
    def submitted(self, as_practitioner, stories):
        write(as_practitioner, stories, "The telephone", **SUBMIT)
        return StoryPage.objects.get(title="The telephone")

    def test_finds_what_was_submitted_on_the_dashboard(self, as_editor, submitted):
        page = as_editor.get(reverse("wagtailadmin_home"))

        assert "The telephone" in page.text

    def test_publishes_by_approving(self, as_editor, submitted, client):
        review(as_editor, submitted, "approve")

        assert client.get(submitted.get_url()).status_code == 200

    def test_sends_back_what_needs_changes(self, as_editor, as_practitioner, submitted):
        review(as_editor, submitted, "reject")

        edit = as_practitioner.get(reverse("wagtailadmin_pages:edit", args=[submitted.pk]))
        assert "Resubmit to Editorial review" in edit.text
        assert not StoryPage.objects.get().live

    def test_may_curate(self, as_editor):
        level = Level.objects.first()

        pages = [
            as_editor.get(url)
            for url in (
                reverse("wagtailsnippets_levels_level:edit", args=[level.pk]),
                reverse("wagtailsnippets_levels_topic:add"),
                reverse("wagtailsettings:edit", args=["cop_site", "communitysettings"]),
                reverse("wagtailredirects:add"),
                reverse("wagtailadmin_collections:index"),
                reverse("wagtailadmin_reports:workflow"),
                reverse("wagtailadmin_reports:site_history"),
            )
        ]

        assert {page.status_code for page in pages} <= {200, 302}
        assert [page.status_code for page in pages].count(302) == 1  # the settings' own address

    @pytest.mark.parametrize(
        "name", ["wagtailusers_groups:index", "wagtailadmin_workflows:index", "wagtailsites:index"]
    )
    def test_may_not_change_how_the_site_is_run(self, as_editor, name):
        page = as_editor.get(reverse(name))

        assert page.status_code == 302


class TestPageWithoutALevel:
    def test_can_be_kept_as_a_draft(self, as_practitioner, stories):
        write(as_practitioner, stories, "The telephone", levels=[])

        assert not StoryPage.objects.get(title="The telephone").levels.exists()

    def test_cannot_be_submitted_and_the_form_says_why(self, as_practitioner, stories):
        page = write(as_practitioner, stories, "The telephone", levels=[], **SUBMIT)

        assert "Choose at least one level" in page.text
        assert not StoryPage.objects.filter(title="The telephone").exists()

    def test_cannot_be_published_and_the_form_says_why(self, as_editor, make_story):
        story = make_story("The telephone", levels=())
        url = reverse("wagtailadmin_pages:edit", args=[story.pk])

        page = as_editor.post(url, filled_in(as_editor, url, levels=[], **PUBLISH))

        assert "Choose at least one level" in page.text
        assert not StoryPage.objects.get().live

    def test_is_not_published_among_several(self, as_editor, make_story):
        story = make_story("The telephone", levels=())
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

        page = as_editor.post(
            f"{url}?id={story.pk}", headers={"referer": "http://testserver/admin/"}, follow=True
        )

        assert "Choose a level" in page.text
        assert not StoryPage.objects.get().live

    def test_is_not_published_by_approving(self, as_editor, practitioner, make_story):
        story = make_story("The telephone", levels=(), owner=practitioner)
        story.get_workflow().start(story, practitioner)

        review(as_editor, story, "approve")

        page = as_editor.get(reverse("wagtailadmin_home"))
        assert "Choose a level" in page.text
        assert not StoryPage.objects.get().live
        assert StoryPage.objects.get().workflow_in_progress
