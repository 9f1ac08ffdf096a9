"""The levels and topics of the versions of a page, and what becomes of them, as plain values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Version(StrEnum):
    """The versions of a page that have tags of their own."""

    #: Its row in the database: what readers see, if it is live.
    PAGE = "page"
    #: What is to be published at an hour that is set.
    SCHEDULED = "scheduled"
    #: What is being written.
    LATEST = "latest"


@dataclass(frozen=True)
class Tags:
    """The levels (by number) and topics (by key) of one version of a page."""

    levels: frozenset[int] = frozenset()
    topics: frozenset[int] = frozenset()


TagsOfPage: TypeAlias = Mapping[Version, Tags]


@dataclass(frozen=True)
class Change:
    """What becomes of the tags of whatever page: levels by number, topics by key.

    `levels` and `topics` take the place of what is there; None leaves it, before others are added
    and taken off.
    """

    levels: Collection[int] | None = None
    topics: Collection[int] | None = None
    add_levels: Collection[int] = ()
    add_topics: Collection[int] = ()
    remove_levels: Collection[int] = ()
    remove_topics: Collection[int] = ()

    def of(self, before: Tags) -> Tags:
        """Return what becomes of the tags `before`."""
        levels = before.levels if self.levels is None else frozenset(self.levels)
        topics = before.topics if self.topics is None else frozenset(self.topics)
        return Tags(
            levels=(levels | set(self.add_levels)) - set(self.remove_levels),
            topics=(topics | set(self.add_topics)) - set(self.remove_topics),
        )

    def of_page(self, before: TagsOfPage) -> dict[Version, Tags]:
        """Return what becomes of the tags of each version of a page."""
        return {version: self.of(tags) for version, tags in before.items()}
