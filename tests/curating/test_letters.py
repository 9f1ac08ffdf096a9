"""What editors are told by e-mail, at once or once a day, and where they choose which."""

import json
from typing import Any
from zipfile import ZipFile

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.models import WorkflowState

from plugins.curating.claims import take
from plugins.curating.models import DeskEmails
from plugins.curating.submissions import review_url
from plugins.members.models import EmailOptOut
from plugins.members.own_data import archive_of
from tests.curating.submitting import come_back, submit
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db

PREFERENCES = "wagtailadmin_account"
PERMISSION = "levels.change_topic"


@pytest.fixture
def outbox(django_capture_on_commit_callbacks: Any) -> Any:
    """What is written while something is done, by the address that it goes to."""

    class Outbox:
        def __enter__(self) -> dict[str, list[Any]]:
            mail.outbox.clear()
            self.commit = django_capture_on_commit_callbacks(execute=True)
            self.commit.__enter__()
            self.found: dict[str, list[Any]] = {}
            return self.found

        def __exit__(self, *error: Any) -> None:
            self.commit.__exit__(*error)
            for each in mail.outbox:
                # What authors are told of their own pages is another matter.
                if not each.subject.startswith("The editors"):
                    self.found.setdefault(each.to[0], []).append(each)

    return Outbox()


def subjects(told: dict[str, list[Any]]) -> dict[str, list[str]]:
    return {address: [each.subject for each in messages] for address, messages in told.items()}


def wants(editor: Any, when: str) -> None:
    DeskEmails.objects.create(user=editor, when=when)


def send_daily() -> list[Any]:
    mail.outbox.clear()
    call_command("send_desk_emails", verbosity=0)
    return mail.outbox


class TestAtOnce:
    def test_tells_of_a_submission_who_may_decide_and_wants_it_so(
        self, stories, author, editor, colleague, outbox
    ):
        wants(editor, "at_once")

        with outbox as told:
            submit(stories, author, title="The queue")

        assert subjects(told) == {editor.email: ["“The queue” is to be reviewed"]}
        [message] = told[editor.email]
        assert f"8000{review_url(WorkflowState.objects.get())}\n" in message.body

    def test_says_that_it_came_back(self, stories, author, editor, outbox):
        wants(editor, "at_once")
        review = submit(stories, author, title="The queue")

        with outbox as told:
            come_back(review, editor, author)

        assert subjects(told)[editor.email] == ["“The queue” came back after changes"]

    def test_is_no_news_to_who_submitted_it(self, stories, editor, outbox):
        wants(editor, "at_once")

        with outbox as told:
            submit(stories, editor)

        assert told == {}

    def test_tells_administrators_as_little_as_they_want(
        self, stories, author, administrator, outbox
    ):
        with outbox as told:
            submit(stories, author)

        assert administrator.email not in told

    def test_leaves_to_wagtail_those_who_approve_and_publish_nothing(
        self, stories, author, practitioner, outbox
    ):
        stories.get_workflow().tasks[0].specific.groups.set(practitioner.groups.all())

        with outbox as told:
            submit(stories, author, title="The queue")

        [message] = told[practitioner.email]
        assert "The queue" in message.subject

    def test_tells_of_what_plugins_have_for_who_has_the_permission(
        self, author, editor, colleague, practitioner, outbox
    ):
        for each in (editor, practitioner):
            wants(each, "at_once")

        with outbox as told:
            for tell in hooks.get_hooks("tell_editors"):
                tell(PERMISSION, gettext_lazy("Submissions"), "/admin/somewhere/")

        assert subjects(told) == {editor.email: ["Submissions"]}
        assert "http://127.0.0.1:8000/admin/somewhere/" in told[editor.email][0].body

    def test_stops_at_the_click_in_it_and_goes_on_with_another(
        self, client, stories, author, editor, outbox
    ):
        wants(editor, "at_once")
        with outbox as told_first:
            submit(stories, author)
        [message] = told_first[editor.email]
        stop = message.extra_headers["List-Unsubscribe"].strip("<>").partition("8000")[2]

        client.post(stop, {"List-Unsubscribe": "One-Click"})
        with outbox as told:
            submit(stories, author)
        client.post(stop, {"again": "on"})
        with outbox as told_again:
            submit(stories, author)

        assert told == {}
        assert editor.email in told_again


