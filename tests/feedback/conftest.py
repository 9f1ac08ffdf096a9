from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from plugins.feedback.models import FitCount
from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory


@pytest.fixture
def story(stories) -> StoryPage:
    return StoryPageFactory(parent=stories, title="The long queue", levels=(1, 4))


@pytest.fixture
def tap() -> Callable[..., Any]:
    """Say whether a page fitted, as a browser does when a button is pressed."""

    def press(client: Client, page: Any, verdict: str, **kwargs: Any) -> Any:
        return client.post(reverse("feedback:fit", args=[page.pk]), {"verdict": verdict}, **kwargs)

    return press


@pytest.fixture
def counted() -> Callable[[], dict[tuple[str, int, str], int]]:
    """What is counted, other than nothing: by page, level and verdict, whatever the day."""

    def counts() -> dict[tuple[str, int, str], int]:
        rows = FitCount.objects.filter(count__gt=0)
        found: dict[tuple[str, int, str], int] = {}
        for row in rows.select_related("page", "level"):
            key = (row.page.title, row.level.number, row.verdict)
            found[key] = found.get(key, 0) + row.count
        return found

    return counts
