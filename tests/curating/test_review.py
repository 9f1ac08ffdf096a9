"""An editor reviews what was submitted: sees it, decides on it, and loses nothing on the way."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from plugins.curating.claims import take
from plugins.curating.review_models import ReviewNotes, ReviewQuestion
from plugins.levels.models import Level
from plugins.retagging.merging import merge
from plugins.stories.models import StoryPage
from tests.curating.submitting import ask_for_changes, come_back, submit
from tests.factories import StoryPageFactory, TopicFactory
from tests.sharing.editorial import comment_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(stories, author) -> WorkflowState:
    """A story at levels 1 and 4, submitted by its author."""
    return submit(stories, author, title="The queue", levels=(1, 4))


def url_of(review: WorkflowState) -> str:
    return reverse("curating:review", args=[review.current_task_state_id])


def story_in(review: WorkflowState) -> StoryPage:
    return StoryPage.objects.get(pk=review.object_id)


def decide(client: Client, review: WorkflowState, decision: str, **changes: Any) -> Any:
    """Open the review, and send its form with these changes."""
    return client.post(url_of(review), filled_in(client, review, decision, **changes))


def filled_in(client: Client, review: WorkflowState, decision: str, **changes: Any) -> Any:
    """Return what the form of the review sends as it opens, but for these changes."""
    form = client.get(url_of(review)).context["form"]
    data = {
        "revision": form["revision"].value(),
        "seen": form["seen"].value(),
        "ticked": form["ticked"].value(),
        "levels": [getattr(each, "pk", each) for each in form["levels"].value()],
        "topics": form["topics"].value(),
        "comment": form["comment"].value(),
        "decision": decision,
    }
    return {**data, **changes}


def keys_of(*numbers: int) -> list[int]:
    return [level.pk for level in Level.objects.numbered(*numbers)]


def history_of(client: Client, review: WorkflowState) -> str:
    return client.get(reverse("wagtailadmin_pages:history", args=[review.object_id])).text


class TestPage:
    def test_shows_the_story_beside_all_that_helps_to_decide(
        self, as_editor, editor, review, author
    ):
        comment_on(story_in(review), "title", editor, "Which queue?")
        take(review, editor)

        page = as_editor.get(url_of(review))

        assert "The queue" in page.text
        assert "Ana Lind" in page.text
        assert "Release" in page.text
        assert "Which queue?" in page.text
        assert "Checklist for level 1" in page.text
        assert "Does it tell what somebody did, and what came of it?" in page.text
        assert "Approve and publish" in page.text

    def test_shows_the_page_as_readers_of_each_level_will_see_it(self, as_editor, review):
        page = as_editor.get(url_of(review))
        preview = as_editor.get(page.context["previews"][1]["url"])

        assert page.context["previews"][1]["level"].number == 4
        assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "level-4" in preview.text
        assert "The queue was long." in preview.text

    def test_leads_to_what_is_different_now(self, as_editor, stories, author, editor):
        story = StoryPageFactory(parent=stories, owner=author, title="Live", levels=(1,))
        story.save_revision().publish()
        first = story.save_revision(user=author)
        state = story.get_workflow().start(story, author)
        come_back(state, editor, author)

        page = as_editor.get(url_of(state))

        compare = "wagtailadmin_pages:revisions_compare"
        assert reverse(compare, args=[story.pk, "live", first.pk]) in page.text
        assert reverse(compare, args=[story.pk, first.pk, first.pk]) in page.text
        assert "Where was it?" in page.text

    def test_says_what_the_content_check_finds(self, as_editor, stories, author):
        review = submit(stories, author, title="THE QUEUE IS LONG", levels=(1,))

        page = as_editor.get(url_of(review))

        assert "all in capitals" in page.text

    def test_is_reached_from_the_editor_and_from_a_preview(self, as_editor, review):
        editing = as_editor.get(reverse("wagtailadmin_pages:edit", args=[review.object_id]))
        draft = as_editor.get(reverse("wagtailadmin_pages:view_draft", args=[review.object_id]))

        assert url_of(review) in editing.text
        assert url_of(review) in draft.text

    def test_takes_few_queries(
        self, as_editor, review, editor, author, django_assert_max_num_queries
    ):
        for number in range(3):
            comment_on(story_in(review), "title", editor, f"Comment {number}")
        come_back(review, editor, author)
        as_editor.get(url_of(review))

        with django_assert_max_num_queries(30):
            as_editor.get(url_of(review))


class TestApproving:
    def test_publishes_and_leads_to_the_page(self, as_editor, review):
        page = as_editor.post(url_of(review), filled_in(as_editor, review, "approve"), follow=True)

        story = story_in(review)
        assert story.live
        assert "“The queue” is published." in page.text
        assert story.url in page.text

    def test_gives_it_the_chosen_levels_and_topics_with_it(self, as_editor, review):
        topic = TopicFactory(name="Queues, long")

        decide(as_editor, review, "approve", levels=keys_of(4), topics='"Queues, long"')

        story = story_in(review)
        assert [level.number for level in story.levels_in_order()] == [4]
        assert story.topics_in_order() == [topic]
        assert story.live_revision == story.latest_revision
        assert "Levels changed in review: 1, 4 → 4" in history_of(as_editor, review)
        assert "Topics changed in review: none → Queues, long" in history_of(as_editor, review)

    def test_makes_no_revision_where_nothing_is_chosen_anew(self, as_editor, review):
        decide(as_editor, review, "approve")

        assert story_in(review).revisions.count() == 1

    def test_needs_a_level_and_loses_nothing(self, as_editor, review):
        page = decide(as_editor, review, "approve", levels=[], comment="Very good.")

        assert page.status_code == 400
        assert "Choose at least one level" in page.text
        assert "Very good." in page.text
        assert not story_in(review).live

    def test_refuses_a_level_that_the_type_may_not_feed(self, as_editor, review):
        page = decide(as_editor, review, "approve", levels=keys_of(2))

        assert page.status_code == 400
        assert not story_in(review).live

    def test_refuses_a_topic_that_there_is_not_and_keeps_what_was_typed(self, as_editor, review):
        page = decide(as_editor, review, "approve", topics="Kweues")

        assert page.status_code == 400
        assert "No such topic: Kweues" in page.text

    def test_writes_down_which_questions_were_left_open(self, as_editor, review):
        first, *others = ReviewQuestion.objects.for_levels([1, 4])

        decide(as_editor, review, "approve", ticked=[first.pk])

        entry = PageLogEntry.objects.get(action="curating.checked")
        assert entry.data["unticked"] == [question.text for question in others]
        history = history_of(as_editor, review)
        assert f"{len(others)} of {len(others) + 1} questions left open" in history

    def test_tells_what_is_wrong_where_the_page_cannot_be_published(
        self, as_editor, review, stories
    ):
        story = story_in(review)
        StoryPage.objects.filter(pk=story.pk).update(slug="elsewhere")
        StoryPageFactory(parent=stories, slug=story.slug)

        page = decide(as_editor, review, "approve", comment="Good.")

        assert page.status_code == 400
        assert "Good." in page.text
        assert TaskState.objects.get(pk=review.current_task_state_id).status == "in_progress"

    def test_leads_on_to_what_one_has_taken(self, as_editor, editor, review, stories, author):
        submit(stories, author, title="Of nobody")
        taken = submit(stories, author, title="Mine")
        take(taken, editor)

        page = as_editor.post(url_of(review), filled_in(as_editor, review, "approve"), follow=True)

        assert "Next: “Mine”" in page.text
        assert url_of(taken) in page.text


class TestAskingForChanges:
    def test_tells_the_author_why(
        self, as_editor, author, django_capture_on_commit_callbacks, review
    ):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            page = decide(as_editor, review, "changes", comment="Which queue was it?")

        [message] = mail.outbox
        assert page.status_code == 302
        assert message.to == [author.email]
        assert "Which queue was it?" in message.body
        assert not story_in(review).live

    def test_needs_a_reason(self, as_editor, review):
        page = decide(as_editor, review, "changes", comment="  ", levels=keys_of(4))

        assert page.status_code == 400
        assert "the author reads it" in page.text
        assert page.context["form"].numbers() == [4]

    def test_keeps_ticks_and_levels_for_the_next_round(self, as_editor, review, author):
        question = ReviewQuestion.objects.for_levels([4]).first()
        changes = {"ticked": [question.pk], "levels": keys_of(4), "comment": "Which queue?"}
        decide(as_editor, review, "changes", **changes)
        review.refresh_from_db()
        review.resume(author)

        form = as_editor.get(url_of(review)).context["form"]

        assert form.numbers() == [4]
        assert form["ticked"].value() == [str(question.pk)]
        assert form["comment"].value() == ""


class TestSavingForLater:
    def test_keeps_all_of_it_for_every_editor(self, as_editor, as_colleague, review):
        TopicFactory(name="Queues")
        question = ReviewQuestion.objects.for_levels([1]).first()
        noted = {"ticked": [question.pk], "topics": "Queues", "comment": "Ask Mia first."}

        decide(as_editor, review, "later", **noted, levels=keys_of(1))

        form = as_colleague.get(url_of(review)).context["form"]
        assert form["comment"].value() == "Ask Mia first."
        assert form["ticked"].value() == [str(question.pk)]
        assert form.numbers() == [1]
        assert form["topics"].value() == "Queues"
        assert story_in(review).revisions.count() == 1

    def test_overwrites_no_colleagues_notes(self, as_editor, as_colleague, review):
        mine = filled_in(as_editor, review, "later", comment="Mine")
        decide(as_colleague, review, "later", comment="Theirs")

        page = as_editor.post(url_of(review), mine)

        assert page.status_code == 409
        assert "Emil Holm has kept notes" in page.text
        assert "Theirs" in page.text
        assert page.context["form"]["comment"].value() == "Mine"
        assert ReviewNotes.objects.get().comment == "Theirs"

    def test_can_be_saved_once_the_colleagues_notes_were_seen(
        self, as_editor, as_colleague, review
    ):
        mine = filled_in(as_editor, review, "later", comment="Mine")
        decide(as_colleague, review, "later", comment="Theirs")
        seen = as_editor.post(url_of(review), mine).context["form"]["seen"].value()

        as_editor.post(url_of(review), {**mine, "seen": seen})

        assert ReviewNotes.objects.get().comment == "Mine"

    def test_names_the_other_topic_once_two_are_merged(self, as_editor, review):
        gone, into = TopicFactory(name="Lines"), TopicFactory(name="Queues")
        decide(as_editor, review, "later", topics="Lines")

        merge([gone], into, user=None)

        form = as_editor.get(url_of(review)).context["form"]
        assert form["topics"].value() == "Queues"


class TestOvertaken:
    def test_by_a_colleagues_decision_does_nothing_and_keeps_the_comment(
        self, as_editor, as_colleague, review
    ):
        mine = filled_in(as_editor, review, "approve", comment="It is good.")
        decide(as_colleague, review, "changes", comment="Which queue?")

        page = as_editor.post(url_of(review), mine)

        assert page.status_code == 409
        assert "Changes are asked for." in page.text
        assert "Emil Holm" in page.text
        assert "It is good." in page.text
        assert not story_in(review).live

    def test_by_a_newer_revision_does_nothing_and_keeps_the_form(
        self, as_editor, colleague, review
    ):
        mine = filled_in(as_editor, review, "approve", comment="Good.", levels=keys_of(4))
        story = story_in(review)
        story.title = "The long queue"
        story.save_revision(user=colleague)

        page = as_editor.post(url_of(review), mine)

        assert page.status_code == 409
        assert "Emil Holm has changed the page" in page.text
        assert "The long queue" in page.text
        assert page.context["form"]["comment"].value() == "Good."
        assert page.context["form"].numbers() == [4]
        assert not story_in(review).live

    def test_by_its_author_leads_to_what_they_submitted_instead(self, as_editor, author, review):
        mine = filled_in(as_editor, review, "approve")
        review.cancel(author)
        story = story_in(review)
        again = story.get_workflow().start(story, author)

        page = as_editor.post(url_of(review), mine)

        assert page.status_code == 409
        assert url_of(again) in page.text
        assert not story_in(review).live

    def test_finds_what_was_decided_in_wagtails_own_editor(self, as_editor, editor, review):
        ask_for_changes(review, editor)

        page = as_editor.get(url_of(review))

        assert "Changes are asked for." in page.text
        assert "Where was it?" in page.text

    def test_does_nothing_to_a_page_that_a_colleague_has_locked(self, as_editor, colleague, review):
        mine = filled_in(as_editor, review, "approve", comment="Good.")
        StoryPage.objects.filter(pk=review.object_id).update(locked=True, locked_by=colleague)

        page = as_editor.post(url_of(review), mine)

        assert page.status_code == 409
        assert "was locked" in page.text or "is locked" in page.text
        assert page.context["form"]["comment"].value() == "Good."
        assert not story_in(review).live


def test_wagtails_own_approval_still_works(as_editor, review):
    state = review.current_task_state
    args = [review.object_id, "approve", state.pk]

    as_editor.post(reverse("wagtailadmin_pages:workflow_action", args=args))

    assert story_in(review).live
