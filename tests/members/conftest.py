from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from plugins.stories.models import StoryIndexPage, StoryPage
from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory, signed_in


@pytest.fixture
def roles(db: None) -> None:
    call_command("set_up_roles", verbosity=0)


@pytest.fixture
def member(db: None) -> Any:
    return MemberFactory(first_name="Mia Member")


@pytest.fixture
def practitioner(roles: None) -> Any:
    return MemberFactory(groups=["Practitioners"])


@pytest.fixture
def editor(roles: None) -> Any:
    return MemberFactory(groups=["Editors"])


@pytest.fixture
def administrator(db: None) -> Any:
    return MemberFactory(is_superuser=True)


@pytest.fixture
def as_practitioner(practitioner: Any) -> Client:
    return signed_in(practitioner)


@pytest.fixture
def as_editor(editor: Any) -> Client:
    return signed_in(editor)


@pytest.fixture
def as_administrator(administrator: Any) -> Client:
    return signed_in(administrator)


@pytest.fixture
def make_story(stories: StoryIndexPage) -> Callable[..., StoryPage]:
    """Make a story with a revision, as the editor does: a draft, unless it is to be `live`."""

    def make(title: str, *, live: bool = False, **kwargs: Any) -> StoryPage:
        story = StoryPageFactory(parent=stories, title=title, live=live, **kwargs)
        story.save_revision()
        return story

    return make
