"""Other people's drafts: no word of them in the editor."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

SECRET = "Unfinished business"


@pytest.fixture
def draft(make_story, editor):
    return make_story(SECRET, owner=editor)


@pytest.fixture
def places(stories, draft):
    """Return the URLs of the admin that list pages or tell of one."""
    return {
        "explorer": reverse("wagtailadmin_explore", args=[stories.pk]),
        "explorer's search": reverse("wagtailadmin_explore", args=[stories.pk]) + "?q=unfinished",
        "explorer of the draft": reverse("wagtailadmin_explore", args=[draft.pk]),
        "search": reverse("wagtailadmin_pages:search") + "?q=unfinished",
        "chooser": reverse("wagtailadmin_choose_page_child", args=[stories.pk]),
        "chooser at the draft": reverse("wagtailadmin_choose_page_child", args=[draft.pk]),
        "chooser's search": reverse("wagtailadmin_choose_page_search") + "?q=unfinished",
        "chosen": reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={draft.pk}",
        "API": reverse("wagtailadmin_api:pages:listing") + f"?child_of={stories.pk}",
        "API, one": reverse("wagtailadmin_api:pages:detail", args=[draft.pk]),
        "site history": reverse("wagtailadmin_reports:site_history"),
        "page types": reverse("wagtailadmin_reports:page_types_usage"),
        "stories": reverse("wagtailadmin_pages:type_use", args=["stories", "storypage"]),
        "workflows": reverse("wagtailadmin_reports:workflow"),
        "aging pages": reverse("wagtailadmin_reports:aging_pages"),
        "dashboard": reverse("wagtailadmin_home"),
        "edit": reverse("wagtailadmin_pages:edit", args=[draft.pk]),
        "preview": reverse("wagtailadmin_pages:view_draft", args=[draft.pk]),
        "history": reverse("wagtailadmin_pages:history", args=[draft.pk]),
        "usage": reverse("wagtailadmin_pages:usage", args=[draft.pk]),
        "copy": reverse("wagtailadmin_pages:copy", args=[draft.pk]),
        "delete": reverse("wagtailadmin_pages:delete", args=[draft.pk]),
        "move": reverse("wagtailadmin_pages:move", args=[draft.pk]),
    }


def test_are_hidden_from_practitioners_everywhere(as_practitioner, places):
    told = [
        place
        for place, url in places.items()
        if SECRET in as_practitioner.get(url, follow=True).text
    ]
    assert told == []


def test_are_shown_to_editors(as_editor, places):
    hidden = [
        place
        for place in ("explorer", "search", "chooser", "chooser's search", "chosen", "API", "edit")
        if SECRET not in as_editor.get(places[place]).text
    ]

    assert hidden == []


def test_do_not_take_the_own_drafts_along(as_practitioner, practitioner, make_story, stories):
    make_story("My own draft", owner=practitioner)

    pages = [
        as_practitioner.get(reverse(name, args=[stories.pk]))
        for name in ("wagtailadmin_explore", "wagtailadmin_choose_page_child")
    ]

    assert all("My own draft" in page.text for page in pages)


def test_do_not_take_published_pages_along(as_practitioner, make_story, stories):
    make_story("For everybody", live=True)

    pages = [
        as_practitioner.get(reverse(name, args=[stories.pk]))
        for name in ("wagtailadmin_explore", "wagtailadmin_choose_page_child")
    ]

    assert all("For everybody" in page.text for page in pages)


def test_private_pages_are_hidden_as_well(as_practitioner, make_story, stories):
    story = make_story("For the board", live=True)
    PageViewRestriction.objects.create(page=story, restriction_type="login")

    page = as_practitioner.get(reverse("wagtailadmin_explore", args=[stories.pk]))

    assert "For the board" not in page.text


def test_the_way_to_the_lists_stays_open_before_they_are_published(as_practitioner, stories, home):
    stories.unpublish()

    page = as_practitioner.get(reverse("wagtailadmin_explore", args=[home.pk]))

    assert stories.title in page.text


def test_are_not_counted_for_practitioners(as_practitioner, as_editor, draft):
    for_practitioners, for_editors = (
        client.get(reverse("wagtailadmin_home")).text for client in (as_practitioner, as_editor)
    )

    report = as_practitioner.get(reverse("wagtailadmin_reports:page_types_usage"))

    assert "Pages <span" not in for_practitioners
    assert "page-types-usage" in for_editors
    assert "page-types-usage" not in for_practitioners
    assert report.status_code == 302


def test_in_lists_a_page_that_is_being_edited_keeps_the_title_that_readers_know(
    as_practitioner, make_story, stories, editor
):
    story = make_story("As published", live=True, owner=editor)
    story.title = "As edited"
    story.save_revision(user=editor)
    places = [
        reverse("wagtailadmin_explore", args=[stories.pk]),
        reverse("wagtailadmin_choose_page_child", args=[stories.pk]),
        reverse("wagtailadmin_api:pages:listing") + f"?child_of={stories.pk}",
        reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", 1]),
    ]

    told = [url for url in places if "As edited" in as_practitioner.get(url, follow=True).text]

    assert told == []
    assert "As published" in as_practitioner.get(places[0]).text


def test_in_lists_a_page_has_its_new_title_once_it_is_published(
    as_practitioner, make_story, stories
):
    story = make_story("As it was", live=True)
    story.title = "As it is"
    story.save_revision().publish()

    explorer = as_practitioner.get(reverse("wagtailadmin_explore", args=[stories.pk]))
    assert "As it is" in explorer.text
