"""Picks, as they are there, and as editors make them."""

from typing import Any

from plugins.levels.models import Level
from plugins.picks.models import Pick


def pick(page: Any, words: str, number: int = 1, **kwargs: Any) -> Pick:
    """Have a page come first for words at the level of a number."""
    level = Level.objects.get(number=number)
    return Pick.objects.create(words=words, level=level, page=page, **kwargs)


def sent(page: Any, words: str, number: int = 1, **kwargs: Any) -> dict[str, Any]:
    """Return what the form of a pick sends."""
    level = Level.objects.get(number=number)
    empty = {"place": "", "note": ""}
    return {"words": words, "level": level.pk, "page": page.pk, **empty, **kwargs}
