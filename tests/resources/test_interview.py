"""The interview about a resource, without script: its kind, its files and sources, submitting."""

from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from wagtail.documents import get_document_model

from plugins.interviews import interview_named
from plugins.resources.answer_forms import MOST_ATTACHMENTS
from plugins.resources.models import ResourcePage
from plugins.resources.questions import QUESTIONS
from plugins.sharing.models import Draft
from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory, signed_in
from tests.sharing.drafts import resource_by
from tests.sharing.windows import Window
from tests.uploads.conftest import status
from tests.uploads.files import FALSE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home", "roles")]

KIND = "u-kind-kind_of_resource"
GUIDE, PATTERN = ResourcePage.Kind.GUIDE, ResourcePage.Kind.PATTERN


class ResourceWindow(Window):
    """A window in which ticks and choices are sent as a browser sends them."""

    def __init__(self, client: Client, address: str = "/share/new/resource/") -> None:
        super().__init__(client, address)

    def show(self, response: Any) -> None:
        super().show(response)
        if self.form is None:
            return
        boxes = self.form.select("input[type=radio], input[type=checkbox]")
        self.fields |= {box["name"]: [] for box in boxes}
        for box in boxes:
            if box.has_attr("checked"):
                self.fields[box["name"]].append(box["value"])

    @property
    def draft(self) -> Draft:
        return Draft.objects.get(pk=self.key)

    def said(self, unit: str) -> str:
        """Return what is said of a unit, as a reader sees it."""
        part = BeautifulSoup(self.response.text, "html.parser").select_one(f"#unit-{unit}")
        return " ".join(part.get_text(" ").split()) if part else ""


@pytest.fixture
def roles(db: None) -> None:
    call_command("set_up_roles", verbosity=0)


@pytest.fixture
def author(roles: None) -> Any:
    return MemberFactory(first_name="Ana Lind")


@pytest.fixture
def as_author(author: Any) -> Client:
    return signed_in(author)


def window_on(draft: Draft, step: str = "about") -> ResourceWindow:
    return ResourceWindow(signed_in(draft.owner), f"/share/{draft.pk}/{step}/")


def document_of(owner: Any, name: str = "form.txt") -> Any:
    file = ContentFile(b"words", name=name)
    return get_document_model().objects.create(title=name, file=file, uploaded_by_user=owner)


def upload(name: str = "plan.csv", data: bytes = b"counter,minutes") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def texts_of(body: Any) -> list[str]:
    """Return what the blocks of a page say, without formatting."""
    return [BeautifulSoup(str(block.value), "html.parser").get_text() for block in body]


class TestEachKind:
    @pytest.mark.parametrize("kind", ResourcePage.Kind)
    def test_is_asked_for_by_its_own_questions_and_becomes_what_was_typed(
        self, as_author, resources, kind
    ):
        window = ResourceWindow(as_author)
        window.fields[KIND] = kind
        window.send("all")
        questions = QUESTIONS[kind]()
        typed = [f"Answer {number} about it." for number in range(len(questions))]

        for number, question in enumerate(questions):
            assert unescape(question.prompt) in unescape(window.response.text)
            window.type(typed[number], into=2 * number + 1)
        window.fields |= {
            "u-title-text": "Queues, and how to end them",
            "u-summary-text": "What to do about a queue.",
            "u-questions-questions": "Who waits?\n\n  How long? \n",
            "u-levels-levels": ["2"] if kind == GUIDE else [],
        }
        window.send("check")
        answer = as_author.post(
            f"/share/{window.key}/check/", {"licence": "on", "rights": "on"}, follow=True
        )

        assert answer.redirect_chain[-1][0].endswith("/submitted/")
        page = ResourcePage.objects.get()
        headings = [question.heading for question in questions]
        assert texts_of(page.body) == [
            text for pair in zip(headings, typed, strict=True) for text in pair
        ]
        assert (page.title, page.kind) == ("Queues, and how to end them", kind)
        assert [block.value for block in page.questions] == ["Who waits?", "How long?"]
        numbers = [level.number for level in page.levels_in_order()]
        assert numbers == list(ResourcePage.levels_by_kind(kind) or [2])

    @pytest.mark.parametrize("kind", ResourcePage.Kind)
    def test_has_steps_that_are_told_apart(self, as_author, author, kind):
        draft = resource_by(author, kind)

        page = as_author.get(f"/share/{draft.pk}/credit/")

        steps = BeautifulSoup(page.text, "html.parser").select(".writing-steps ol button")
        assert len({step["value"] for step in steps}) == len(steps) > 4

    def test_is_to_be_chosen_before_the_next_step(self, as_author):
        window = ResourceWindow(as_author)

        window.send("next")

        assert "Choose what it is: a pattern, a checklist, a known issue…" in window.response.text
        assert KIND in window.fields

    def test_is_to_be_chosen_before_it_is_submitted(self, as_author, author):
        draft = resource_by(author, "")

        page = as_author.get(f"/share/{draft.pk}/check/")

        assert "Choose what it is: a pattern, a checklist, a known issue…" in page.text


