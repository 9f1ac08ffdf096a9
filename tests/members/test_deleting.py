"""A member deletes the account, and says what becomes of what they published."""

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Comment,
    ModelLogEntry,
    PageLogEntry,
    Revision,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from plugins.members.models import User
from plugins.stories.models import StoryPage
from tests.members.people import PASSWORD, MemberFactory, signed_in

pytestmark = pytest.mark.django_db

DELETE = reverse("members:leave")
KEEP = {"password": PASSWORD, "stories": "keep"}
WITHDRAW = {"password": PASSWORD, "stories": "withdraw"}


def person(name: str, organisation: str = "") -> tuple[str, dict[str, str]]:
    return ("person", {"name": name, "role": "", "organisation": organisation})


@pytest.fixture
def author(roles: None) -> Any:
    return MemberFactory(first_name="Ana Lind", groups=["Practitioners"])


@pytest.fixture
def published(make_story: Any, author: Any) -> StoryPage:
    """A story that readers read, and that credits its author."""
    story = make_story("The telephone", owner=author, live=True, credits=[person("Ana Lind")])
    story.save_revision(user=author).publish()
    return StoryPage.objects.get(pk=story.pk)


def is_there(member: Any) -> bool:
    return User.objects.filter(pk=member.pk).exists()


class TestAsking:
    def test_is_for_members(self, client):
        answer = client.get(DELETE)

        assert answer.url == f"{reverse('account_login')}?next={DELETE}"

    def test_says_what_will_happen_and_that_it_cannot_be_undone(self, published, author):
        page = signed_in(author).get(DELETE)

        assert "cannot be undone" in page.text
        assert "What you have published stays without your name, or is taken off" in page.text
        assert "Drafts that were never published are deleted" in page.text
        assert "What is with the editors is withdrawn" in page.text
        assert "Credits given to “Ana Lind” are removed" in page.text

    def test_does_not_ask_about_stories_where_there_are_none(self, member):
        client = signed_in(member)
        page = client.get(DELETE)

        client.post(DELETE, {"password": PASSWORD})

        assert 'name="stories"' not in page.text
        assert not is_there(member)

    def test_takes_no_wrong_password(self, author, published):
        page = signed_in(author).post(DELETE, {**KEEP, "password": "wrong"})

        assert 'role="alert"' in page.text
        assert is_there(author)

    def test_takes_no_silence_about_stories(self, author, published):
        page = signed_in(author).post(DELETE, {"password": PASSWORD})

        assert 'role="alert"' in page.text
        assert is_there(author)

    def test_asks_for_no_password_that_was_given_a_moment_ago(self, member):
        client = signed_in(member)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

        page = client.get(DELETE)
        client.post(DELETE, {"nothing": "to say"})

        assert 'name="password"' not in page.text
        assert not is_there(member)

    def test_does_nothing_without_the_token_of_the_form(self, member):
        client = Client(enforce_csrf_checks=True)
        client.force_login(member)

        answer = client.post(DELETE, {"password": PASSWORD})

        assert answer.status_code == 403
        assert is_there(member)

    def test_does_nothing_by_looking(self, member):
        signed_in(member).get(DELETE)

        assert is_there(member)


class TestWhoCannot:
    def test_administrators(self, administrator):
        client = signed_in(administrator)
        page = client.get(DELETE)

        client.post(DELETE, KEEP)

        assert "You administer this site" in page.text
        assert is_there(administrator)

    def test_the_last_editor(self, editor):
        client = signed_in(editor)
        page = client.get(DELETE)

        client.post(DELETE, KEEP)

        assert "You are the only editor" in page.text
        assert is_there(editor)

    def test_an_editor_with_only_closed_accounts_beside(self, editor):
        MemberFactory(groups=["Editors"], is_active=False)

        page = signed_in(editor).get(DELETE)

        assert "You are the only editor" in page.text

    def test_but_one_of_two_editors_can(self, editor):
        MemberFactory(groups=["Editors"])

        signed_in(editor).post(DELETE, KEEP)

        assert not is_there(editor)


