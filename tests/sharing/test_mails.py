"""What authors are told by e-mail of what becomes of their pages."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import CommentReply, PageSubscription

from plugins.members.leaving import delete_account
from plugins.members.models import EmailOptOut
from plugins.sharing.models import Draft
from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory
from tests.sharing.drafts import story_by
from tests.sharing.editorial import answer, comment_on, editor_named, send, sent

pytestmark = pytest.mark.django_db

TITLE = "Forty people in the rain"


@pytest.fixture
def draft(author: Any, stories: Any) -> Draft:
    return story_by(author)


@pytest.fixture
def story(as_author: Client, draft: Draft) -> StoryPage:
    """A story that its author has sent to the editors; of that they have been told already."""
    return sent(as_author, draft).page.specific


@pytest.fixture
def outbox(author: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """What is written to the author while something is done: the other mails are the editors'."""

    class Outbox:
        def __enter__(self) -> list[Any]:
            mail.outbox.clear()
            self.commit = django_capture_on_commit_callbacks(execute=True)
            self.commit.__enter__()
            self.found: list[Any] = []
            return self.found

        def __exit__(self, *error: Any) -> None:
            self.commit.__exit__(*error)
            self.found += [each for each in mail.outbox if author.email in each.recipients()]

    return Outbox()


def stop_address(message: Any) -> str:
    """Return the path of the address that a mail program posts to."""
    return message.extra_headers["List-Unsubscribe"].strip("<>").partition("8000")[2]


class TestSubmitted:
    def test_says_what_happens_next_and_when(self, as_author, draft, outbox):
        with outbox as messages:
            send(as_author, draft)

        [message] = messages
        assert message.subject == f"The editors have “{TITLE}”"
        assert "answers within 5 working days" in message.body
        assert f"http://127.0.0.1:8000{reverse('sharing:mine')}" in message.body
        assert "Community of practice" in message.body
        assert message.recipients() == [draft.owner.email]

    def test_is_said_again_when_it_is_sent_again(self, as_author, draft, story, editor, outbox):
        answer(story, "reject", editor, "Where was it?")

        with outbox as messages:
            send(as_author, draft)

        assert [each.subject for each in messages] == [f"The editors have “{TITLE}”"]

    def test_is_not_said_to_who_sends_it_twice(self, as_author, draft, story, outbox):
        with outbox as messages:
            send(as_author, draft)

        assert messages == []

    def test_has_the_one_click_that_stops_it(self, as_author, draft, outbox, client):
        with outbox as messages:
            send(as_author, draft)
        [message] = messages

        page = client.post(stop_address(message), {"List-Unsubscribe": "One-Click"})

        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert stop_address(message) in message.body
        assert page.status_code == 200
        assert EmailOptOut.objects.filter(user=draft.owner, name="sharing.review").exists()

    def test_is_not_said_to_who_does_not_want_to_know(self, as_author, draft, outbox):
        EmailOptOut.objects.create(user=draft.owner, name="sharing.review")

        with outbox as messages:
            send(as_author, draft)

        assert messages == []


class TestReview:
    def test_asks_for_changes_with_the_reason(self, story, editor, outbox):
        with outbox as messages:
            answer(story, "reject", editor, "Where was it, and <when>?")

        [message] = messages
        assert message.subject == f"The editors ask you to look at “{TITLE}” again"
        assert "Edith Berg has read" in message.body
        assert "Where was it, and <when>?" in message.body

    def test_names_the_address_once_it_is_published(self, story, editor, outbox):
        with outbox as messages:
            answer(story, "approve", editor)

        [message] = messages
        assert message.subject == f"“{TITLE}” is published"
        assert f"http://127.0.0.1:8000{StoryPage.objects.get().url}" in message.body

    def test_tells_of_an_update_as_well(self, as_author, draft, story, editor, outbox):
        answer(story, "approve", editor)
        draft = Draft.objects.get()
        draft.content["summary"] = "What we did about a queue in Aarhus."
        draft.touch()
        sent(as_author, draft)

        with outbox as messages:
            answer(story, "approve", editor)

        assert [each.subject for each in messages] == [f"“{TITLE}” is published"]

    def test_tells_an_author_who_could_have_published_it(self, stories, author, editor, outbox):
        colleague = editor_named("Emil Holm")
        story = StoryPageFactory(parent=stories, title=TITLE, owner=editor, live=False)
        story.save_revision(user=editor)
        story.get_workflow().start(story, editor)
        editor.email = author.email
        editor.save()

        with outbox as messages:
            answer(story, "approve", colleague)

        assert [each.subject for each in messages] == [f"“{TITLE}” is published"]

    def test_that_an_editor_goes_around_by_publishing_is_told_once(self, story, editor, outbox):
        with outbox as messages:
            story.get_latest_revision().publish(user=editor)

        assert [each.subject for each in messages] == [f"“{TITLE}” is published"]

    def test_that_somebody_else_ends_is_told(self, story, editor, outbox):
        with outbox as messages:
            story.current_workflow_state.cancel(user=editor)

        [message] = messages
        assert message.subject == f"“{TITLE}” is no longer with the editors"
        assert "Edith Berg has ended the review" in message.body
        assert Draft.objects.get().state == Draft.State.DRAFT

    def test_that_its_author_ends_is_no_news(self, as_author, draft, story, outbox):
        with outbox as messages:
            as_author.post(reverse("sharing:take_back", args=[draft.pk]))

        assert messages == []

    def test_names_an_editor_without_a_name_as_such(self, story, editor, outbox):
        editor.rename("")

        with outbox as messages:
            answer(story, "reject", editor, "Where?")

        assert "An editor has read" in messages[0].body
        assert editor.email not in messages[0].body


