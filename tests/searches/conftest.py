from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plugins.levels.models import Level
from plugins.searches.models import SearchCount, SearchedWords


@pytest.fixture(autouse=True)
def searches_are_counted(settings):
    settings.SEARCH_LOG = True


@pytest.fixture
def search(db: None) -> Callable[..., Any]:
    """Search the site for words, as the form in each page's head does."""

    def get(client: Client, words: str, /, *, headers: Any = None, **data: str) -> Any:
        return client.get(reverse("search"), {"q": words, **data}, headers=headers)

    return get


@pytest.fixture
def counted() -> Callable[[], dict[tuple[str, int], int]]:
    """How often was searched for what, at which level, on all days together."""

    def counts() -> dict[tuple[str, int], int]:
        rows = SearchCount.objects.values_list("words__words", "words__level__number")
        return {(words, number): n for words, number, n in rows.annotate(n=Sum("count"))}

    return counts


@pytest.fixture
def searched(db: None) -> Callable[..., SearchedWords]:
    """Have words been searched for so often at a level, so many days ago."""

    def make(
        words: str,
        times: int = 3,
        *,
        level: int = 1,
        results: int = 0,
        days_ago: int = 0,
        **kwargs: Any,
    ) -> SearchedWords:
        row, _created = SearchedWords.objects.update_or_create(
            words=words,
            level=Level.objects.get(number=level),
            defaults={"results": results, **kwargs},
        )
        SearchCount.objects.create(words=row, day=before(days_ago), count=times)
        return row

    return make


def before(days: int) -> date:
    """Return the day that was so many days ago."""
    return timezone.localdate() - timedelta(days=days)