class TestAnotherKind:
    def test_loses_nothing_that_was_written(self, as_author):
        window = ResourceWindow(as_author)
        window.fields[KIND] = PATTERN
        window.send("all")
        window.type("A queue of forty people.", into=1)
        window.fields[KIND] = ResourcePage.Kind.CHECKLIST

        window.send()

        texts = [block["value"] for block in window.draft.content["body"]]
        assert any("A queue of forty people." in text for text in texts)
        for question in QUESTIONS["checklist"]():
            assert question.heading in texts

    def test_loses_no_heading_that_somebody_worded(self, as_author):
        window = ResourceWindow(as_author)
        window.fields[KIND] = PATTERN
        window.send("all")
        window.type("Forty people in the rain", into=0)
        window.fields[KIND] = ResourcePage.Kind.CHECKLIST

        window.send()

        texts = [block["value"] for block in window.draft.content["body"]]
        assert "Forty people in the rain" in texts

    def test_and_back_asks_as_before(self, as_author):
        window = ResourceWindow(as_author)
        window.fields[KIND] = PATTERN
        window.send("all")
        window.type("A queue of forty people.", into=1)
        window.send()
        before = window.draft.content["body"]

        for kind in ("checklist", PATTERN):
            window.fields[KIND] = kind
            window.send()

        after = window.draft.content["body"]
        assert after[:2] == before[:2]
        assert [each["value"] for each in after] == [each["value"] for each in before]
        first = QUESTIONS[PATTERN]()[0]
        assert unescape(first.prompt) in unescape(window.response.text)

    def test_that_there_is_not_changes_nothing(self, author):
        window = window_on(resource_by(author, PATTERN), "kind")
        window.fields[KIND] = "poem"

        window.send()

        assert window.response.status_code == 400
        assert window.draft.content["kind"] == PATTERN


class TestLevels:
    def test_are_needed_for_a_guide(self, as_author, author):
        draft = resource_by(author, GUIDE)

        page = as_author.get(f"/share/{draft.pk}/check/")

        assert "Choose for whom the guide is: at least one level." in page.text

    def test_that_there_are_not_change_nothing(self, author):
        window = window_on(resource_by(author, GUIDE, levels=[2]))
        window.fields["u-levels-levels"] = ["1", "9", "x"]

        window.send()

        assert window.response.status_code == 400
        assert window.draft.content["levels"] == [2]


class TestQuestions:
    def test_say_where_one_is_too_long(self, as_author, author):
        draft = resource_by(author, PATTERN, questions=["W" * 301])

        page = as_author.get(f"/share/{draft.pk}/check/")

        assert "has 301 characters; there is room for 300." in page.text
        assert f"/share/{draft.pk}/about/#unit-questions" in page.text