class TestDaily:
    def test_tells_of_all_that_waits(self, stories, author, editor, colleague):
        take(submit(stories, author, title="The <queue>", levels=(1, 4)), colleague)
        come_back(submit(stories, author, title="The stairs"), editor, author)

        messages = {each.to[0]: each for each in send_daily()}

        message = messages[editor.email]
        assert message.subject == "2 things wait on the editors' desk"
        assert "SUBMISSIONS: 1" in message.body
        assert "The <queue>" in message.body
        assert "levels 1, 4 · taken by Emil Holm" in message.body
        assert "CAME BACK AFTER CHANGES: 1" in message.body
        assert "http://127.0.0.1:8000/admin/curating/submissions/?show=new" in message.body
        assert "taken by you" in messages[colleague.email].body

    def test_is_sent_once_a_day(self, stories, author, editor):
        submit(stories, author)

        assert [each.to for each in send_daily()] == [[editor.email]]
        assert send_daily() == []

    def test_is_not_sent_where_nothing_waits_and_still_is_later_that_day(
        self, stories, author, editor
    ):
        assert send_daily() == []

        submit(stories, author)

        assert len(send_daily()) == 1

    def test_is_not_sent_to_who_wants_none_or_is_told_at_once(
        self, stories, author, editor, colleague
    ):
        submit(stories, author)
        wants(editor, "at_once")
        EmailOptOut.objects.create(user=colleague, name="curating.desk")

        assert send_daily() == []

    def test_is_sent_to_no_practitioner(self, stories, author, practitioner):
        submit(stories, author)

        assert send_daily() == []

    def test_that_fails_for_one_is_sent_to_the_others_and_tried_again(
        self, stories, author, editor, colleague, monkeypatch, caplog
    ):
        submit(stories, author)
        send_messages = EmailBackend.send_messages

        def refuse(self: EmailBackend, messages: list[Any]) -> int:
            if messages[0].to == [editor.email]:
                raise ConnectionRefusedError
            return send_messages(self, messages)

        with monkeypatch.context() as broken:
            broken.setattr(EmailBackend, "send_messages", refuse)
            with pytest.raises(CommandError, match="1 e-mail could not be sent"):
                send_daily()

        assert [each.to for each in mail.outbox] == [[colleague.email]]
        assert f"editor {editor.pk} could not" in caplog.text
        assert [each.to for each in send_daily()] == [[editor.email]]


class TestPreferences:
    @pytest.mark.parametrize("when", ["at_once", "daily", "never"])
    def test_keep_what_an_editor_chooses(self, as_editor, editor, when):
        as_editor.post(reverse(PREFERENCES), preferences(when))

        page = as_editor.get(reverse(PREFERENCES))

        checked = f'value="{when}" aria-describedby="panel'
        assert f'name="desk_emails-when" value="{when}"' in page.text, checked
        [chosen] = [
            line for line in page.text.splitlines() if "checked" in line and "desk_" in line
        ]
        assert f'value="{when}"' in chosen

    def test_begin_with_once_a_day(self, as_editor):
        page = as_editor.get(reverse(PREFERENCES))

        [chosen] = [
            line for line in page.text.splitlines() if "checked" in line and "desk_" in line
        ]
        assert 'value="daily"' in chosen

    def test_say_never_after_the_click_that_stops_them(self, as_editor, editor):
        EmailOptOut.objects.create(user=editor, name="curating.desk")

        page = as_editor.get(reverse(PREFERENCES))

        [chosen] = [
            line for line in page.text.splitlines() if "checked" in line and "desk_" in line
        ]
        assert 'value="never"' in chosen

    def test_are_asked_of_no_practitioner(self, as_practitioner):
        assert "desk_emails" not in as_practitioner.get(reverse(PREFERENCES)).text

    def test_ask_no_more_for_wagtail_s_own_notification(self, as_editor):
        assert "submitted_notifications" not in as_editor.get(reverse(PREFERENCES)).text

    def test_are_offered_on_the_account_page_to_editors_only(self, as_editor):
        member = signed_in(MemberFactory())
        account = reverse("members:account")

        assert "What waits for the editors" in as_editor.get(account).text
        assert "What waits for the editors" not in member.get(account).text


def chosen(client: Client) -> str:
    """Return which of the e-mails of the desk are marked among the preferences."""
    page = client.get(reverse(PREFERENCES))
    [panel] = [
        each
        for tab in page.context["panels_by_tab"].values()
        for each in tab
        if each.name == "desk_emails"
    ]
    return panel.get_form()["when"].value()


def preferences(when: str) -> dict[str, str]:
    """Return what a browser sends of an editor's preferences in the admin."""
    return {
        "desk_emails-when": when,
        "theme-theme": "system",
        "theme-density": "default",
        "theme-contrast": "system",
        "locale-preferred_language": "",
        "locale-current_time_zone": "",
    }


def test_what_is_kept_of_an_editor_is_theirs_to_take_along(stories, author, editor):
    wants(editor, "at_once")
    review = submit(stories, author)
    take(review, editor)

    with ZipFile(archive_of(editor)) as archive:
        kept = json.loads(archive.read("data.json"))["plugins"]["desk"]

    assert kept["e-mails"] == "at_once"
    assert [each["page"] for each in kept["taken"]] == [review.object_id]
