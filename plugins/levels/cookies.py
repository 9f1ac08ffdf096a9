"""The cookies in which a visitor's levels are kept: no account, and nothing about anybody.

`level` holds the number of the general level, `topic_levels` the keys of topics with the number of
the level in each: "12:3.15:1". What does not read so is taken for no choice.
"""

import re
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

LEVEL = "level"
TOPIC_LEVELS = "topic_levels"
AGE = 365 * 24 * 60 * 60  # seconds: a year
#: So many topics have a level of their own at most; the oldest choice makes room for a new one.
MAX_TOPICS = 50

ONE_LEVEL = re.compile(r"[1-4]")
ONE_TOPIC = r"[0-9]{1,12}:[1-4]"
TOPICS = re.compile(rf"{ONE_TOPIC}(?:\.{ONE_TOPIC}){{0,{MAX_TOPICS - 1}}}")


def choices_in(request: HttpRequest) -> dict[int | None, int]:
    """Return the levels in the cookies of `request`, by topic; the general one under None."""
    choices: dict[int | None, int] = {}
    level = request.COOKIES.get(LEVEL, "")
    if ONE_LEVEL.fullmatch(level):
        choices[None] = int(level)
    topics = request.COOKIES.get(TOPIC_LEVELS, "")
    if TOPICS.fullmatch(topics):
        pairs = (each.split(":") for each in topics.split("."))
        choices |= {int(topic): int(number) for topic, number in pairs}
    return choices


def keep(choices: Mapping[int | None, int], response: HttpResponse) -> None:
    """Set the cookies to `choices`, the general level under None; the latest topic comes last."""
    if None in choices:
        set_cookie(response, LEVEL, str(choices[None]))
    topics = [f"{topic}:{number}" for topic, number in choices.items() if topic is not None]
    if topics:
        set_cookie(response, TOPIC_LEVELS, ".".join(topics[-MAX_TOPICS:]))
    else:
        response.delete_cookie(TOPIC_LEVELS, samesite="Lax")


def delete(response: HttpResponse) -> None:
    """Take the cookies away: what a member chooses is kept with the account."""
    for name in (LEVEL, TOPIC_LEVELS):
        response.delete_cookie(name, samesite="Lax")


def set_cookie(response: HttpResponse, name: str, value: str) -> None:
    """Set a cookie that lasts, for this site and its server only."""
    response.set_cookie(
        name,
        value,
        max_age=AGE,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
