"""What a reader said of pages, kept in a cookie of their own browser and nowhere else.

The cookie `fit` holds, for each page and level, the verdict and the day on which it was counted, as
an ordinal: "12-3-right-739945.15-1-deep-739946". It is signed: whoever could make one up could take
back what others said. What does not read so is taken for nothing said.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "fit"
SALT = "plugins.feedback.votes"
AGE = 365 * 24 * 60 * 60  # seconds: a year
#: So many verdicts are remembered at most; the oldest makes room for a new one, and stays counted.
MAX_VOTES = 50

ONE_VOTE = r"[0-9]{1,12}-[1-4]-[a-z]{1,10}-[0-9]{6}"
VOTES = re.compile(rf"{ONE_VOTE}(?:\.{ONE_VOTE}){{0,{MAX_VOTES - 1}}}")


@dataclass(frozen=True, order=True)
class Vote:
    """What one reader said of a page that they read at a level, and when it was counted."""

    #: The key of the page.
    page: int
    #: The number of the level, 1 to 4.
    level: int
    #: A value of `FitCount.Verdict`.
    verdict: str
    day: date

    def __str__(self) -> str:
        return f"{self.page}-{self.level}-{self.verdict}-{self.day.toordinal()}"

    @classmethod
    def read(cls, text: str) -> "Vote":
        """Return the vote that a part of the cookie stands for."""
        page, level, verdict, day = text.split("-")
        return cls(int(page), int(level), verdict, date.fromordinal(int(day)))


def votes_in(request: HttpRequest) -> dict[tuple[int, int], Vote]:
    """Return what the browser said before, by the key of the page and the number of the level."""
    text = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=AGE)
    if not text or not VOTES.fullmatch(text):
        return {}
    votes = map(Vote.read, text.split("."))
    return {(vote.page, vote.level): vote for vote in votes}


def verdicts_in(request: HttpRequest) -> tuple[tuple[int, int, str], ...]:
    """Return all that the browser said before, by which the pages that it is shown differ."""
    return tuple(
        sorted((vote.page, vote.level, vote.verdict) for vote in votes_in(request).values())
    )


def keep(votes: Collection[Vote], response: HttpResponse) -> None:
    """Have the browser remember `votes`, the latest one last."""
    if not votes:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_signed_cookie(
        COOKIE,
        ".".join(map(str, [*votes][-MAX_VOTES:])),
        salt=SALT,
        max_age=AGE,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
