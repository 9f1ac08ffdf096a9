"""What other plugins offer to do about words that readers search for."""

from typing import Any

from wagtail import hooks

from plugins.searches.models import SearchedWords


def where_to_ask(user: Any, searched: SearchedWords) -> str:
    """Return the path at which `user` asks practitioners for what is searched for, or ""."""
    asked = (searched.level.number, searched.topic_id, searched.words)
    paths = (offer(user, *asked) for offer in hooks.get_hooks("where_to_ask"))
    return next(filter(None, paths), "")


def actions_for(user: Any, searched: SearchedWords) -> list[dict[str, Any]]:
    """Return what else `user` may do about words, each with a label and a URL."""
    offers = hooks.get_hooks("search_words_actions")
    return [
        action for offer in offers for action in offer(user, searched.words, searched.level.number)
    ]
