"""The reader: who is asking, and at which of the four levels, in general and in single topics."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from wagtail.models import Page, PageViewRestriction

from plugins.levels import cookies
from plugins.levels.edition import kept
from plugins.levels.models import FIRST, Level, MemberLevel, Topic, all_levels
from plugins.levels.privacy import PrivatePlace, is_outside, private_places

if TYPE_CHECKING:
    from plugins.levels.models import LevelledMixin

PRIVATE_PLACES = "levels.private_places"

#: Levels by the key of the topic that they are for; None stands for everything else.
Choices = Mapping[int | None, int]


class ReaderRequest(HttpRequest):
    """A request that has passed ReaderMiddleware."""

    reader: "Reader"


class Reader:
    """Someone who reads, for one request: a visitor with cookies, or a member.

    Who has not chosen reads at level 1, and `has_chosen` tells that from having chosen level 1.
    """

    def __init__(self, choices: Choices | None = None, *, user: Any | None = None) -> None:
        """Make a reader who made these choices, and is `user` if a member."""
        self._choices = dict(choices or {})
        self.user = user

    @classmethod
    def of(cls, request: HttpRequest) -> "Reader":
        """Return the reader who makes `request`; cookies that hold no level are no choice."""
        if request.user.is_authenticated:
            kept = MemberLevel.choices_of(request.user)
            return cls(kept or cookies.choices_in(request), user=request.user)
        return cls(cookies.choices_in(request))

    @classmethod
    def at(cls, number: int) -> "Reader":
        """Return a reader of level `number` (1 to 4), for pages whose URL names the level."""
        return cls({None: number})

    @property
    def has_chosen(self) -> bool:
        """Whether the reader picked a level, be it the first."""
        return None in self._choices

    @property
    def number(self) -> int:
        """The number of the general level in force, 1 to 4."""
        return self._choices.get(None, FIRST)

    @cached_property
    def topic_levels(self) -> dict[int, int]:
        """The numbers of the levels that the reader has set for topics, by the topics' keys."""
        return {key: number for key, number in self._choices.items() if key is not None}

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers of all levels that the reader reads at, in general or in a topic."""
        return frozenset({self.number, *self.topic_levels.values()})

    @cached_property
    def levels(self) -> list[Level]:
        """All four levels, the lowest first."""
        return all_levels()

    @cached_property
    def level(self) -> Level:
        """The general level in force."""
        return self.level_numbered(self.number)

    def level_numbered(self, number: int) -> Level:
        """Return the level with a number from 1 to 4."""
        return next(level for level in self.levels if level.number == number)

    def own_level_in(self, topic: Topic) -> Level | None:
        """Return the level that the reader has set for a topic, None where it is the general."""
        number = self.topic_levels.get(topic.pk)
        return self.level_numbered(number) if number else None

    def level_in(self, topic: Topic) -> Level:
        """Return the level in force in a topic."""
        return self.own_level_in(topic) or self.level

    @cached_property
    def topics(self) -> list[tuple[Topic, Level]]:
        """The topics that the reader has set a level for, each with it, by name."""
        topics = Topic.objects.filter(pk__in=self.topic_levels) if self.topic_levels else []
        return [(topic, self.level_in(topic)) for topic in topics]

    def is_at(self, page: "LevelledMixin") -> bool:
        """Tell whether `page` is at the reader's level, by the rule of `visible_to`.

        For a single page at hand; whether it is published is not asked.
        """
        topics = {tag.tag_id for tag in page.topic_tags.all()}
        own = {number for topic, number in self.topic_levels.items() if topic in topics}
        wanted: Collection[int] = own or {self.number}
        return any(level.number in wanted for level in page.levels_in_order())

    @cached_property
    def private_places(self) -> list[PrivatePlace]:
        """What is private of all pages; asked for once an edition, or else once a request."""
        return kept(PRIVATE_PLACES, private_places, otherwise=0)

    @cached_property
    def public(self) -> Q:
        """What tells pages that anybody may read from private ones."""
        return is_outside(self.private_places)

    def restrictions_on(self, page: Page) -> list[PageViewRestriction]:
        """Return what makes `page` private, be it on a page above it."""
        places = self.private_places
        return [place.restriction for place in places if page.path.startswith(place.path)]

    def remember(self, number: int, response: HttpResponse, *, topic: Topic | None = None) -> None:
        """Keep level `number`, in general or for a topic: with the account, else in cookies."""
        if self.user is not None:
            MemberLevel.keep(self.user, number, topic=topic)
            cookies.delete(response)
            return
        key = topic.pk if topic else None
        # The latest choice last: the oldest goes first where there are too many.
        others = {each: kept for each, kept in self._choices.items() if each != key}
        cookies.keep({**others, key: number}, response)

    def forget(self, topic: Topic, response: HttpResponse) -> None:
        """Let the general level hold in `topic` again."""
        if self.user is not None:
            MemberLevel.objects.filter(user=self.user, topic=topic).delete()
            cookies.delete(response)
            return
        others = {key: number for key, number in self._choices.items() if key != topic.pk}
        cookies.keep(others, response)
