"""Writing a resource in Wagtail's own editor."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import (
    nested_form_data,
    querydict_from_html,
    rich_text,
    streamfield,
)

from plugins.page_forms import working_title
from plugins.resources.models import ResourcePage
from tests.members.people import MemberFactory, signed_in


@pytest.fixture
def as_author(db: None) -> Client:
    call_command("set_up_roles", verbosity=0)
    return signed_in(MemberFactory(groups=["Practitioners"]))


@pytest.fixture
def adding(resources: Any) -> str:
    """The address of the form for a new resource."""
    return reverse("wagtailadmin_pages:add", args=["resources", "resourcepage", resources.pk])


def written(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """Return what the form at `url` sends once somebody has written a first text."""
    form = querydict_from_html(client.get(url).text, form_id="page-edit-form")
    fields = {
        "body": streamfield([("text", rich_text("<p>Count who waits.</p>"))]),
        "questions": streamfield([]),
        "credits": streamfield([]),
    }
    return {**dict(form.lists()), **nested_form_data(fields), **changes}


def test_asks_in_the_order_of_the_interview(as_author, adding):
    page = as_author.get(adding).text

    panels = [
        *(f"panel-child-content-{field}-section" for field in ("kind", "body", "questions")),
        *(f"id_{relation}-FORMS" for relation in ("attachments", "sources")),
        *(
            f"panel-child-content-{field}-section"
            for field in ("title", "summary", "credits", "levels", "topics", "review_date")
        ),
    ]
    places = [page.index(f'id="{panel}"') for panel in panels]
    assert places == sorted(places)


def test_leads_from_what_was_found_to_its_panel(as_author, adding):
    page = as_author.get(adding).text

    assert 'href="#id_sources-FORMS"' in page
    assert 'href="#panel-child-content-kind-section"' in page


def test_keeps_a_draft_without_title_and_kind(as_author, adding):
    answer = as_author.post(
        adding, written(as_author, adding, kind=""), headers={"accept": "application/json"}
    )

    assert answer.json()["success"]
    assert ResourcePage.objects.get().title == working_title()


def test_asks_for_title_and_kind_before_it_is_sent_off(as_author, adding):
    page = as_author.post(
        adding, written(as_author, adding, kind="", **{"action-submit": "1"})
    ).text

    for field in ("title", "kind"):
        start = page.index(f'id="panel-child-content-{field}-section"')
        assert "This field is required." in page[start : start + 4000]
    assert not ResourcePage.objects.exists()
