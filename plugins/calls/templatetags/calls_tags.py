"""What the admin shows beside a call, and beside a wish."""

from typing import Any

from django import template

from plugins.calls.models import Call, Wish
from plugins.calls.standing import known_to, standings
from plugins.calls.suggesting import where_to_ask

register = template.Library()


@register.inclusion_tag("calls/admin/standing.html")
def standing_of(call: Call, user: Any) -> dict[str, Any]:
    """Show where a call stands: what answers it, as far as `user` may know, and who asked."""
    answers = standings(call, known=known_to(user, call))
    known = [standing for standing in answers if standing.is_known]
    return {
        "call": call,
        "answers": known,
        "unknown": len(answers) - len(known),
        "wishes": call.wishes.with_readers().order_by("-readers", "pk"),
    }


@register.inclusion_tag("calls/admin/asking.html")
def askings_of(wish: Wish, user: Any) -> dict[str, Any]:
    """Show what readers say who have a wish, and how many want an answer; never an address."""
    askings = list(wish.askings.all())
    return {
        "wish": wish,
        "askings": askings,
        "own_words": [asking for asking in askings if asking.own_words],
        "addresses": sum(bool(asking.email) for asking in askings),
        "told": sum(asking.was_told for asking in askings),
        "ask_url": where_to_ask(user, wish.level.number, wish.topic_id, wish.words),
    }