class TestAccount:
    def test_is_gone_with_all_that_hangs_on_it(self, member):
        signed_in(member).post(DELETE, KEEP)

        assert not is_there(member)
        assert not EmailAddress.objects.exists()

    def test_is_signed_out_everywhere(self, member):
        here, elsewhere = signed_in(member), signed_in(member)

        page = here.post(DELETE, KEEP, follow=True)

        assert "Your account is deleted" in page.text
        for client in (here, elsewhere):
            assert client.get(reverse("members:account")).status_code == 302

    def test_is_confirmed_by_e_mail(self, member, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            signed_in(member).post(DELETE, KEEP)

        (message,) = mail.outbox
        assert message.to == [member.email]
        assert message.subject == "Your account is deleted"
        assert "as you asked" in message.body
        assert "&#" not in message.body

    def test_is_gone_where_no_e_mail_can_be_sent(
        self, member, settings, django_capture_on_commit_callbacks, caplog
    ):
        settings.EMAIL_BACKEND = "no.such.backend"

        with django_capture_on_commit_callbacks(execute=True):
            page = signed_in(member).post(DELETE, KEEP, follow=True)

        assert "Your account is deleted" in page.text
        assert not is_there(member)

    def test_frees_its_address(self, member, client):
        signed_in(member).post(DELETE, KEEP)

        client.post(reverse("account_signup"), {"email": member.email, "password1": PASSWORD})

        assert User.objects.get().email == member.email

    def test_stays_whole_where_a_plugin_fails(self, author, published):
        def fail(user: Any, keep_stories: bool) -> None:
            raise RuntimeError

        client = signed_in(author)
        with (
            hooks.register_temporarily("before_account_deleted", fail, order=1),
            pytest.raises(RuntimeError),
        ):
            client.post(DELETE, KEEP)

        published.refresh_from_db()
        assert is_there(author)
        assert published.credit_line == "Ana Lind"
        assert client.get(reverse("members:account")).status_code == 200

    def test_tells_plugins_before(self, author, published):
        told = []
        with hooks.register_temporarily(
            "before_account_deleted", lambda user, keep: told.append((user.email, keep))
        ):
            signed_in(author).post(DELETE, WITHDRAW)

        assert told == [(author.email, False)]


class TestStoriesThatStay:
    def test_are_read_without_the_name(self, author, published, client):
        signed_in(author).post(DELETE, KEEP)

        page = client.get(published.url)
        assert "The telephone" in page.text
        assert "Ana Lind" not in page.text

    def test_name_nobody_in_any_version(self, author, published):
        published.summary = "Changed."
        published.save_revision(user=author)
        names = [json.dumps(revision.content) for revision in published.revisions.all()]

        signed_in(author).post(DELETE, KEEP)

        assert all("Ana Lind" in text for text in names)
        assert "Ana Lind" not in "".join(
            json.dumps(revision.content) for revision in Revision.objects.all()
        )

    def test_keep_the_credit_of_others(self, author, published, client):
        published.credits = [person("Ana Lind"), person("Bo Berg"), ("role", {"role": "a nurse"})]
        published.save_revision().publish()

        signed_in(author).post(DELETE, KEEP)

        page = client.get(published.url)
        assert "Ana Lind" not in page.text
        assert "Bo Berg" in page.text
        assert "a nurse" in page.text

    def test_lose_every_credit_where_the_own_cannot_be_told(self, author, published, client):
        published.credits = [person("A. Lind"), person("Bo Berg")]
        published.save_revision().publish()

        signed_in(author).post(DELETE, KEEP)

        page = client.get(published.url)
        assert "Lind" not in page.text
        assert "Bo Berg" not in page.text

    def test_are_found_no_more_by_the_name(self, author, published, searchable, at_level):
        with searchable():
            published.save()
        before = at_level(1).get("/search/", {"q": "Lind"})

        with searchable():
            signed_in(author).post(DELETE, KEEP)

        after = at_level(1).get("/search/", {"q": "Lind"})
        assert "The telephone" in before.text
        assert "The telephone" not in after.text

    def test_lose_what_the_author_had_not_published(self, author, published):
        published.summary = "Not for readers."
        published.save_revision(user=author)

        signed_in(author).post(DELETE, KEEP)

        published.refresh_from_db()
        assert not published.has_unpublished_changes
        assert "Not for readers." not in json.dumps(published.latest_revision.content)

    def test_keep_what_an_editor_went_on_with(self, author, editor, published):
        published.save_revision(user=author)
        published.summary = "Better."
        published.save_revision(user=editor)

        signed_in(author).post(DELETE, KEEP)

        published.refresh_from_db()
        assert published.latest_revision.content["summary"] == "Better."
        assert published.owner is None

    def test_can_be_edited_on(self, author, editor, published, as_editor):
        signed_in(author).post(DELETE, KEEP)

        page = as_editor.get(reverse("wagtailadmin_pages:edit", args=[published.pk]))

        assert page.status_code == 200

    def test_are_withdrawn_from_the_editors(self, author, make_story):
        story = make_story("Submitted", owner=author)
        story.get_workflow().start(story, author)

        signed_in(author).post(DELETE, {"password": PASSWORD})

        assert not StoryPage.objects.filter(pk=story.pk).exists()
        assert not WorkflowState.objects.active().exists()

    def test_that_are_to_appear_at_an_hour_appear(self, author, make_story):
        story = make_story("Tomorrow", owner=author, credits=[person("Ana Lind")])
        revision = story.save_revision()
        revision.approved_go_live_at = "2999-01-01T00:00Z"
        revision.save()

        signed_in(author).post(DELETE, KEEP)

        story.refresh_from_db()
        assert story.latest_revision.approved_go_live_at
        assert "Ana Lind" not in json.dumps(story.latest_revision.content)


class TestStoriesThatGo:
    def test_are_off_the_site_at_once(self, author, published, client, at_level):
        signed_in(author).post(DELETE, WITHDRAW)

        assert client.get(published.url).status_code == 404
        assert "The telephone" not in at_level(1).get("/search/", {"q": "telephone"}).text

    def test_name_nobody_to_editors(self, author, published):
        signed_in(author).post(DELETE, WITHDRAW)

        published.refresh_from_db()
        assert (published.live, published.owner, published.credit_line) == (False, None, "")

    def test_do_not_come_back_at_an_hour(self, author, published):
        revision = published.save_revision()
        revision.approved_go_live_at = "2999-01-01T00:00Z"
        revision.save()

        signed_in(author).post(DELETE, WITHDRAW)

        assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


class TestOtherPages:
    @pytest.mark.parametrize("answer", [KEEP, WITHDRAW])
    def test_drafts_are_deleted_with_their_titles(self, author, make_story, as_editor, answer):
        draft = make_story("My secret draft", owner=author)

        signed_in(author).post(DELETE, answer)

        assert not StoryPage.objects.filter(pk=draft.pk).exists()
        assert not PageLogEntry.objects.filter(label__contains="secret").exists()
        assert "My secret draft" not in as_editor.get("/admin/reports/site-history/").text

    def test_of_others_stay_as_they_are(self, author, make_story, editor):
        credits = [person("Ana Lind")]
        story = make_story("Of another", owner=editor, live=True, credits=credits)
        draft = make_story("Draft of another", owner=editor)

        signed_in(author).post(DELETE, {"password": PASSWORD})

        story.refresh_from_db()
        assert story.live
        assert story.credit_line == "Ana Lind"
        assert StoryPage.objects.filter(pk=draft.pk).exists()

    def test_lists_stay_on_the_site(self, stories, editor, client):
        MemberFactory(groups=["Editors"])
        stories.owner = editor
        stories.save()

        signed_in(editor).post(DELETE, WITHDRAW)

        assert client.get(stories.url).status_code == 200


class TestFiles:
    @pytest.fixture
    def picture(self, author):
        return get_image_model().objects.create(
            title="Photo", file=get_test_image_file(), uploaded_by_user=author
        )

    def test_that_stories_need_stay(self, author, picture, make_story):
        body = [("picture", {"image": picture, "alt_text": "A photo"})]
        make_story("Story", owner=author, live=True, body=body)

        signed_in(author).post(DELETE, KEEP)

        picture.refresh_from_db()
        assert picture.uploaded_by_user is None

    def test_that_drafts_of_others_need_stay(self, author, editor, picture, make_story):
        draft = make_story("Draft", owner=editor)
        draft.body = [("picture", {"image": picture, "alt_text": "A photo"})]
        draft.save_revision()

        signed_in(author).post(DELETE, KEEP)

        assert get_image_model().objects.filter(pk=picture.pk).exists()

    def test_of_deleted_drafts_go(
        self, author, picture, make_story, django_capture_on_commit_callbacks
    ):
        body = [("picture", {"image": picture, "alt_text": "A photo"})]
        make_story("Draft", owner=author, body=body)

        with django_capture_on_commit_callbacks(execute=True):
            signed_in(author).post(DELETE, KEEP)

        assert not get_image_model().objects.exists()
        assert not picture.file.storage.exists(picture.file.name)

    def test_that_nothing_uses_go_and_those_of_others_stay(self, author, editor):
        for user in (author, editor):
            get_document_model().objects.create(
                title="Plan", file=ContentFile(b"plan", name="plan.txt"), uploaded_by_user=user
            )

        signed_in(author).post(DELETE, KEEP)

        assert get_document_model().objects.get().uploaded_by_user == editor

    def test_that_wagtail_would_leave_behind_go(self, author, django_capture_on_commit_callbacks):
        profile = UserProfile.objects.create(user=author, avatar=get_test_image_file("face.png"))
        storage, name = profile.avatar.storage, profile.avatar.name
        before = storage.exists(name)

        with django_capture_on_commit_callbacks(execute=True):
            signed_in(author).post(DELETE, KEEP)

        assert (before, storage.exists(name)) == (True, False)


class TestLog:
    def test_says_what_was_done_and_not_by_whom(self, author, editor, published, as_editor):
        comment = Comment.objects.create(
            page=published, user=author, text="Ana was here", contentpath="title"
        )
        comment.log_create(user=author)

        signed_in(author).post(DELETE, KEEP)

        page = as_editor.get(reverse("wagtailadmin_pages:history", args=[published.pk]))
        assert "Ana" not in page.text
        assert "(deleted)" in page.text
        assert not Comment.objects.exists()

    def test_names_no_account_that_was_changed(self, author, administrator):
        ModelLogEntry.objects.log_action(author, "wagtail.edit", user=administrator)

        signed_in(author).post(DELETE, KEEP)

        assert ModelLogEntry.objects.get().label == f"user {author.pk} (deleted)"