class TestAttachments:
    KEEP, FILE = "u-attachments-keep", "u-attachments-file"

    def test_are_attached_one_after_the_other(self, author):
        window = window_on(resource_by(author, PATTERN))

        window.send(**{self.FILE: upload("plan.csv"), "go": "save"})
        window.send(**{self.FILE: upload("text.txt"), "go": "save"})

        titles = [each.title for each in get_document_model().objects.order_by("pk")]
        assert titles == ["plan.csv", "text.txt"]
        assert len(window.draft.content["attachments"]) == 2
        assert "plan.csv" in window.said("attachments")

    def test_can_be_taken_off(self, author):
        keys = [document_of(author, name).pk for name in ("a.txt", "b.txt")]
        window = window_on(resource_by(author, PATTERN, attachments=keys))
        window.fields[self.KEEP] = [str(keys[1])]

        window.send()

        assert window.draft.content["attachments"] == keys[1:]

    def test_stay_when_they_came_while_the_page_was_open(self, author):
        window = window_on(resource_by(author, PATTERN))
        window.autosave(**{self.FILE: upload()})

        window.send()

        assert window.draft.content["attachments"] == [get_document_model().objects.get().pk]

    def test_stay_when_another_was_taken_off_elsewhere(self, author):
        keys = [document_of(author, name).pk for name in ("a.txt", "b.txt", "c.txt")]
        draft = resource_by(author, PATTERN, attachments=keys)
        window = window_on(draft)
        draft.content["attachments"] = keys[1:]
        draft.save()

        window.send()

        assert window.response.status_code == 200
        assert window.draft.content["attachments"] == keys[1:]

    def test_are_at_most_ten(self, author):
        keys = [document_of(author).pk for _time in range(MOST_ATTACHMENTS)]
        window = window_on(resource_by(author, PATTERN, attachments=keys))
        window.fields["u-title-text"] = "Queues"

        window.send(**{self.FILE: upload(), "go": "save"})

        reason = "“plan.csv” is one too many: a resource can have 10 files."
        assert reason in window.said("attachments")
        assert window.draft.content["attachments"] == keys
        assert window.draft.content["title"] == "Queues"

    def test_may_take_the_place_of_one_that_is_taken_off(self, author):
        keys = [document_of(author).pk for _time in range(MOST_ATTACHMENTS)]
        window = window_on(resource_by(author, PATTERN, attachments=keys))
        window.fields[self.KEEP] = list(map(str, keys[1:]))

        window.send(**{self.FILE: upload(), "go": "save"})

        assert window.draft.content["attachments"][:-1] == keys[1:]
        assert len(window.draft.content["attachments"]) == MOST_ATTACHMENTS

    @pytest.mark.parametrize("name", ["report.docx", "macros.xlsx", "report.pdf", "installer.doc"])
    def test_are_refused_when_they_are_not_what_their_names_say(self, author, name):
        data, reason = FALSE[name]
        key = document_of(author).pk
        window = window_on(resource_by(author, PATTERN, attachments=[key]))
        window.fields["u-title-text"] = "Queues"

        window.send(**{self.FILE: upload(name, data), "go": "save"})

        assert window.response.status_code == 400
        assert f"“{name}”" in window.said("attachments")
        assert reason in window.said("attachments")
        assert window.draft.content["attachments"] == [key]
        assert window.draft.content["title"] == "Queues"

    def test_are_refused_to_the_script_with_a_reason(self, author):
        data, reason = FALSE["report.docx"]
        window = window_on(resource_by(author, PATTERN))

        answer = window.autosave(**{self.FILE: upload("report.docx", data)})

        [said] = answer["errors"]["attachments"]
        assert reason in said

    def test_are_refused_with_an_ending_that_nobody_needs(self, author):
        window = window_on(resource_by(author, PATTERN))

        window.send(**{self.FILE: upload("run.exe", b"MZ"), "go": "save"})

        assert "“exe” is not allowed" in window.said("attachments")

    def test_are_refused_when_they_are_too_large(self, author, settings):
        settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 1024
        window = window_on(resource_by(author, PATTERN))

        window.send(**{self.FILE: upload(data=b"1" * 2048), "go": "save"})

        assert "too big (2.0 KB). Maximum filesize 1.0 KB" in window.said("attachments")
        assert "at most 1.0 KB" in window.said("attachments")

    @pytest.mark.parametrize("name", [f"{'ä' * 300}.csv", "../../plan.csv", "<b>plan.csv"])
    def test_may_have_any_name(self, author, name):
        window = window_on(resource_by(author, PATTERN))

        window.send(**{self.FILE: upload(name), "go": "save"})

        assert window.response.status_code == 200
        assert len(window.draft.content["attachments"]) == 1
        assert "<b>plan" not in window.response.text

    def test_of_others_are_not_to_be_had_by_naming_them(self, author):
        key = document_of(MemberFactory(), "secret.txt").pk
        window = window_on(resource_by(author, PATTERN))
        window.fields |= {self.KEEP: [str(key)], "u-attachments-offered": str(key)}

        window.send()

        assert window.draft.content["attachments"] == []
        assert "secret.txt" not in window.response.text

    def test_are_read_by_the_editors_who_review_it_and_by_no_other_member(
        self, as_author, author, resources
    ):
        document = document_of(author)
        draft = resource_by(
            author, PATTERN, attachments=[document.pk], title="Queues", summary="What to do."
        )
        draft.content["body"][1]["value"] = "<p>Ask.</p>"
        draft.save()

        as_author.post(f"/share/{draft.pk}/check/", {"licence": "on", "rights": "on"})

        readers = {"Editors": 200, "Practitioners": 404}
        for group, answer in readers.items():
            assert status(signed_in(MemberFactory(groups=[group])), document.url) == answer
        assert status(as_author, document.url) == 200


