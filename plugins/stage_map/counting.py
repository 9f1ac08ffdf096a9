"""What readers find, counted for every topic at every level."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from plugins.desk import Cell
from plugins.levels.keys import among
from plugins.levels.models import LevelTag, TopicTag
from plugins.levels.visibility import all_pages, published


@dataclass(frozen=True)
class Found:
    """What readers find in one cell: how much, and when it came out."""

    pages: int = 0
    newest: datetime | None = None
    #: Half of the pages came out then or earlier.
    median: datetime | None = None


@dataclass
class Findings:
    """What readers find in all cells, and how many pages there are, each counted once."""

    cells: dict[Cell, Found] = field(default_factory=dict)
    by_topic: Counter[int | None] = field(default_factory=Counter)
    by_level: Counter[int] = field(default_factory=Counter)
    pages: int = 0


def what_readers_find() -> Findings:
    """Return what is published, public and at a level: what `visible_to` gives at each of them.

    A page of several topics, or at several levels, counts in each of the cells; one of no topic
    under None. How old a page is tells the date that readers see: its first publication, since
    giving a page other topics publishes it once more and makes it no younger.

    Four flat queries. Databases could count and look for medians themselves, but would join all
    tags of all pages anew for the cells and for each of the sums: 20,000 pages take three times as
    long.
    """
    findings, keys = Findings(), defaultdict[Cell, list[int]](list)
    for page, topics, levels in pages_with_tags():
        findings.pages += 1
        for level in levels:
            findings.by_level[level] += 1
        for topic in topics:
            findings.by_topic[topic] += 1
            for level in levels:
                keys[topic, level].append(page)
    findings.cells = dated(keys)
    return findings


def pages_with_tags() -> Iterator[tuple[int, tuple[int | None, ...], tuple[int, ...]]]:
    """Yield the keys of the pages that readers find, the oldest first.

    Each with the keys of its topics, or else None, and the numbers of its levels.
    """
    levels = by_page(LevelTag.objects.values_list("content_object", "tag__number"))
    topics = by_page(TopicTag.objects.values_list("content_object", "tag"))
    oldest_first = F("first_published_at").asc(nulls_first=True)
    for page in published(all_pages()).order_by(oldest_first).values_list("pk", flat=True):
        if page in levels:
            yield page, topics.get(page, (None,)), levels[page]


def by_page(pairs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """Return what goes with each page."""
    found: dict[int, tuple[int, ...]] = {}
    for page, other in pairs:
        # Tuples, as hundreds of thousands of lists would keep the garbage collector busy.
        found[page] = (*found.get(page, ()), other)
    return found


def dated(cells: dict[Cell, list[int]]) -> dict[Cell, Found]:
    """Return what is in cells, from the keys of their pages, the oldest first."""
    wanted = {key for keys in cells.values() for key in (middle_of(keys), keys[-1])}
    rows = all_pages().filter(pk__in=among(wanted)).values_list("pk", "first_published_at")
    dates = dict(rows)
    return {
        cell: Found(len(keys), newest=dates.get(keys[-1]), median=dates.get(middle_of(keys)))
        for cell, keys in cells.items()
    }


def middle_of(keys: list[int]) -> int:
    """Return the one in the middle, of two the older."""
    return keys[(len(keys) - 1) // 2]


def months_since(date: datetime | None, now: datetime) -> int | None:
    """Return how many whole months have passed; None where the date is not known."""
    if date is None:
        return None
    months = (now.year - date.year) * 12 + now.month - date.month
    return max(0, months - ((now.day, now.time()) < (date.day, date.time())))
