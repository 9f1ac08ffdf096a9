"""What an author sees of a draft before anybody else does: as readers of each level will see it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.documents import get_document_model

from plugins.interviews import interview_for, interview_named, new_block
from plugins.resources.models import ResourcePage
from plugins.sharing.models import Draft
from tests.factories import ResourcePageFactory, StoryPageFactory
from tests.members.people import MemberFactory, signed_in
from tests.sharing.drafts import resource_by, story_by
from tests.uploads.photos import PhotoFactory

pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@pytest.fixture
def roles(db: None) -> None:
    call_command("set_up_roles", verbosity=0)


@pytest.fixture
def author(db: None) -> Any:
    return MemberFactory(first_name="Ana Lind")


@pytest.fixture
def as_author(author: Any) -> Client:
    return signed_in(author)


def preview_of(draft: Draft, level: Any = "") -> str:
    return reverse("sharing:preview", args=[draft.pk]) + (f"?level={level}" if level else "")


def main_of(text: str) -> str:
    return text[text.index("<main") : text.index("</main>")]


class TestWhatIsShown:
    def test_is_the_page_that_readers_will_see(self, as_author, author, stories):
        draft = story_by(author)

        page = as_author.get(preview_of(draft, 4))

        text = main_of(page.text)
        assert "<h1>Forty people in the rain</h1>" in text
        assert "The queue went round the corner." in text
        assert 'class="level-4' in page.text
        assert stories.title in text

    def test_says_so_and_leads_back_to_writing(self, as_author, author, stories):
        draft = story_by(author)

        page = as_author.get(preview_of(draft, 1))

        assert (
            "This is a preview: a reader at level 1, Eye opener, will see it like this."
            in page.text
        )
        assert f'href="{reverse("sharing:write", args=[draft.pk, "situation"])}"' in page.text

    def test_begins_at_the_first_level_that_it_is_for(self, as_author, author, resources):
        draft = resource_by(author, "business-case")

        page = as_author.get(preview_of(draft))

        assert "a reader at level 2, Baby steps, will see it" in page.text

    def test_tells_where_it_will_not_be_met(self, as_author, author, stories):
        draft = story_by(author)

        page = as_author.get(preview_of(draft, 2))

        assert "Readers at level 2, Baby steps, do not meet it" in page.text
        assert "This page is for another level" in page.text
        assert page.text.count("(not shown)") == 2

    @pytest.mark.parametrize("level", ["0", "5", "-1", "11", "x", "²", "1%00", "9" * 400])
    def test_of_no_level_that_there_is_begins_at_the_first(self, as_author, author, stories, level):
        draft = story_by(author)

        page = as_author.get(preview_of(draft, level))

        assert "a reader at level 1, Eye opener, will see it" in page.text

    def test_leaves_out_what_makes_no_sense_yet(self, author, stories, roles):
        author.groups.set(Group.objects.filter(name="Practitioners"))
        draft = story_by(author)

        text = signed_in(author).get(preview_of(draft, 1)).text

        assert "Did this fit you?" not in text
        assert "wagtail-userbar" not in text
        assert "Show it to the people you work with" not in text
        assert reverse("levels:choose") not in text.replace(main_of(text), "")
        assert "None" not in main_of(text)

    def test_shows_the_own_pictures(self, as_author, author, stories):
        photo = PhotoFactory(uploaded_by_user=author)
        picture = {"image": photo.pk, "alt_text": "A queue in the rain", "caption": ""}
        body = interview_named("story").blank()["body"] + [new_block("picture", picture)]
        draft = story_by(author, body=body)

        page = as_author.get(preview_of(draft))

        assert f'src="{photo.file.url}"' in page.text
        assert b"".join(as_author.get(photo.file.url))


class TestDraftsOfAllKinds:
    @pytest.mark.parametrize("kind", ["", *ResourcePage.Kind])
    def test_a_resource_in_which_nothing_is_written_yet(self, as_author, author, resources, kind):
        draft = resource_by(author, kind)

        page = as_author.get(preview_of(draft))

        assert page.status_code == 200
        assert "<h1>Without a title</h1>" in page.text

    def test_a_guide_that_is_for_no_level_yet(self, as_author, author, resources):
        draft = resource_by(author, "guide")

        page = as_author.get(preview_of(draft))

        assert "It is for no level yet" in page.text

    def test_a_story_in_which_nothing_is_written_yet(self, as_author, author, stories):
        draft = Draft.objects.create(
            interview_name="story", owner=author, content=interview_named("story").blank()
        )

        page = as_author.get(preview_of(draft))

        assert "<h1>Without a title</h1>" in page.text

    def test_additions_that_were_not_filled_in(self, as_author, author, stories):
        body = [
            new_block("picture", {"image": None, "alt_text": "", "caption": ""}),
            new_block("figures", {"figures": [], "note": ""}),
            new_block("quote", {"text": "", "attribution": ""}),
            new_block("situation", ""),
        ]
        draft = story_by(author, body=body)

        assert as_author.get(preview_of(draft)).status_code == 200

    def test_what_it_names_and_is_deleted_meanwhile(self, as_author, author, stories, resources):
        photo = PhotoFactory(uploaded_by_user=author)
        document = get_document_model().objects.create(title="Form", uploaded_by_user=author)
        story = StoryPageFactory(parent=stories)
        picture = {"image": photo.pk, "alt_text": "A queue", "caption": ""}
        draft = resource_by(
            author,
            "pattern",
            body=[new_block("picture", picture)],
            attachments=[document.pk],
            sources=[story.pk],
            topics=[4711],
        )
        for each in (photo, document, story):
            each.delete()

        assert as_author.get(preview_of(draft)).status_code == 200

    def test_the_working_copy_of_a_page_that_readers_see(self, as_author, author, resources):
        page = ResourcePageFactory(parent=resources, title="As it is", owner=author)
        page.save_revision().publish()
        draft = Draft.of_page(page, interview_for(page))
        draft.content["title"] = "As it will be"
        draft.touch()

        shown = as_author.get(preview_of(draft))

        assert "<h1>As it will be</h1>" in shown.text
        page.refresh_from_db()
        assert page.title == "As it is"
        assert "As it will be" not in Client().get(page.url).text

    def test_the_own_draft_of_somebody_without_an_account(self, client, stories):
        draft = story_by(None)
        session = client.session
        session["sharing.drafts"] = [str(draft.pk)]
        session.save()

        page = client.get(preview_of(draft))

        assert "Forty people in the rain" in page.text
        assert Client().get(preview_of(draft)).status_code == 404


class TestWhoSeesIt:
    def test_nobody_but_its_author(self, author, stories, roles):
        draft = story_by(author)
        others = [
            Client(),
            signed_in(MemberFactory()),
            signed_in(MemberFactory(groups=["Editors"])),
        ]

        answers = [other.get(preview_of(draft, 1)) for other in others]

        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert not any("Forty people" in answer.text for answer in answers)

    def test_is_kept_by_nobody_and_found_by_no_search_engine(self, as_author, author, stories):
        draft = story_by(author)

        page = as_author.get(preview_of(draft))

        assert {"private", "no-store"} <= set(page.headers["Cache-Control"].split(", "))
        assert '<meta name="robots" content="noindex">' in page.text

    def test_writes_nothing(self, as_author, author, stories, resources):
        page = ResourcePageFactory(parent=resources, owner=author)
        draft = Draft.of_page(page, interview_for(page))
        draft.content["title"] = "As it will be"
        draft.touch()

        with CaptureQueriesContext(connection) as queries:
            as_author.get(preview_of(draft))

        assert [q["sql"] for q in queries if q["sql"].startswith(WRITES)] == []
        assert as_author.post(preview_of(draft)).status_code == 405