class TestLater:
    @pytest.fixture
    def published(self, story, editor) -> StoryPage:
        answer(story, "approve", editor)
        return StoryPage.objects.get()

    def test_that_it_is_taken_off_is_told(self, published, editor, outbox):
        with outbox as messages:
            published.unpublish(user=editor)

        assert [each.subject for each in messages] == [f"“{TITLE}” is no longer shown to readers"]

    def test_that_it_is_deleted_is_told_once_with_what_is_left(self, published, editor, outbox):
        with outbox as messages:
            published.delete(user=editor)

        [message] = messages
        assert message.subject == f"“{TITLE}” was deleted"
        assert "you have it as a draft" in message.body

    def test_that_an_editor_mends_a_word_is_no_news(self, published, editor, outbox):
        with outbox as messages:
            published.save_revision(user=editor).publish(user=editor)

        assert messages == []

    def test_who_leaves_is_told_nothing_of_each_page(self, published, author, outbox):
        with outbox as messages:
            delete_account(author, keep_stories=False)

        assert messages == []


class TestComments:
    def test_are_sent_with_who_wrote_them(self, story, editor, outbox):
        with outbox as messages:
            comment_on(story, "summary", editor, "Whose queue was it?")

        [message] = messages
        assert message.subject == f"A comment on “{TITLE}”"
        assert "Edith Berg wrote" in message.body
        assert "Whose queue was it?" in message.body

    def test_come_once_an_hour_from_one_editor(self, story, editor, outbox):
        with outbox as messages:
            for text in ("Whose queue?", "Which street?", "What year?"):
                comment_on(story, "summary", editor, text)

        assert len(messages) == 1

    def test_of_the_author_are_no_news(self, story, author, outbox):
        with outbox as messages:
            comment_on(story, "summary", author, "I am not sure of this.")

        assert messages == []

    def test_are_not_told_twice_to_who_is_told_by_wagtail(self, story, author, editor, outbox):
        PageSubscription.objects.create(page=story, user=author, comment_notifications=True)

        with outbox as messages:
            comment_on(story, "summary", editor, "Whose queue was it?")

        assert messages == []

    def test_that_answer_the_author_are_left_to_wagtail(self, story, author, editor, outbox):
        comment = comment_on(story, "summary", author, "I am not sure of this.")

        with outbox as messages:
            CommentReply.objects.create(comment=comment, user=editor, text="Then leave it out.")

        assert messages == []

    def test_that_answer_another_editor_are_told(self, story, editor, outbox):
        comment = comment_on(story, "summary", editor_named("Emil Holm"), "Whose queue?")

        with outbox as messages:
            CommentReply.objects.create(comment=comment, user=editor, text="It says so below.")

        assert ["It says so below." in each.body for each in messages] == [True]


def test_what_is_written_in_wagtail_s_editor_is_told_as_well(stories, author, editor, outbox):
    story = StoryPageFactory(parent=stories, title=TITLE, owner=author, live=False)
    story.save_revision(user=author)
    story.get_workflow().start(story, author)

    with outbox as messages:
        answer(story, "reject", editor, "Where?")

    assert [each.subject for each in messages] == [
        f"The editors ask you to look at “{TITLE}” again"
    ]


def test_no_page_but_those_that_are_shared_is_told_of(home, author, editor, outbox):
    home.owner = author
    home.save()

    with outbox as messages:
        home.save_revision(user=editor).publish(user=editor)
        comment_on(home, "title", editor, "Is this the name?")

    assert messages == []


def test_a_title_in_two_lines_makes_one_line_of_a_subject(as_author, author, stories, outbox):
    draft = story_by(author, title="Forty people\nBcc: somebody@example.org")

    with outbox as messages:
        send(as_author, draft)

    [message] = messages
    assert message.subject == "The editors have “Forty people Bcc: somebody@example.org”"
    assert message.recipients() == [author.email]


def test_a_mail_that_cannot_be_sent_stops_nothing(as_author, draft, settings, outbox, caplog):
    settings.EMAIL_BACKEND = "no.such.Backend"

    with outbox:
        page = send(as_author, draft)

    assert page.status_code == 302
    assert StoryPage.objects.get().workflow_in_progress
    assert "no.such" in caplog.text or "No module named" in caplog.text


def test_the_account_page_offers_to_switch_them_off(as_author, author):
    page = as_author.get(reverse("members:account"))

    assert "What becomes of what you share" in page.text
    assert "Comments on what you share" in page.text
