"""What becomes of a draft when its author sends it to the editors, or takes it back."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Workflow, WorkflowState

from plugins.interviews import new_block
from plugins.sharing import submit_views
from plugins.sharing.models import Draft
from plugins.stories.models import StoryIndexPage, StoryPage
from tests.factories import StoryPageFactory, UserFactory
from tests.members.people import MemberFactory, signed_in
from tests.sharing.drafts import resource_by, story_by
from tests.sharing.editorial import CONFIRMED, answer, editor_named, send, sent, set_up_roles
from tests.sharing.windows import Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def roles(db: None) -> None:
    set_up_roles()


@pytest.fixture
def author(roles: None) -> Any:
    """Somebody with an account and a confirmed address, and no role."""
    return MemberFactory(first_name="Ana Lind")


@pytest.fixture
def editor(roles: None) -> Any:
    return editor_named()


@pytest.fixture
def as_author(author: Any) -> Client:
    return signed_in(author)


@pytest.fixture
def draft(author: Any, stories: Any) -> Draft:
    return story_by(author)


def check_of(draft: Draft) -> str:
    return reverse("sharing:check", args=[draft.pk])


def test_a_member_without_any_role_submits(as_author, author, draft):
    page = as_author.post(check_of(draft), CONFIRMED, follow=True)

    assert "Thank you: the editors have it" in page.text
    story = StoryPage.objects.get()
    assert story.title == "Forty people in the rain"
    assert story.slug == "forty-people-in-the-rain"
    assert story.owner == author
    assert not story.live
    assert story.workflow_in_progress
    assert [level.number for level in story.levels_in_order()] == [1, 4]


def test_readers_see_nothing_of_it_until_an_editor_approves(as_author, client, draft, editor):
    story = sent(as_author, draft).page.specific
    before = client.get(story.get_url())

    answer(story, "approve", editor)

    assert before.status_code == 404
    assert "The queue went round the corner." in client.get(story.get_url()).text


def test_what_was_confirmed_is_kept(as_author, draft):
    draft = sent(as_author, draft)

    assert draft.agreed_licence == "CC BY 4.0"
    assert draft.submitted_at


@pytest.mark.parametrize("missing", ["licence", "rights"])
def test_both_confirmations_are_needed(as_author, draft, missing):
    confirmed = {name: value for name, value in CONFIRMED.items() if name != missing}

    page = as_author.post(check_of(draft), confirmed)

    assert page.status_code == 400
    assert "Tick this" in page.text
    assert not StoryPage.objects.exists()


def test_submitting_twice_makes_one_page(as_author, draft):
    first, second = send(as_author, draft), send(as_author, draft)

    assert first.url == second.url
    assert StoryPage.objects.count() == 1
    assert WorkflowState.objects.count() == 1
    assert StoryPage.objects.get().revisions.count() == 1


def test_the_back_button_leads_to_a_page_that_says_it_is_sent(as_author, draft):
    sent(as_author, draft)

    page = as_author.get(check_of(draft))

    assert "You need do nothing more." in page.text
    assert 'name="rights"' not in page.text


def test_what_is_saved_after_submitting_waits_for_the_next_time(as_author, draft):
    draft = sent(as_author, draft)
    window = Window(as_author, reverse("sharing:write_all", args=[draft.pk]))

    window.type("<p>Seventeen umbrellas later.</p>").autosave()
    page = send(as_author, draft)

    assert page.status_code == 400
    assert "they do not have it" in page.text
    assert "umbrellas" not in str(StoryPage.objects.get().get_latest_revision().content)
    assert "umbrellas" in json.dumps(Draft.objects.get().content)


def test_a_save_of_the_same_text_after_submitting_changes_nothing(as_author, author, stories):
    draft = story_by(author, credits=[new_block("role", {"role": "a clerk", "organisation": ""})])
    window = Window(as_author, reverse("sharing:write_all", args=[draft.pk]))
    sent(as_author, draft)

    saved = window.autosave()

    assert saved["conflicts"] == []
    assert send(as_author, draft).url == reverse("sharing:submitted", args=[draft.pk])


def test_sending_it_again_goes_on_with_the_same_review(as_author, author, draft, editor):
    draft = sent(as_author, draft)
    answer(draft.page, "reject", editor, "Where was it?")
    draft = Draft.objects.get()
    draft.content["summary"] = "What we did about a queue in Aarhus."
    draft.touch()

    sent(as_author, draft)

    state = WorkflowState.objects.get()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    assert StoryPage.objects.get().summary == "What we did about a queue in Aarhus."


def test_it_may_be_sent_again_as_it_is(as_author, draft, editor):
    draft = sent(as_author, draft)
    answer(draft.page, "reject", editor, "Are you sure?")

    sent(as_author, draft)

    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_an_update_leaves_what_readers_see_until_it_is_approved(as_author, client, draft, editor):
    draft = sent(as_author, draft)
    answer(draft.page, "approve", editor)
    draft = Draft.objects.get()
    draft.content["title"] = "Fifty people in the rain"
    draft.touch()

    draft = sent(as_author, draft)
    story = StoryPage.objects.get()
    during = client.get(story.get_url()).text
    answer(story, "approve", editor)

    assert "Forty people" in during
    assert "Fifty people" not in during
    assert "Fifty people" in client.get(story.get_url()).text
    assert StoryPage.objects.count() == 1


def test_what_is_published_as_it_stands_is_not_sent_again(as_author, draft, editor):
    draft = sent(as_author, draft)
    answer(draft.page, "approve", editor)

    page = as_author.post(check_of(draft), CONFIRMED, follow=True)

    assert page.redirect_chain[-1][0] == reverse("sharing:mine")
    assert WorkflowState.objects.filter(status="in_progress").count() == 0


def test_its_author_takes_it_back_and_sends_it_again(as_author, draft):
    draft = sent(as_author, draft)

    taken_back = as_author.post(reverse("sharing:take_back", args=[draft.pk]), follow=True)
    in_between = Draft.objects.get().state
    sent(as_author, draft)

    assert "You have it back" in taken_back.text
    assert in_between == Draft.State.DRAFT
    assert StoryPage.objects.get().workflow_in_progress


def test_without_a_review_it_waits_among_the_drafts_and_is_sent_once(as_author, draft):
    Workflow.objects.update(active=False)

    first, second = send(as_author, draft), send(as_author, draft)

    assert first.url == second.url == reverse("sharing:submitted", args=[draft.pk])
    story = StoryPage.objects.get()
    assert not story.live
    assert story.revisions.count() == 1
    assert "With the editors" in as_author.get(reverse("sharing:mine")).text


def test_without_a_place_for_it_says_so_and_keeps_it(as_author, draft):
    StoryIndexPage.objects.get().unpublish()

    page = send(as_author, draft)

    assert page.status_code == 400
    assert "There is no place for it on this site any more" in page.text
    assert Draft.objects.exists()


def test_an_address_that_is_not_confirmed_gets_the_link_once_more(stories, roles):
    member = UserFactory()
    draft = story_by(member)
    client = signed_in(member)

    page = send(client, draft)

    assert page.status_code == 400
    assert "Please confirm your e-mail address first" in page.text
    assert reverse("account_email") in page.text
    assert not StoryPage.objects.exists()


def test_a_visitor_is_shown_how_to_get_an_account_and_keeps_what_they_wrote(client, stories):
    window = Window(client)
    window.type("<p>Forty people stood in the rain.</p>").send()

    page = client.get(reverse("sharing:check", args=[window.key]))
    refused = client.post(reverse("sharing:check", args=[window.key]), CONFIRMED)

    assert f"{reverse('account_signup')}?next=/share/{window.key}/check/" in page.text
    assert refused.status_code == 400
    assert "in the rain" in client.get(window.all).text
    assert not StoryPage.objects.exists()


def test_nobody_submits_what_is_another_member_s(draft):
    stranger = signed_in(MemberFactory())

    page = send(stranger, draft)

    assert page.status_code == 404
    assert not StoryPage.objects.exists()


def test_a_form_on_another_site_submits_nothing(as_author, draft):
    url = check_of(draft)

    page = as_author.post(url, CONFIRMED, headers={"origin": "https://elsewhere.example"})

    assert page.status_code == 403
    assert not StoryPage.objects.exists()


def test_ten_an_hour_are_the_most_and_the_eleventh_is_kept(as_author, author, stories, monkeypatch):
    limit = submit_views.SUBMISSIONS.__class__("sharing.few", amount=1, seconds=3600)
    monkeypatch.setattr(submit_views, "SUBMISSIONS", limit)
    sent(as_author, story_by(author, title="The first"))
    draft = story_by(author, title="One too many")

    page = send(as_author, draft)

    assert page.status_code == 429
    assert "1 submissions in an hour" in page.text
    assert "One too many" in as_author.get(reverse("sharing:mine")).text
    assert StoryPage.objects.count() == 1


def test_members_are_limited_to_ten_an_hour():
    assert (submit_views.SUBMISSIONS.amount, submit_views.SUBMISSIONS.seconds) == (10, 3600)


def test_what_was_not_answered_leaves_nothing_on_the_page(as_author, author, resources, editor):
    draft = resource_by(author, "pattern", title="A shorter queue", summary="How to have one.")
    draft.content["body"][1]["value"] = "<p>When people stand in the rain.</p>"
    draft.touch()
    asked = [block["value"] for block in draft.content["body"] if block["type"] == "heading"]

    draft = sent(as_author, draft)

    page = draft.page.specific
    assert [block.value for block in page.body if block.block_type == "heading"] == asked[:1]
    still_asked = [block["value"] for block in draft.content["body"] if block["type"] == "heading"]
    assert still_asked == asked
    assert not draft.has_unsent_changes


class TestProblems:
    def test_are_named_with_links_to_where_they_are_mended(self, as_author, author, stories):
        draft = story_by(author, title="", summary="x" * 301)

        page = send(as_author, draft)

        assert page.status_code == 400
        about = reverse("sharing:write", args=[draft.pk, "about"])
        assert f'<a href="{about}#unit-title">It has no title yet.</a>' in page.text
        assert f'<a href="{about}#unit-summary">' in page.text
        assert not StoryPage.objects.exists()

    def test_of_a_resource_without_a_kind_lead_to_the_kind(self, as_author, author, resources):
        draft = resource_by(author, "", title="A checklist", summary="What to look at.")

        page = send(as_author, draft)

        kind = reverse("sharing:write", args=[draft.pk, "kind"])
        assert f'href="{kind}#unit-kind"' in page.text

    @pytest.mark.parametrize("title", ["?!", "x" * 255, "  spaces  ", "ÆØÅ 漢字"])
    def test_are_none_of_an_odd_title(self, as_author, author, stories, title):
        pages = [sent(as_author, story_by(author, title=title)).page for _ in range(2)]

        assert len({page.slug for page in pages}) == 2
        assert all(page.slug for page in pages)

    def test_are_told_where_an_editor_changed_the_page_meanwhile(self, as_author, draft, editor):
        draft = sent(as_author, draft)
        as_author.post(reverse("sharing:take_back", args=[draft.pk]))
        story = StoryPage.objects.get()
        story.summary = "In the editor's words."
        story.save_revision(user=editor)

        page = send(as_author, draft)

        assert page.status_code == 400
        assert "The page was changed in the editor since you wrote this" in page.text
        latest = StoryPage.objects.get().get_latest_revision_as_object()
        assert latest.summary == "In the editor's words."

    def test_are_not_stopped_where_an_editor_only_commented(self, as_author, draft, editor):
        draft = sent(as_author, draft)
        story = StoryPage.objects.get()
        first = story.body[0]
        # With a comment, Wagtail's editor saves the page, and gives its lines names.
        named = first.value.source.replace("<p>", '<p data-block-key="a1b2c">', 1)
        story.body[0] = (first.block_type, named, first.id)
        story.save_revision(user=editor)
        answer(story, editor, "reject")

        shown = as_author.get(reverse("sharing:write_all", args=[draft.pk]))
        page = send(as_author, draft)

        assert "The page was changed in the editor" not in shown.text
        assert page.status_code == 302
        latest = StoryPage.objects.get().get_latest_revision_as_object()
        assert "a1b2c" in latest.body[0].value.source

    def test_are_told_where_the_editor_saved_into_the_same_version(self, as_author, author, draft):
        draft = sent(as_author, draft)
        as_author.post(reverse("sharing:take_back", args=[draft.pk]))
        story = StoryPage.objects.get()
        story.summary = "Typed in Wagtail's editor."
        story.save_revision(user=author, overwrite_revision=story.get_latest_revision())

        page = send(as_author, draft)

        assert "The page was changed in the editor since you wrote this" in page.text

    def test_are_told_where_the_page_is_locked(self, as_author, draft, editor):
        draft = sent(as_author, draft)
        as_author.post(reverse("sharing:take_back", args=[draft.pk]))
        Page.objects.filter(pk=draft.page.pk).update(locked=True, locked_by=editor)

        page = send(as_author, draft)

        assert page.status_code == 400
        assert "An editor has locked the page" in page.text


def test_a_page_that_an_editor_deletes_is_its_author_s_draft_again(as_author, draft):
    draft = sent(as_author, draft)
    StoryPage.objects.get().delete()

    sent(as_author, draft)

    assert StoryPage.objects.get().title == "Forty people in the rain"


def test_a_page_that_was_written_in_the_editor_is_taken_back_in_the_interview(
    as_author, author, stories
):
    story = StoryPageFactory(parent=stories, owner=author, live=False)
    story.save_revision(user=author)
    story.get_workflow().start(story, author)

    page = as_author.post(
        reverse("sharing:go_on", args=[story.pk]), {"take-back": "1"}, follow=True
    )

    assert "The queue was long." in page.text
    story.refresh_from_db()
    assert not story.workflow_in_progress
