"""What waits on the desk in the sample content, and that it goes again."""

import shutil

import pytest
from django.apps import apps
from django.core import mail
from wagtail import hooks
from wagtail.models import TaskState, WorkflowState

from cop_site.demo import texts
from cop_site.demo.desk import SEARCHES, SUBMISSIONS, WISHES
from cop_site.importing.sources import SourceFolder
from plugins.members.models import User
from plugins.stories.models import StoryPage
from tests.cop_site.test_demo_content import load, quick_pictures, remove

__all__ = ["quick_pictures"]

pytestmark = pytest.mark.django_db

FILES = [
    "resources/outcome-statement-for-a-small-tender.md",
    "resources/one-letter-one-action.md",
    "stories/two-hundred-calls.md",
    *(f"submissions/{name}.md" for name in SUBMISSIONS),
]
CONTENT = texts.CONTENT.root
MODELS = ("calls.Call", "calls.Wish", "picks.Pick", "searches.SearchedWords")


@pytest.fixture(autouse=True)
def searches_are_counted(settings):
    settings.SEARCH_LOG = True


@pytest.fixture(autouse=True)
def some_files(tmp_path, monkeypatch, settings, home):
    """Only some of the files, which is quicker, and a site on one's own machine."""
    settings.DEBUG = True
    for path in FILES:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shutil.copy(texts.CONTENT.root / path, tmp_path / path)
    monkeypatch.setattr(texts, "CONTENT", SourceFolder(tmp_path))


def test_shows_something_of_each_kind():
    load()

    editor = User.objects.get(email="editor@example.org")
    offers = hooks.get_hooks("waiting_for_editors")
    found = {each.name: each for offer in offers for each in offer(editor)}
    submissions = found["curating.submissions"]
    assert (submissions.count, submissions.late, found["curating.back"].count) == (3, 1, 1)
    assert "Ada Administrator" in str([row.notes for row in submissions.rows])
    assert found["calls.wishes"].count == len(WISHES)
    assert found["searches.unmet"].count == 3
    assert found["feedback.misfits"].count == 1
    assert found["freshness.due"].count == 1
    assert [apps.get_model(label).objects.count() for label in MODELS] == [1, 2, 1, len(SEARCHES)]


def test_searches_in_vain_only_for_what_is_nowhere():
    in_vain = [words for (words, _number), (results, _times) in SEARCHES.items() if not results]

    for path in CONTENT.rglob("*.md"):
        text = path.read_text(encoding="utf-8").casefold()
        assert not any(words in text for words in in_vain), path


def test_tells_nobody_by_email_of_what_waits(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        load()

    assert {message.to[0] for message in mail.outbox} <= {"practitioner@example.org"}
    assert all("is published" in message.subject for message in mail.outbox)


def test_fills_no_desk_without_an_editor():
    load(no_accounts=True)

    assert not StoryPage.objects.filter(live=False).exists()
    assert not any(apps.get_model(label).objects.exists() for label in MODELS)


def test_fills_it_once():
    load()
    before = [apps.get_model(label).objects.count() for label in MODELS]

    load()

    assert [apps.get_model(label).objects.count() for label in MODELS] == before
    assert WorkflowState.objects.count() == len(SUBMISSIONS)


def test_leaves_nothing_of_it():
    load()

    report = remove()

    assert "Kept: 0" in report
    for model in (WorkflowState, TaskState, StoryPage, *map(apps.get_model, MODELS)):
        assert not model.objects.exists()


def test_keeps_what_somebody_went_on_with():
    load()
    wish = apps.get_model("calls.Wish").objects.get(words="chatbot")
    wish.askings.create(own_words="We want one, too.")
    searched = apps.get_model("searches.SearchedWords").objects.get(words="podcast")
    searched.counts.filter(count=1).first().delete()
    page = StoryPage.objects.get(slug="a-map-of-puddles")
    editor = User.objects.get(email="editor@example.org")
    state = TaskState.objects.get(workflow_state__object_id=str(page.pk))
    state.task.specific.on_action(state.specific, editor, "approve")

    report = remove()

    assert [*StoryPage.objects.all()] == [page]
    for name in (str(wish), "podcast"):
        assert f"{name}: used here since" in report
    assert "A map of puddles: edited here" in report
