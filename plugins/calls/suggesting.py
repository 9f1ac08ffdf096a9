"""What a call is begun with: what the stage map, a search or a wish has led an editor from."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from plugins.calls.models import Wish
from plugins.calls.wording import LONGEST_WORDS, key_of
from plugins.interviews import shortened
from plugins.levels.models import FIRST, LAST, Level, Topic
from plugins.levels.queries import cleaned

#: From so many readers on, it is said how many asked: fewer are somebody's own business.
MANY = 3


def where_to_ask(user: Any, level: int, topic: Any = None, words: str = "") -> str:
    """Return where `user` asks practitioners for something, "" where they may not."""
    if not user.has_perm("calls.add_call"):
        return ""
    given = {"level": level, "topic": topic, "words": words}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse('practice_calls:add')}?{query}"


def suggested(query: Mapping[str, str]) -> dict[str, Any]:
    """Return what the form begins with for a query string as `where_to_ask` makes it."""
    words = shortened(cleaned(query.get("words", "")), LONGEST_WORDS)
    level = level_numbered(query.get("level", ""))
    given = {"level": level, "topic": topic_with(query.get("topic", "")), "words": words}
    if words:
        given |= {"title": words[:1].upper() + words[1:], "why": why(words, level)}
    return {name: value for name, value in given.items() if value}


def level_numbered(text: str) -> Level | None:
    """Return the level that a query string means by its number, None where it means none."""
    numbers = map(str, range(FIRST, LAST + 1))
    return Level.objects.numbered(int(text)).first() if text in set(numbers) else None


def topic_with(text: str) -> Topic | None:
    """Return the topic that a query string means by its key, None where it means none."""
    is_key = text.isascii() and text.isdigit() and len(text) < 19
    return Topic.objects.filter(pk=text).first() if is_key else None


def why(words: str, level: Level | None) -> str:
    """Return the reason that wishes give for asking, if readers enough have them, or ""."""
    wishes = Wish.objects.undecided().filter(key=key_of(words), level=level)
    count = wishes.aggregate(count=Count("askings"))["count"]
    if count < MANY:
        return ""
    text = ngettext(
        "%(count)d reader looked for “%(words)s”, and asked for it.",
        "%(count)d readers looked for “%(words)s”, and asked for it.",
        count,
    )
    return text % {"count": count, "words": words}
