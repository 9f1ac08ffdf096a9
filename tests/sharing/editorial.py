"""What authors and editors do with what is shared, as their browsers send it."""

from typing import Any

from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Comment, TaskState

from plugins.sharing.models import Draft
from tests.members.people import MemberFactory

#: What an author ticks on submitting.
CONFIRMED = {"licence": "on", "rights": "on", "licence_name": "CC BY 4.0"}


def set_up_roles() -> None:
    """Make the roles, and the review by editors."""
    call_command("set_up_roles", verbosity=0)


def editor_named(name: str = "Edith Berg") -> Any:
    """Make an editor, once the roles are there."""
    return MemberFactory(first_name=name, groups=["Editors"])


def send(client: Client, draft: Draft, **data: Any) -> HttpResponse:
    """Send a draft to the editors, with all that is to be ticked."""
    return client.post(reverse("sharing:check", args=[draft.pk]), {**CONFIRMED, **data})


def sent(client: Client, draft: Draft) -> Draft:
    """Send a draft to the editors, and return it as it is then."""
    response = send(client, draft)
    assert response.status_code == 302, response.text
    draft = Draft.objects.get(pk=draft.pk)
    assert draft.page
    return draft


def answer(page: Any, action: str, editor: Any, comment: str = "") -> None:
    """Have an editor "approve" or "reject" what is in review."""
    state = TaskState.objects.get(workflow_state__object_id=str(page.pk), status="in_progress")
    state.task.specific.on_action(state.specific, editor, action, comment=comment)


def comment_on(page: Any, path: str, user: Any, text: str, **kwargs: Any) -> Comment:
    """Have somebody comment in Wagtail's editor on what is at `path` of a page."""
    return Comment.objects.create(
        page_id=page.pk, user=user, text=text, contentpath=path, position="", **kwargs
    )
