"""Writing a story in Wagtail's own editor, by those who prefer it."""

from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Comment
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    querydict_from_html,
    rich_text,
    streamfield,
)

from plugins.page_forms import working_title
from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory, signed_in

BODY = [
    ("situation", "<p>The queue was long.</p>"),
    ("quote", {"text": "I gave up.", "attribution": ""}),
]
IN_BACKGROUND = {"headers": {"accept": "application/json"}}


@pytest.fixture
def author(db: None) -> Any:
    call_command("set_up_roles", verbosity=0)
    return MemberFactory(groups=["Practitioners"])


@pytest.fixture
def as_author(author: Any) -> Client:
    return signed_in(author)


@pytest.fixture
def adding(stories: Any) -> str:
    """The address of the form for a new story."""
    return reverse("wagtailadmin_pages:add", args=["stories", "storypage", stories.pk])


@pytest.fixture
def draft(stories: Any, author: Any) -> StoryPage:
    story = StoryPageFactory(parent=stories, owner=author, live=False, body=BODY)
    story.save_revision()
    return story


def editing(story: StoryPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[story.pk])


def previewing(stories: Any) -> str:
    kind = ["stories", "storypage", stories.pk]
    return reverse("wagtailadmin_pages:preview_on_add", args=kind)


def written(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """Return what the form at `url` sends once somebody has written the first part."""
    form = querydict_from_html(client.get(url).text, form_id="page-edit-form")
    body = streamfield([("situation", rich_text("<p>Nobody answered.</p>"))])
    story = nested_form_data({"body": body, "credits": streamfield([])})
    return {**dict(form.lists()), **story, **changes}


class TestForm:
    def test_asks_in_the_order_of_the_interview(self, as_author, adding):
        page = as_author.get(adding).text

        fields = ["body", "title", "summary", "levels", "credits"]
        places = [page.index(f'id="panel-child-content-{field}-section"') for field in fields]
        assert places == sorted(places)

    def test_tells_what_the_interview_tells(self, as_author, adding):
        page = unescape(as_author.get(adding).text)

        assert "Tell it in the order in which it happened" in page
        assert "Sample: Ask the people who empty the bins first." in page
        assert "About 80 to 250 words." in page

    def test_begins_with_four_parts_that_can_be_pointed_at(self, as_author, adding):
        form = querydict_from_html(as_author.get(adding).text, form_id="page-edit-form")

        first = StoryPage().body
        assert len({block.id for block in first}) == 4
        assert {block.id for block in first}.isdisjoint(block.id for block in StoryPage().body)
        assert form["title"] == ""


class TestTitle:
    def test_is_not_needed_for_a_draft(self, as_author, adding):
        answer = as_author.post(adding, written(as_author, adding), **IN_BACKGROUND)

        assert answer.json()["success"]
        story = StoryPage.objects.get()
        assert story.title == story.draft_title == working_title()
        assert "Nobody answered." in str(story.body)

    def test_is_empty_in_the_form_until_there_is_one(self, as_author, adding):
        as_author.post(adding, written(as_author, adding), **IN_BACKGROUND)

        form = written(as_author, editing(StoryPage.objects.get()))

        assert form["title"] == [""]
        assert form["slug"] == [""]

    def test_names_the_draft_and_its_address_once_it_is_written(self, as_author, adding):
        as_author.post(adding, written(as_author, adding), **IN_BACKGROUND)
        story = StoryPage.objects.get()
        url = editing(story)

        for title in ("", "The telephone"):
            as_author.post(url, written(as_author, url, title=title), **IN_BACKGROUND)

        draft = StoryPage.objects.get().get_latest_revision_as_object()
        assert draft.title == "The telephone"
        assert draft.slug == "the-telephone"
        assert written(as_author, url)["title"] == ["The telephone"]

    def test_may_be_missing_in_several_drafts(self, as_author, adding):
        for _number in range(2):
            as_author.post(adding, written(as_author, adding), **IN_BACKGROUND)

        assert StoryPage.objects.count() == 2
        assert len(set(StoryPage.objects.values_list("slug", flat=True))) == 2

    @pytest.mark.parametrize("action", ["action-submit", "action-publish"])
    def test_is_needed_by_who_sends_it_off(self, as_author, author, adding, action):
        as_author.post(adding, written(as_author, adding), **IN_BACKGROUND)
        story = StoryPage.objects.get()
        editor = signed_in(MemberFactory(groups=["Editors"]))
        url = editing(story)

        page = editor.post(url, written(editor, url, summary="What we did.", **{action: "1"}))

        story.refresh_from_db()
        assert "This field is required." in page.text
        assert not story.live
        assert not story.workflow_in_progress

    def test_may_be_that_of_somebody_else(self, as_author, adding, stories):
        StoryPageFactory(parent=stories, slug="the-telephone", live=False)
        form = written(as_author, adding, title="The telephone", slug="the-telephone")

        answer = as_author.post(adding, form, **IN_BACKGROUND)

        assert answer.json()["success"]
        assert StoryPage.objects.get(title="The telephone").slug == "the-telephone-2"

    def test_can_be_previewed_without(self, as_author, adding, stories):
        url = reverse(
            "wagtailadmin_pages:preview_on_add", args=["stories", "storypage", stories.pk]
        )

        answer = as_author.post(url, written(as_author, adding))

        assert answer.json() == {"is_valid": True, "is_available": True}
        assert "Nobody answered." in as_author.get(f"{url}?in_preview_panel=true").text


class TestPreviewPanel:
    def test_has_what_the_content_check_found_for_the_panel_of_checks(
        self, as_author, adding, stories
    ):
        url = reverse(
            "wagtailadmin_pages:preview_on_add", args=["stories", "storypage", stories.pk]
        )
        as_author.post(url, written(as_author, adding))

        page = as_author.get(f"{url}?in_preview_panel=true").text

        assert "data-content-check" in page
        assert 'href="#panel-child-content-title-section"' in page


class TestComments:
    @pytest.mark.parametrize("group", ["Practitioners", "Editors"])
    def test_are_open_to_authors_and_editors_on_each_field_and_block(self, draft, author, group):
        person = author if group == "Practitioners" else MemberFactory(groups=[group])
        client, url = signed_in(person), editing(draft)
        blocks = [f"body.{block.id}" for block in draft.body]
        paths = ["title", "summary", "levels", "topics", *blocks]
        comments = [
            {
                "text": f"About {path}",
                "contentpath": path,
                "position": "",
                "replies": inline_formset([]),
            }
            for path in paths
        ]

        form = querydict_from_html(client.get(url).text, form_id="page-edit-form")
        kept = {name: values for name, values in form.lists() if not name.startswith("body-")}
        body = streamfield(
            [
                ("situation", rich_text("<p>The queue was long.</p>")),
                ("quote", {"text": "I gave up.", "attribution": ""}),
            ]
        )
        for number, block in enumerate(draft.body):
            body[str(number)]["id"] = block.id
        data = {"body": body, "credits": streamfield([]), "comments": inline_formset(comments)}
        answer = client.post(url, {**kept, **nested_form_data(data)}, **IN_BACKGROUND)

        assert answer.json()["success"]
        written_on = Comment.objects.filter(page=draft, user=person)
        assert set(written_on.values_list("contentpath", flat=True)) == set(paths)

    def test_have_a_place_beside_each_field(self, as_author, draft):
        page = as_author.get(editing(draft)).text

        for field in ("title", "summary", "levels", "topics"):
            assert f'data-contentpath="{field}"' in page
        assert page.count("data-comment-add") >= 4
