"""Who may open and do what with calls and wishes in the admin: editors, and nobody else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from plugins.calls.models import Answer, Call, Wish
from plugins.calls.suggesting import where_to_ask
from tests.factories import StoryPageFactory
from tests.members.people import signed_in

pytestmark = pytest.mark.django_db

CALLS = (
    *("index", "index_results", "add", "edit", "delete", "history", "history_results", "usage"),
    *("name_page", "close", "reopen", "take_off"),
)
WISHES = ("index", "index_results", "add", "edit", "delete", "history", "history_results", "usage")
URLS = [("practice_calls", name) for name in CALLS] + [("readers_wishes", name) for name in WISHES]
WITHOUT_KEY = {"index", "index_results", "add"}


@pytest.fixture
def answer(call, ask, stories) -> Answer:
    """A call with an answer and a wish."""
    made = call()
    ask()
    Wish.objects.update(call=made)
    return Answer.objects.create(call=made, page=StoryPageFactory(parent=stories).page_ptr)


@pytest.fixture
def address(answer):
    """The address of a view of the call, or of the wish."""

    def of(namespace: str, name: str) -> str:
        key = answer.call_id if namespace == "practice_calls" else Wish.objects.get().pk
        keys = [] if name in WITHOUT_KEY else [key]
        return reverse(f"{namespace}:{name}", args=[*keys, *([answer.pk] * (name == "take_off"))])

    return of


def all_answers(client: Client, address: Any) -> set[tuple[int, str]]:
    """Return the statuses, and where they lead, of all views, asked for and posted to."""
    found = set()
    for namespace, name in URLS:
        for method in (client.get, client.post):
            response = method(address(namespace, name))
            found.add((response.status_code, response.headers.get("Location", "").split("?")[0]))
    return found


def test_visitors_and_members_are_asked_to_sign_in_as_somebody_else(address, member, client):
    visitor = all_answers(client, address)
    signed = all_answers(signed_in(member), address)

    assert {status for status, _url in visitor | signed} == {302}
    assert {url for _status, url in visitor} == {"/admin/login/"}
    assert {url for _status, url in signed} <= {"/admin/login/", "/accounts/login/", "/"}
    assert Call.objects.get().is_open


def test_practitioners_are_refused(address, as_practitioner):
    # Wagtail tells who may enter the admin on its first page that this is not theirs.
    answers = all_answers(as_practitioner, address)

    assert answers <= {(302, "/admin/"), (403, "")}
    assert Call.objects.get().is_open
    assert Answer.objects.exists()


@pytest.mark.parametrize("who", ["editor", "administrator"])
def test_editors_and_administrators_may_open_all_but_make_no_wish(address, request, who):
    client = signed_in(request.getfixturevalue(who))

    opened = {url: client.get(address(*url)).status_code for url in URLS}

    assert opened.pop(("readers_wishes", "add")) == 302
    assert set(opened.values()) == {200}


def test_only_editors_have_the_menu_items(roles, as_practitioner, as_editor):
    assert "/admin/calls/" not in as_practitioner.get("/admin/").text
    page = as_editor.get("/admin/").text
    assert "/admin/calls/" in page
    assert "/admin/wishes/" in page


def test_only_editors_are_led_to_where_they_ask(editor, practitioner, member, topic):
    assert where_to_ask(editor, 2, topic.pk, "flat & dead") == (
        f"/admin/calls/new/?level=2&topic={topic.pk}&words=flat+%26+dead"
    )
    assert where_to_ask(practitioner, 2, None, "") == ""
    assert where_to_ask(member, 2, None, "") == ""


def test_on_the_page_itself_editors_see_what_it_answers(
    answer, as_editor, as_practitioner, practitioner
):
    answer.page.owner = practitioner
    answer.page.save()
    editing = reverse("wagtailadmin_pages:edit", args=[answer.page_id])

    assert "Answers the call “A winter with batteries”" in as_editor.get(editing).text
    assert "Answers the call" not in as_practitioner.get(editing).text
