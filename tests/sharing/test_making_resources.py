"""From one write-up to several levels: parts of a story become something others can use."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from plugins.interviews import new_block
from plugins.limits import Limit
from plugins.resources.interview import ResourceInterview
from plugins.resources.models import ResourcePage
from plugins.sharing import making_views
from plugins.sharing.models import Draft
from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory, TopicFactory
from tests.members.people import MemberFactory, signed_in
from tests.sharing.editorial import answer, sent
from tests.uploads.photos import PhotoFactory

pytestmark = pytest.mark.django_db

FIGURE = {"measure": "calls", "before": "800", "after": "90", "unit": ""}


@pytest.fixture
def story(stories: Any, resources: Any, author: Any) -> StoryPage:
    story = StoryPageFactory(
        parent=stories,
        title="The long queue",
        owner=author,
        levels=(1, 4),
        topics=[TopicFactory(name="Queues")],
        credits=[("role", {"role": "a clerk", "organisation": "Aarhus"})],
        body=[
            ("situation", "<p>It rained on <b>forty</b> people.</p>"),
            ("picture", {"image": PhotoFactory(), "alt_text": "A queue", "caption": ""}),
            ("action", "<p>We handed out umbrellas.</p>"),
            ("quote", {"text": "At last.", "attribution": "a visitor"}),
            ("figures", {"figures": [FIGURE], "note": "our count"}),
        ],
    )
    story.save_revision(user=author).publish()
    return StoryPage.objects.get(pk=story.pk)


def make_of(page: Any) -> str:
    return reverse("sharing:make", args=[page.pk])


def filled_in(client: Client, page: Any, *kinds: str, kind: str = "resource:pattern") -> dict:
    """Return what the form sends with the blocks of these types ticked."""
    form = BeautifulSoup(client.get(make_of(page)).text, "html.parser").select_one("form.make")
    types = {block.id: block.block_type for block in page.body}
    offered = [box["value"] for box in form.select("[name=picked]")]
    picked = [key for key in offered if not kinds or types[key] in kinds]
    return {"key": form.select_one("[name=key]")["value"], "kind": kind, "picked": picked}


def body_of(draft: Draft) -> list[tuple[str, Any]]:
    return [(block["type"], block["value"]) for block in draft.content["body"]]


def test_offers_all_that_is_written_by_part(as_author, story):
    page = as_author.get(make_of(story))

    form = BeautifulSoup(page.text, "html.parser").select_one("form.make")
    assert [each.text for each in form.select(".make-part legend")] == [
        "What was going on",
        "What we did",
    ]
    labels = [" ".join(each.text.split()) for each in form.select(".make-part label")]
    assert labels[0] == "It rained on forty people."
    # With nothing in the place of the caption that it does not have.
    assert labels[1] == "Picture: A queue"
    assert labels[3].startswith("Quote: At last.")
    assert all(box.has_attr("checked") for box in form.select("[name=picked]"))
    assert "Checklist" in form.text


def test_makes_a_draft_with_the_questions_and_what_was_picked(as_author, author, story):
    page = as_author.post(make_of(story), filled_in(as_author, story, "action", "figures"))

    draft = Draft.objects.get()
    assert str(draft.pk) in page.url
    assert (draft.owner, draft.interview_name, draft.content["kind"]) == (
        author,
        "resource",
        "pattern",
    )
    asked, picked = body_of(draft)[:-3], body_of(draft)[-3:]
    assert asked
    assert {value for kind, value in asked if kind == "text"} == {""}
    assert picked[:2] == [("heading", "What we did"), ("text", "<p>We handed out umbrellas.</p>")]
    assert picked[2][1]["figures"][0]["value"] == FIGURE
    assert as_author.get(page.url).status_code == 200


def test_takes_pictures_and_quotes_along_with_keys_of_their_own(as_author, story):
    as_author.post(make_of(story), filled_in(as_author, story))

    draft = Draft.objects.get()
    values = dict(body_of(draft))
    assert values["picture"]["alt_text"] == "A queue"
    assert values["quote"]["attribution"] == "a visitor"
    before = {block.id for block in story.body}
    assert before.isdisjoint(block["id"] for block in draft.content["body"])


def test_names_the_story_its_topics_and_whom_the_credit_is_due(as_author, story):
    as_author.post(make_of(story), filled_in(as_author, story))

    content = Draft.objects.get().content
    assert content["sources"] == [story.pk]
    assert content["topics"] == [topic.pk for topic in story.topics_in_order()]
    assert content["credits"][0]["value"]["role"] == "a clerk"


def test_is_made_once_by_who_sends_the_form_twice(as_author, story):
    form = filled_in(as_author, story)

    first, second = as_author.post(make_of(story), form), as_author.post(make_of(story), form)

    assert first.url == second.url
    assert Draft.objects.count() == 1


def test_says_when_that_is_enough_for_an_hour_and_keeps_what_was_ticked(
    as_author, story, monkeypatch
):
    monkeypatch.setattr(making_views, "BEGINNINGS", Limit("sharing.test", amount=0, seconds=60))
    form = filled_in(as_author, story, "quote")

    page = as_author.post(make_of(story), form)

    assert page.status_code == 429
    assert "Please make this one later." in page.text
    ticked = BeautifulSoup(page.text, "html.parser").select("[name=picked][checked]")
    assert [box["value"] for box in ticked] == form["picked"]
    assert not Draft.objects.exists()


def test_leads_both_ways_once_it_is_published(as_author, story, editor, at_level):
    as_author.post(make_of(story), filled_in(as_author, story, "action"))
    draft = Draft.objects.get()
    draft.content |= {"title": "A shorter queue", "summary": "How to have one."}
    draft.touch()
    answer(sent(as_author, draft).page, "approve", editor)

    resource = ResourcePage.objects.get()
    assert story.get_url() in at_level(3).get(resource.get_url()).text
    assert resource.get_url() in at_level(4).get(story.get_url()).text
    assert "A shorter queue" in as_author.get(reverse("sharing:mine")).text
    assert [level.number for level in resource.levels_in_order()] == [3, 4]


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"picked": []}, "Tick at least one part."), ({"kind": ""}, "Choose what it is to be.")],
)
def test_asks_for_what_is_missing_and_keeps_the_rest(as_author, story, changes, message):
    form = {**filled_in(as_author, story, "action"), **changes}

    page = as_author.post(make_of(story), form)

    assert page.status_code == 400
    assert message in page.text
    ticked = BeautifulSoup(page.text, "html.parser").select("[name=picked][checked]")
    assert [box["value"] for box in ticked] == form["picked"]
    assert not Draft.objects.exists()


def test_takes_no_block_of_another_page(as_author, story):
    form = filled_in(as_author, story) | {"picked": [new_block("text")["id"]]}

    page = as_author.post(make_of(story), form)

    assert page.status_code == 400
    assert not Draft.objects.exists()


class TestWho:
    def test_an_editor_makes_a_draft_of_their_own(self, as_editor, editor, story):
        as_editor.post(make_of(story), filled_in(as_editor, story, "action"))

        assert Draft.objects.get().owner == editor

    def test_an_author_uses_an_own_draft_that_the_editors_know(self, as_author, author, story):
        story.unpublish()

        as_author.post(make_of(story), filled_in(as_author, story))

        assert Draft.objects.count() == 1

    def test_nobody_else_may(self, story, client):
        assert signed_in(MemberFactory()).get(make_of(story)).status_code == 404
        assert client.get(make_of(story)).url.startswith(reverse("account_login"))

    def test_there_is_nothing_to_be_made_of_a_list(self, as_editor, stories):
        assert as_editor.get(make_of(stories)).status_code == 404

    def test_it_is_found_in_the_admin_by_editors(self, as_editor, story, stories):
        edit = as_editor.get(reverse("wagtailadmin_pages:edit", args=[story.pk]))
        listing = as_editor.get(reverse("wagtailadmin_explore", args=[stories.pk]))

        assert make_of(story) in edit.text
        assert make_of(story) in listing.text


def test_without_a_plugin_that_makes_anything_nothing_is_offered(as_author, story, monkeypatch):
    monkeypatch.setattr(ResourceInterview, "kinds_drawn", lambda self: ())

    assert as_author.get(make_of(story)).status_code == 404
    assert "Turn it into a resource" not in as_author.get(reverse("sharing:mine")).text