class TestSources:
    SOURCES = "u-sources-sources"

    def test_are_own_published_stories(self, author, stories):
        own = StoryPageFactory(parent=stories, owner=author, title="Own")
        StoryPageFactory(parent=stories, owner=author, title="Unfinished", live=False)
        StoryPageFactory(parent=stories, owner=MemberFactory(), title="Another's")
        window = window_on(resource_by(author, PATTERN))
        shown = window.said("sources")
        window.fields[self.SOURCES] = [str(own.pk)]

        window.send()

        assert "Own" in shown
        assert not [title for title in ("Unfinished", "Another's") if title in shown]
        assert window.draft.content["sources"] == [own.pk]

    def test_of_others_are_not_to_be_had_by_naming_them(self, author, stories):
        own = StoryPageFactory(parent=stories, owner=author)
        other = StoryPageFactory(parent=stories, owner=MemberFactory(), live=False, title="Secret")
        window = window_on(resource_by(author, PATTERN, sources=[own.pk]))
        window.fields[self.SOURCES] = [str(other.pk)]

        window.send()

        assert window.draft.content["sources"] == [own.pk]
        assert "Secret" not in window.response.text

    def test_stay_in_the_order_in_which_they_are(self, author, stories):
        first, second = (StoryPageFactory(parent=stories, owner=author) for _time in range(2))
        window = window_on(resource_by(author, PATTERN, sources=[second.pk, first.pk]))

        window.send()

        assert window.draft.content["sources"] == [second.pk, first.pk]


def test_what_was_submitted_is_what_the_page_says(as_author, author, resources, stories):
    draft = resource_by(
        author,
        GUIDE,
        title="Queues",
        summary="What to do.",
        levels=[2, 3],
        questions=["Who waits?"],
        attachments=[document_of(author).pk],
        sources=[StoryPageFactory(parent=stories, owner=author).pk],
    )
    for block in draft.content["body"][1::2]:
        block["value"] = "<p>Ask.</p>"
    draft.save()

    as_author.post(f"/share/{draft.pk}/check/", {"licence": "on", "rights": "on"})

    draft.refresh_from_db()
    page = ResourcePage.objects.get().get_latest_revision_as_object()
    content = interview_named("resource").content_of(page)
    for name in ("title", "summary", "kind", "levels", "questions", "attachments", "sources"):
        assert content[name] == draft.content[name]
    assert content["body"] == draft.content["body"]
