"""How one page fitted its readers over time, at each level at which they read it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from plugins.feedback.models import FitCount, ReadCount
from plugins.levels.models import Level, all_levels

Verdict = FitCount.Verdict


@dataclass
class Month:
    """What readers of a level said of a page in one month, and how often it was read there."""

    first: date
    early: int = 0
    right: int = 0
    deep: int = 0
    reads: int = 0

    @property
    def answers(self) -> int:
        """How many said anything."""
        return self.early + self.right + self.deep

    @property
    def bars(self) -> list[tuple[str, float, float]]:
        """The verdicts as parts of a bar: the name of each, where it begins, how long it is; in %.

        Empty where nobody said anything.
        """
        if not self.answers:
            return []
        parts, start = [], 0.0
        for name in Verdict.values:
            length = 100 * getattr(self, name) / self.answers
            parts.append((name, start, length))
            start += length
        return parts

    def add(self, other: "Month") -> None:
        """Count what was said in another month as well."""
        self.early += other.early
        self.right += other.right
        self.deep += other.deep
        self.reads += other.reads


@dataclass
class AtLevel:
    """What readers of one level said of a page, month by month."""

    level: Level
    #: Whether the page is written for the level.
    is_own: bool
    #: The latest month first; those in which nothing was said or read are left out.
    months: list[Month] = field(default_factory=list)

    @property
    def sum(self) -> Month:
        """All months together."""
        total = Month(first=self.months[-1].first)
        for month in self.months:
            total.add(month)
        return total


def over_time(page: Any) -> list[AtLevel]:
    """Return what was said of a page at each level at which it was read, the lowest level first."""
    own = {level.number for level in page.levels_in_order()}
    by_level: dict[int, dict[date, Month]] = defaultdict(dict)
    for level, first, verdict, count in verdicts_of(page):
        month = by_level[level].setdefault(first, Month(first))
        setattr(month, verdict, count)
    for level, first, count in reads_of(page):
        by_level[level].setdefault(first, Month(first)).reads = count
    return [
        AtLevel(level, level.number in own, latest_first(by_level[level.pk].values()))
        for level in all_levels()
        if level.pk in by_level
    ]


def latest_first(months: Iterable[Month]) -> list[Month]:
    """Return months in which there was anything, the latest first."""
    found = [month for month in months if month.answers or month.reads]
    return sorted(found, key=lambda month: month.first, reverse=True)


def verdicts_of(page: Any) -> Any:
    """Return the key of a level, the first of a month, a verdict and how many gave it, of each."""
    counts = FitCount.objects.filter(page=page.pk, count__gt=0).order_by()
    by_month = counts.annotate(month=TruncMonth("day")).values_list("level", "month", "verdict")
    return by_month.annotate(said=Sum("count"))


def reads_of(page: Any) -> Any:
    """Return the key of a level, the first of a month and how often it was read, of each."""
    counts = ReadCount.objects.filter(page=page.pk, count__gt=0).order_by()
    by_month = counts.annotate(month=TruncMonth("day")).values_list("level", "month")
    return by_month.annotate(reads=Sum("count"))
