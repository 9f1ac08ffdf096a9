"""The credit for what is published: its author changes it at any time, for readers at once."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from plugins.sharing.crediting import change_credit
from plugins.sharing.models import Draft
from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory
from tests.sharing.drafts import story_by
from tests.sharing.editorial import answer, editor_named, sent, set_up_roles

pytestmark = pytest.mark.django_db

ANA = ("person", {"name": "Ana Lind", "role": "a clerk", "organisation": "Aarhus"})


@pytest.fixture
def author(db: None) -> Any:
    """An author on a site without roles: nothing here is reviewed."""
    return MemberFactory(first_name="Ana Lind")


@pytest.fixture
def story(stories: Any, author: Any) -> StoryPage:
    story = StoryPageFactory(parent=stories, title="The long queue", owner=author, credits=[ANA])
    story.save_revision(user=author).publish()
    return StoryPage.objects.get(pk=story.pk)


def url_for(page: Any) -> str:
    return reverse("sharing:change_credit", args=[page.pk])


def fields_of(response: Any) -> dict[str, str]:
    """Return what the form would send as it is shown."""
    inputs = BeautifulSoup(response.text, "html.parser").select("form.form input[name]")
    return {field["name"]: field.get("value", "") for field in inputs}


def change(client: Client, page: Any, **changes: str) -> Any:
    """Fill in the form as it is shown, with changes: name_0="…"."""
    fields = fields_of(client.get(url_for(page)))
    named = {f"u-credits-{name.replace('_', '-')}": text for name, text in changes.items()}
    return client.post(url_for(page), {**fields, **named})


def test_shows_who_has_it_now_with_room_for_others(as_author, story):
    page = as_author.get(url_for(story))

    assert "Now: Ana Lind, a clerk, Aarhus." in page.text
    fields = fields_of(page)
    assert fields["u-credits-name-0"] == "Ana Lind"
    assert fields["u-credits-name-3"] == ""


def test_readers_see_it_at_once(as_author, story, client):
    answered = change(as_author, story, name_0="", role_1="a caretaker", organisation_1="Aarhus")

    assert answered.url == story.get_url()
    page = client.get(story.get_url()).text
    assert "Ana Lind" not in page
    assert "A clerk and a caretaker" in page


def test_can_be_taken_out_altogether(as_author, story, client):
    change(as_author, story, name_0="", role_0="", organisation_0="")

    assert "Ana Lind" not in client.get(story.get_url()).text
    assert len(StoryPage.objects.get().credits) == 0


def test_needs_no_review_and_is_in_the_log(as_author, author, story):
    change(as_author, story, name_0="Ana Holm")

    story = StoryPage.objects.get()
    assert not story.workflow_in_progress
    assert not story.has_unpublished_changes
    assert story.live_revision == story.latest_revision
    published = PageLogEntry.objects.filter(action="wagtail.publish").latest("timestamp")
    assert published.user == author


def test_leaves_other_changes_unpublished(as_author, author, story, client):
    story.title = "Not for readers yet"
    story.save_revision(user=author)

    change(as_author, story, name_0="Ana Holm")

    page = client.get(story.get_url()).text
    assert "Ana Holm" in page
    assert "Not for readers yet" not in page
    story = StoryPage.objects.get()
    latest = story.get_latest_revision_as_object()
    assert story.has_unpublished_changes
    assert (latest.title, latest.credit_line) == (
        "Not for readers yet",
        "Ana Holm, a clerk, Aarhus",
    )


def test_leaves_the_review_of_an_update_as_it_is(as_author, author, story, client):
    set_up_roles()
    editor = editor_named()
    as_author.post(reverse("sharing:go_on", args=[story.pk]))
    draft = Draft.objects.get()
    draft.content["title"] = "The longer queue"
    draft.touch()
    sent(as_author, draft)

    change(as_author, story, name_0="Ana Holm")
    during = client.get(story.get_url()).text
    answer(story, "approve", editor)

    after = client.get(story.get_url()).text
    assert ("The longer queue" in during, "Ana Holm" in during) == (False, True)
    assert ("The longer queue" in after, "Ana Holm" in after) == (True, True)


def test_leaves_what_an_editor_has_published_in_the_same_moment(author, story):
    fetched_before = StoryPage.objects.get()
    story.title = "The queue of today"
    story.save_revision().publish()

    change_credit(fetched_before, [{"type": "role", "value": {"role": "a caretaker"}}], author)

    page = StoryPage.objects.get()
    assert (page.title, page.credit_line) == ("The queue of today", "A caretaker")


@pytest.mark.parametrize("is_latest", [True, False])
def test_leaves_what_is_to_come_at_an_hour(author, story, is_latest):
    later = timezone.now() + timedelta(days=1)
    story.go_live_at, story.title = later, "From tomorrow"
    story.save_revision(user=author).publish()
    if not is_latest:
        story.title = "Perhaps next week"
        story.save_revision(user=author)
    story = StoryPage.objects.get()

    change_credit(story, [{"type": "role", "value": {"role": "a caretaker"}}], author)

    [scheduled] = story.revisions.exclude(approved_go_live_at=None)
    to_come = scheduled.as_object()
    assert scheduled.approved_go_live_at == later
    assert (to_come.title, to_come.credit_line) == ("From tomorrow", "A caretaker")
    assert StoryPage.objects.get().title == "The long queue"


def test_is_taken_over_into_what_is_being_written(as_author, story):
    as_author.post(reverse("sharing:go_on", args=[story.pk]))
    draft = Draft.objects.get()
    draft.content["title"] = "The longer queue"
    draft.touch()

    change(as_author, story, name_0="Ana Holm")

    draft = Draft.objects.get()
    assert draft.content["credits"][0]["value"]["name"] == "Ana Holm"
    assert draft.content["title"] == "The longer queue"
    assert not draft.is_behind
    assert [unit for unit in draft.base if draft.base[unit] and unit == "credits"]


def test_does_not_hide_from_a_draft_that_the_editor_changed_the_page(as_author, author, story):
    as_author.post(reverse("sharing:go_on", args=[story.pk]))
    story.summary = "In the editor's words."
    story.save_revision(user=author)

    change(as_author, story, name_0="Ana Holm")

    assert Draft.objects.get().is_behind


def test_is_not_written_over_unseen(as_author, author, story):
    fields = fields_of(as_author.get(url_for(story)))
    change(as_author, story, name_0="Ana Holm")

    page = as_author.post(url_for(story), {**fields, "u-credits-name-0": "A. Lind"})
    again = as_author.post(url_for(story), fields_of(page))

    assert page.status_code == 400
    assert "Somebody has changed the credit" in page.text
    assert "Now: Ana Holm" in page.text
    assert again.status_code == 302
    assert StoryPage.objects.get().credit_line == "A. Lind, a clerk, Aarhus"


def test_that_is_too_long_is_named_and_kept(as_author, story):
    page = change(as_author, story, name_1="x" * 201)

    assert page.status_code == 400
    assert "There is room for 200 characters; this has 201." in page.text
    assert "x" * 201 in page.text
    assert StoryPage.objects.get().credit_line == "Ana Lind, a clerk, Aarhus"


def test_of_a_draft_is_changed_where_it_is_written(as_author, author, stories):
    set_up_roles()
    draft = sent(as_author, story_by(author))

    page = as_author.get(url_for(draft.page))

    assert page.url == reverse("sharing:mine")


def test_is_asked_for_with_a_token_of_this_site(author, story):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)

    assert client.post(url_for(story), {"u-credits-name-0": "Eve"}).status_code == 403
