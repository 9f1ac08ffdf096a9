"""Who may do what of a review: each of its URLs and actions, by each kind of member."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from plugins.curating.models import Opinion, ReviewQuestion
from plugins.stories.models import StoryPage
from tests.curating.submitting import submit
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db

QUESTIONS = "wagtailsnippets_curating_reviewquestion"
LOGIN, DENIED, DONE = "asked to sign in", "permission denied", "done"


@pytest.fixture
def world(stories, author, editor, administrator) -> dict[str, Any]:
    """A page in review, a peer who is asked about it, and everybody else."""
    review = submit(stories, author, title="The queue", levels=(1, 4))
    peer = MemberFactory(groups=["Practitioners"])
    other = MemberFactory(groups=["Practitioners"])
    state = review.current_task_state
    opinion = Opinion.objects.create(task_state=state, asked_by=editor, asked_of=peer)
    people = {"member": MemberFactory(), "author": author, "peer": peer, "editor": editor}
    people |= {"administrator": administrator}
    clients = {name: signed_in(person) for name, person in people.items()}
    return {
        **{"state": state.pk, "opinion": opinion.pk, "other": other.pk, "page": review.object_id},
        "question": ReviewQuestion.objects.first().pk,
        "clients": {"visitor": Client(), **clients},
    }


def outcome(response: HttpResponse) -> str:
    """Return what has become of a request, in a word."""
    if response.status_code == 302 and "/login/" in response.headers["Location"]:
        return LOGIN
    told = "".join(str(message) for message in get_messages(response.wsgi_request))
    return DENIED if response.status_code == 403 or "do not have permission" in told else DONE


#: What editors do: the name of the URL, its argument in the world, and what is sent, None to look.
FOR_EDITORS = [
    ("curating:review", "state", None),
    ("curating:review", "state", {"decision": "later"}),
    ("curating:review", "state", {"decision": "approve"}),
    ("curating:review", "state", {"decision": "changes", "comment": "Which?"}),
    ("curating:preview", "state", None),
    ("curating:ask", "state", None),
    ("curating:ask", "state", {"question": "Is it so?"}),
    ("curating:withdraw_opinion", "opinion", {}),
    (f"{QUESTIONS}:list", None, None),
    (f"{QUESTIONS}:add", None, None),
    (f"{QUESTIONS}:add", None, {"level": 1, "text": "Is it short?"}),
    (f"{QUESTIONS}:edit", "question", {"level": 1, "text": "Is it short?"}),
    (f"{QUESTIONS}:delete", "question", {}),
]


@pytest.mark.parametrize(("name", "argument", "data"), FOR_EDITORS)
def test_what_editors_do_is_for_nobody_else(world, name, argument, data):
    args = [world[argument]] if argument else []
    url = reverse(name, args=args)

    found = {
        who: outcome(client.get(url) if data is None else client.post(url, data))
        for who, client in world["clients"].items()
    }

    assert found == {
        "visitor": LOGIN,
        "member": LOGIN,
        "author": DENIED,
        "peer": DENIED,
        "editor": DONE,
        "administrator": DONE,
    }
    assert not StoryPage.objects.get(pk=world["page"]).live


def test_a_second_opinion_is_for_whom_it_is_asked_of_alone(world):
    url = reverse("second_opinions:opinion", args=[world["opinion"]])
    said = {"recommendation": "publish", "do": "answer"}

    found = {
        who: (client.get(url).status_code, client.post(url, said).status_code)
        for who, client in world["clients"].items()
    }

    assert found == {
        # Whoever has typed something is signed out by now: it is kept, and nothing told.
        "visitor": (302, 403),
        "member": (404, 404),
        "author": (404, 404),
        "peer": (200, 302),
        "editor": (404, 404),
        "administrator": (404, 404),
    }


def test_what_is_not_there_is_told_to_nobody_who_is_no_editor(world):
    url = reverse("curating:review", args=[10**6])

    assert outcome(world["clients"]["author"].get(url)) == DENIED
    assert world["clients"]["editor"].get(url).status_code == 404
