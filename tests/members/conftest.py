from collections.abc import Callable
from typing import Any

import pytest

from plugins.stories.models import StoryIndexPage, StoryPage
from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory


@pytest.fixture
def member(db: None) -> Any:
    return MemberFactory(first_name="Mia Member")


@pytest.fixture
def make_story(stories: StoryIndexPage) -> Callable[..., StoryPage]:
    """Make a story with a revision, as the editor does: a draft, unless it is to be `live`."""

    def make(title: str, *, live: bool = False, **kwargs: Any) -> StoryPage:
        story = StoryPageFactory(parent=stories, title=title, live=live, **kwargs)
        story.save_revision()
        return story

    return make
