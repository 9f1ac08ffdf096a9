"""The reader: who is asking, and at which of the four levels."""

from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

from plugins.levels.models import FIRST, LAST, Level, MemberLevel, all_levels

COOKIE = "level"
COOKIE_AGE = 365 * 24 * 60 * 60  # seconds: a year


class ReaderRequest(HttpRequest):
    """A request that has passed ReaderMiddleware."""

    reader: "Reader"


class Reader:
    """Someone who reads, for one request: a visitor with a cookie, or a member.

    Who has not chosen reads at level 1, and `has_chosen` tells that from having chosen level 1.
    """

    def __init__(self, *, chosen: int | None = None, user: Any | None = None) -> None:
        """Make a reader who chose level `chosen` (None: has not), and is `user` if a member."""
        self._chosen = chosen
        self.user = user

    @classmethod
    def of(cls, request: HttpRequest) -> "Reader":
        """Return the reader who makes `request`; a cookie that holds no level is no choice."""
        if request.user.is_authenticated:
            return cls(
                chosen=member_level(request.user) or cookie_level(request), user=request.user
            )
        return cls(chosen=cookie_level(request))

    @classmethod
    def at(cls, number: int) -> "Reader":
        """Return a reader of level `number` (1 to 4), for pages whose URL names the level."""
        return cls(chosen=number)

    @property
    def has_chosen(self) -> bool:
        """Whether the reader picked a level, be it the first."""
        return self._chosen is not None

    @property
    def number(self) -> int:
        """The number of the level in force, 1 to 4."""
        return self._chosen or FIRST

    @cached_property
    def levels(self) -> list[Level]:
        """All four levels, the lowest first."""
        return all_levels()

    @cached_property
    def level(self) -> Level:
        """The level in force."""
        return next(level for level in self.levels if level.number == self.number)

    @cached_property
    def restrictions(self) -> list[PageViewRestriction]:
        """What makes pages private, of all pages; asked for once a request."""
        return list(PageViewRestriction.objects.select_related("page"))

    @cached_property
    def public(self) -> Q:
        """What tells pages that anybody may read from private ones."""
        pages = PageQuerySet()
        private = [pages.descendant_of_q(each.page, inclusive=True) for each in self.restrictions]
        return ~reduce(or_, private) if private else Q()

    def remember(self, number: int, response: HttpResponse) -> None:
        """Keep the choice of level `number`: with a member's account, else in a cookie."""
        if self.user is not None:
            level = Level.objects.get(number=number)
            MemberLevel.objects.update_or_create(user=self.user, defaults={"level": level})
            response.delete_cookie(COOKIE)
            return
        response.set_cookie(
            COOKIE,
            str(number),
            max_age=COOKIE_AGE,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )


def cookie_level(request: HttpRequest) -> int | None:
    """Return the number of the level in the request's cookie, None where it holds none."""
    value = request.COOKIES.get(COOKIE, "")
    return int(value) if value in {str(number) for number in range(FIRST, LAST + 1)} else None


def member_level(user: Any) -> int | None:
    """Return the number of the level kept with a member's account, None where none is."""
    return MemberLevel.objects.filter(user=user).values_list("level__number", flat=True).first()
