"""Pages that it is time to look at again, and those who do."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from plugins.freshness.models import Review
from tests.factories import StoryPageFactory
from tests.members.people import MemberFactory


@pytest.fixture
def author(db: None) -> Any:
    """Somebody with an account and a confirmed address, and no role."""
    return MemberFactory(first_name="Ana", last_name="Lind")


@pytest.fixture
def long_ago() -> date:
    return timezone.localdate() - timedelta(days=1500)


@pytest.fixture
def make_due(stories: Any, author: Any, long_ago: date) -> Callable[..., Any]:
    """Make a published story that nobody has looked at for years."""

    def make(title: str = "The long queue", **kwargs: Any) -> Any:
        story = StoryPageFactory(parent=stories, title=title, **{"owner": author, **kwargs})
        age(story, long_ago)
        return story

    return make


def age(page: Any, day: date) -> None:
    """Make as if a page had last been changed on a day."""
    Review.objects.filter(page=page.pk).update(changed_on=day, right_on=day)
    Review.objects.filter(page=page.pk).recount()
