from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory, signed_in
from tests.uploads.photos import PhotoFactory


@pytest.fixture
def roles(db: None) -> None:
    call_command("set_up_roles", verbosity=0)


@pytest.fixture
def owner(roles: None) -> Any:
    """A practitioner, who uploads files and writes pages."""
    return MemberFactory(groups=["Practitioners"])


@pytest.fixture
def other(roles: None) -> Any:
    """Another practitioner."""
    return MemberFactory(groups=["Practitioners"])


@pytest.fixture
def editor(roles: None) -> Any:
    return MemberFactory(groups=["Editors"])


@pytest.fixture
def photo(owner: Any) -> Any:
    return PhotoFactory(uploaded_by_user=owner)


@pytest.fixture
def document(owner: Any) -> Any:
    return get_document_model().objects.create(
        title="Names", file=ContentFile(b"names", name="names.txt"), uploaded_by_user=owner
    )


@pytest.fixture
def readers(owner: Any, other: Any, editor: Any) -> dict[str, Client]:
    """Somebody of each kind, by the name of the kind."""
    return {
        "anonymous": Client(),
        "member": signed_in(MemberFactory()),
        "owner": signed_in(owner),
        "other": signed_in(other),
        "editor": signed_in(editor),
    }


@pytest.fixture
def who_gets(readers: dict[str, Client]) -> Callable[..., set[str]]:
    """Tell who gets a file: its bytes, or else the answer for a file that is not there."""

    def ask(*urls: str) -> set[str]:
        answers = {name: {status(reader, url) for url in urls} for name, reader in readers.items()}
        assert all(len(answer) == 1 and answer <= {200, 404} for answer in answers.values())
        return {name for name, answer in answers.items() if answer == {200}}

    return ask


def status(reader: Client, url: str) -> int:
    response = reader.get(url)
    read(response)
    return response.status_code


def read(response: Any) -> bytes:
    """Return what an answer holds, to its end: so the file is closed, and not the database."""
    return b"".join(response)


@pytest.fixture
def make_story(stories: Any, owner: Any) -> Callable[..., StoryPage]:
    """Make a page of the owner's with the text, or the photos, that are given."""

    def make(*photos: Any, live: bool = True, **fields: Any) -> StoryPage:
        body = fields.pop("body", showing(photos))
        return StoryPageFactory(parent=stories, owner=owner, live=live, body=body, **fields)

    return make


def showing(photos: Iterable[Any]) -> list[tuple[str, Any]]:
    """Return the body of a page with these photos."""
    pictures = [("picture", {"image": photo, "alt_text": "A photo"}) for photo in photos]
    return [("situation", "<p>The queue was long.</p>"), *pictures]


def make_private(page: Any, *groups: str) -> None:
    """Keep a page for the members of groups, or for all who are signed in."""
    kind = PageViewRestriction.GROUPS if groups else PageViewRestriction.LOGIN
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
    restriction.groups.set(Group.objects.filter(name__in=groups))
