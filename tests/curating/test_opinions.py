"""A practitioner is asked what they think of one page, and has a right to that page alone."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageLogEntry

from plugins.curating.models import Opinion
from plugins.members.leaving import delete_account
from plugins.members.models import EmailOptOut
from plugins.members.own_data import data_of_plugins
from plugins.stories.models import StoryPage
from tests.curating.submitting import approve, ask_for_changes, submit
from tests.factories import StoryPageFactory, TopicFactory
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(stories, author) -> Any:
    """A story, submitted by its author."""
    return submit(stories, author, title="The queue", levels=(1, 4))


@pytest.fixture
def peer(roles) -> Any:
    return MemberFactory(first_name="Pia Pract", groups=["Practitioners"])


@pytest.fixture
def as_peer(peer) -> Client:
    return signed_in(peer)


@pytest.fixture
def opinion(review, peer, editor) -> Opinion:
    """What an editor asks the peer."""
    return Opinion.objects.create(
        task_state=review.current_task_state,
        asked_by=editor,
        asked_of=peer,
        question="Does it ring true?",
    )


def ask_url(review: Any) -> str:
    return reverse("curating:ask", args=[review.current_task_state_id])


def review_url(review: Any) -> str:
    return reverse("curating:review", args=[review.current_task_state_id])


def url_of(opinion: Opinion) -> str:
    return reverse("second_opinions:opinion", args=[opinion.pk])


def status_of(client: Client, url: str) -> int:
    """Return how a file is answered, read to its end."""
    response = client.get(url)
    response.getvalue()
    return response.status_code


def people_offered(client: Client, review: Any) -> list[str]:
    """Return the names of whom an editor may ask, in their order."""
    form = client.get(ask_url(review)).context["form"]
    return [person.first_name for person in form.people.values()]


class TestWhomToAsk:
    def test_who_knows_its_topics_first(self, as_editor, stories, author, roles):
        queues, other = TopicFactory(name="Queues"), TopicFactory(name="Other")
        names = ("Names it", "Wrote of it", "Wrote of other", "Neither")
        names_it, wrote, wrote_other, _neither = (
            MemberFactory(first_name=name, groups=["Practitioners"]) for name in names
        )
        names_it.topics.add(queues)
        StoryPageFactory(parent=stories, owner=wrote, topics=[queues])
        StoryPageFactory(parent=stories, owner=wrote_other, topics=[other])
        StoryPageFactory(parent=stories, owner=wrote_other, topics=[queues], live=False)
        review = submit(stories, author, topics=[queues])

        page = as_editor.get(ask_url(review))

        assert people_offered(as_editor, review)[:2] == ["Names it", "Wrote of it"]
        assert set(people_offered(as_editor, review)[2:]) == {"Neither", "Wrote of other"}
        assert "wrote 1 page about it" in page.text

    def test_neither_its_author_nor_who_cannot_answer(self, as_editor, review, peer):
        MemberFactory(first_name="Inactive", groups=["Practitioners"], is_active=False)
        MemberFactory(first_name="No practitioner")

        assert people_offered(as_editor, review) == ["Pia Pract"]

    def test_nobody_twice_unless_the_question_was_withdrawn(self, as_editor, review, opinion):
        once = people_offered(as_editor, review)
        as_editor.post(reverse("curating:withdraw_opinion", args=[opinion.pk]))

        assert once == []
        assert people_offered(as_editor, review) == ["Pia Pract"]


class TestAsking:
    def test_writes_to_the_peer_and_to_the_history(
        self, as_editor, review, peer, django_capture_on_commit_callbacks
    ):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            as_editor.post(ask_url(review), {"peer": peer.pk, "question": "Is it so?"})

        [message] = mail.outbox
        history = as_editor.get(reverse("wagtailadmin_pages:history", args=[review.object_id]))
        assert message.to == [peer.email]
        assert "Is it so?" in message.body
        assert url_of(Opinion.objects.get()) in message.body
        assert "List-Unsubscribe" in message.extra_headers
        assert "Asked Pia Pract for a second opinion" in history.text

    def test_keeps_the_question_where_the_peer_wants_no_such_e_mails(self, as_editor, review, peer):
        EmailOptOut.objects.create(user=peer, name="curating.opinions")

        page = as_editor.post(ask_url(review), {"peer": peer.pk, "question": "Is it so?"})

        assert page.status_code == 400
        assert "Pia Pract does not want to be asked" in page.text
        assert "Is it so?" in page.text
        assert not Opinion.objects.exists()

    def test_waits_for_the_peer_on_my_writing_until_it_is_answered(self, as_peer, opinion):
        link = f'href="{url_of(opinion)}"'
        before = as_peer.get(reverse("sharing:mine")).text

        as_peer.post(url_of(opinion), {"recommendation": "publish"})

        assert link in before
        assert "The queue" in before
        assert link not in as_peer.get(reverse("sharing:mine")).text

    def test_waits_where_no_other_looks(self, client, as_editor, opinion, author):
        level = reverse("levels:level", args=[4])

        pages = [
            client.get(level).text,
            as_editor.get(reverse("sharing:mine")).text,
            signed_in(author).get(level).text,
        ]

        assert not any(url_of(opinion) in page for page in pages)

    def test_does_not_ask_the_author(self, as_editor, review, author):
        page = as_editor.post(ask_url(review), {"peer": author.pk})

        assert page.status_code == 400
        assert not Opinion.objects.exists()

    def test_does_not_ask_about_what_is_decided(self, as_editor, review, editor, peer):
        url = ask_url(review)
        ask_for_changes(review, editor)

        page = as_editor.post(url, {"peer": peer.pk}, follow=True)

        assert "there is nothing to ask about any more" in page.text
        assert not Opinion.objects.exists()


class TestAnswering:
    def test_shows_the_page_as_it_was_submitted_with_what_is_asked(self, as_peer, opinion, review):
        story = StoryPage.objects.get(pk=review.object_id)
        story.title = "Edited since"
        story.save_revision()

        page = as_peer.get(url_of(opinion))

        assert "The queue was long." in page.text
        assert "Edited since" not in page.text
        assert "Does it ring true?" in page.text
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"

    def test_reaches_the_editor_by_e_mail_and_beside_the_page(
        self, as_peer, as_editor, opinion, review, editor, django_capture_on_commit_callbacks
    ):
        mail.outbox.clear()
        said = {"recommendation": "change", "answer": "Say which queue.", "do": "answer"}
        with django_capture_on_commit_callbacks(execute=True):
            thanks = as_peer.post(url_of(opinion), said, follow=True)

        [message] = mail.outbox
        page = as_editor.get(review_url(review))
        assert "Say which queue." in thanks.text
        assert "The queue was long." not in thanks.text
        assert message.to == [editor.email]
        assert "Change it first" in message.body
        assert "Change it first" in page.text
        assert "Say which queue." in page.text
        assert PageLogEntry.objects.filter(action="curating.opinion_answered").exists()

    def test_may_be_declined(self, as_peer, as_editor, opinion, review):
        thanks = as_peer.post(url_of(opinion), {"answer": "", "do": "decline"}, follow=True)

        assert "quite all right" in thanks.text
        assert "Cannot say" in as_editor.get(review_url(review)).text

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ({"answer": "Because."}, "Choose one"),
            ({"recommendation": "change", "answer": ""}, "Say why"),
            ({"recommendation": "nonsense", "answer": "Because."}, "valid choice"),
        ],
    )
    def test_asks_for_what_is_missing_and_keeps_the_rest(self, as_peer, opinion, said, told):
        page = as_peer.post(url_of(opinion), {**said, "do": "answer"})

        assert page.status_code == 400
        assert told in page.text
        assert said["answer"] in page.text
        assert not Opinion.objects.get().answered_at

    def test_keeps_what_was_typed_when_the_session_had_ended(self, client, opinion):
        said = {"recommendation": "change", "answer": "Say which <queue>.", "do": "answer"}

        page = client.post(url_of(opinion), said)

        assert page.status_code == 403
        assert "Say which &lt;queue&gt;." in page.text
        assert "The queue was long." not in page.text

    def test_takes_nothing_from_another_site(self, as_peer, opinion):
        said = {"recommendation": "publish", "do": "answer"}

        page = as_peer.post(url_of(opinion), said, headers={"Sec-Fetch-Site": "cross-site"})

        assert page.status_code == 403
        assert not Opinion.objects.get().answered_at


class TestClosed:
    @pytest.fixture(params=["approved", "changes asked for", "withdrawn"])
    def closed(self, request, opinion, review, editor, as_editor) -> Opinion:
        if request.param == "approved":
            approve(review, editor)
        elif request.param == "changes asked for":
            ask_for_changes(review, editor)
        else:
            as_editor.post(reverse("curating:withdraw_opinion", args=[opinion.pk]))
        return opinion

    def test_thanks_without_a_word_of_the_page(self, as_peer, closed):
        page = as_peer.get(url_of(closed))

        assert "need no answer any more" in page.text
        assert "The queue" not in page.text

    def test_takes_nothing_in_and_shows_what_was_typed(self, as_peer, closed):
        said = {"recommendation": "change", "answer": "Say which one.", "do": "answer"}

        page = as_peer.post(url_of(closed), said)

        assert page.status_code == 409
        assert "Say which one." in page.text
        assert not Opinion.objects.get().answered_at


class TestNoOtherRight:
    def test_opens_no_other_page_and_no_view_of_the_editor(
        self, as_peer, opinion, review, stories, author
    ):
        other = submit(stories, author, title="Another secret")
        key, state = review.object_id, review.current_task_state_id
        revision = opinion.task_state.revision_id
        others = other.object_id

        closed = [
            review_url(review),
            review_url(other),
            reverse("curating:preview", args=[state]),
            ask_url(review),
            *(reverse(f"wagtailadmin_pages:{name}", args=[key]) for name in ("edit", "history")),
            *(reverse("wagtailadmin_pages:view_draft", args=[each]) for each in (key, others)),
            reverse("wagtailadmin_pages:revisions_view", args=[key, revision]),
            reverse("wagtailadmin_pages:workflow_preview", args=[key, 1]),
        ]

        for url in closed:
            page = as_peer.get(url, follow=True)
            assert "The queue" not in page.text, url
            assert "Another secret" not in page.text, url

    def test_opens_to_nobody_else(self, client, opinion, editor, author, administrator):
        for member in (editor, author, administrator, MemberFactory(groups=["Practitioners"])):
            assert signed_in(member).get(url_of(opinion)).status_code == 404
        visitor = client.get(url_of(opinion))
        assert visitor.status_code == 302
        assert reverse("account_login") in visitor.headers["Location"]

    def test_opens_its_pictures_as_long_as_it_is_open(self, as_peer, peer, stories, author, editor):
        picture = get_image_model().objects.create(
            title="Queue", file=get_test_image_file(), uploaded_by_user=author
        )
        body = [("picture", {"image": picture, "alt_text": "A queue", "caption": ""})]
        review = submit(stories, author, title="With a picture", body=body)
        url = picture.get_rendition("width-100").url
        before = status_of(as_peer, url)
        opinion = Opinion.objects.create(
            task_state=review.current_task_state, asked_by=editor, asked_of=peer
        )
        during = status_of(as_peer, url)

        Opinion.objects.filter(pk=opinion.pk).update(withdrawn_at=datetime.now(UTC))

        assert (before, during, status_of(as_peer, url)) == (404, 200, 404)


class TestLeaving:
    def test_takes_the_answer_and_the_name_along(self, as_editor, review, peer):
        as_editor.post(ask_url(review), {"peer": peer.pk, "question": "Is it so?"}, follow=True)

        delete_account(peer, keep_stories=True)

        history = as_editor.get(reverse("wagtailadmin_pages:history", args=[review.object_id]))
        assert not Opinion.objects.exists()
        assert "Pia Pract" not in history.text
        assert "Asked for a second opinion" in history.text

    def test_of_the_editor_keeps_the_question(self, as_peer, opinion, editor, colleague):
        delete_account(editor, keep_stories=True)

        assert "Does it ring true?" in as_peer.get(url_of(opinion)).text

    def test_what_was_said_can_be_taken_along(self, as_peer, opinion):
        as_peer.post(url_of(opinion), {"recommendation": "publish", "do": "answer"})

        [given] = data_of_plugins(opinion.asked_of)["second_opinions"]["given"]
        assert given["recommendation"] == "publish"
