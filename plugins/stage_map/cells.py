"""The stage map: topics by levels, with what is there and what is looked for in vain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail import hooks

from plugins.desk import Measure
from plugins.levels.edition import kept, showing
from plugins.levels.models import Level, Topic, all_levels
from plugins.stage_map.counting import Findings, Found, months_since, what_readers_find
from plugins.stage_map.needs import Need, need_of
from plugins.stage_map.wording import Wording

FOUND = "stage_map.found"


@dataclass(frozen=True)
class Figure:
    """What one measure says of a cell."""

    measure: Measure
    value: float
    #: Where what it counts is listed, or "".
    url: str


@dataclass(frozen=True)
class MapCell:
    """What readers at one level find about one topic, or about none, and what they lack."""

    topic: Topic | None
    level: Level
    pages: int
    #: Since the one in the middle came out, and the newest; None where no date is known.
    median_months: int | None
    newest_months: int | None
    figures: Sequence[Figure]
    need: Need | None
    #: All that in words, each with where more of it is, or "".
    facts: Sequence[tuple[str, str]]
    #: Where practitioners are asked for more, or "".
    ask_url: str

    @property
    def wanted(self) -> float:
        """How often readers looked for something here in vain, or asked for it."""
        return sum(figure.value for figure in self.figures if figure.measure.is_wish)


@dataclass(frozen=True)
class MapRow:
    """One topic at all levels; what is about no topic where it is None."""

    topic: Topic | None
    cells: Sequence[MapCell]
    #: How many pages are about it, each counted once; and in words.
    pages: int
    pages_text: str

    @property
    def name(self) -> str:
        return self.topic.name if self.topic else _("No topic")

    @property
    def wanted(self) -> float:
        """How often readers looked for something about it in vain, at whatever level."""
        return sum(cell.wanted for cell in self.cells)

    @property
    def has_gaps(self) -> bool:
        return any(cell.need and cell.need.is_gap for cell in self.cells)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing, and nobody misses it."""
        return not (self.pages or self.wanted)


class StageMap:
    """Topics by levels, for `user` as an editor; the figures are the same for all editors."""

    def __init__(self, user: Any) -> None:
        self._user = user
        self._now: datetime = timezone.now()
        self.levels = all_levels()
        self._wording = Wording()
        # Asked for once: there are hundreds of cells.
        self._report_url = reverse("content_report")
        # What readers find changes with the edition that they are shown, and with nothing else.
        with showing():
            self.found: Findings = kept(FOUND, what_readers_find, otherwise=0)
        offers = hooks.get_hooks("stage_map_measures")
        self.measures: list[Measure] = [each for offer in offers for each in offer()]

    def rows(self, topics: Iterable[Topic | None]) -> list[MapRow]:
        """Return the rows of these topics; of what is about none for None."""
        return [self._row(topic) for topic in topics]

    def sums(self) -> list[int]:
        """Return how many pages there are at each level, and at all, each page counted once."""
        by_level = [self.found.by_level[level.number] for level in self.levels]
        return [*by_level, self.found.pages]

    def _row(self, topic: Topic | None) -> MapRow:
        cells = [self._cell(topic, level) for level in self.levels]
        pages = self.found.by_topic[topic.pk if topic else None]
        return MapRow(topic, cells, pages, self._wording.pages(pages))

    def _cell(self, topic: Topic | None, level: Level) -> MapCell:
        cell = (topic.pk if topic else None, level.number)
        found = self.found.cells.get(cell, Found())
        figures = [
            Figure(measure, measure.values[cell], measure.url(cell))
            for measure in self.measures
            if cell in measure.values
        ]
        median = months_since(found.median, self._now)
        newest = months_since(found.newest, self._now)
        need = need_of(
            pages=found.pages,
            wanted=sum(figure.value for figure in figures if figure.measure.is_wish),
            newest=newest,
            is_unfit=any(is_low(figure) for figure in figures),
            has_topic=topic is not None,
        )
        age = self._wording.age(pages=found.pages, median=median, newest=newest)
        return MapCell(
            topic,
            level,
            pages=found.pages,
            median_months=median,
            newest_months=newest,
            figures=figures,
            need=need,
            facts=[
                self._pages_fact(topic, level, found.pages),
                *([(age, "")] if age else []),
                *((self._wording.figure(each.measure, each.value), each.url) for each in figures),
            ],
            ask_url=self._ask_url(topic, level) if may_be_asked_for(need, topic, figures) else "",
        )

    def _pages_fact(self, topic: Topic | None, level: Level, pages: int) -> tuple[str, str]:
        """Say how many pages there are, and where those of them are that the editor curates."""
        text = self._wording.pages(pages)
        if not pages:
            return text, ""
        about = {"topic": topic.pk} if topic else {"lacks": "topic"}
        query = urlencode({"level": level.pk, **about, "state": "found"})
        return text, f"{self._report_url}?{query}"

    def _ask_url(self, topic: Topic | None, level: Level) -> str:
        key = topic.pk if topic else None
        offers = hooks.get_hooks("where_to_ask")
        urls = (offer(self._user, level.number, key, "") for offer in offers)
        return next((url for url in urls if url), "")


def is_low(figure: Figure) -> bool:
    """Tell whether a measure says that what is there serves its readers badly."""
    low = figure.measure.low
    return low is not None and figure.value < low


def may_be_asked_for(need: Need | None, topic: Topic | None, figures: Sequence[Figure]) -> bool:
    """Tell whether the map offers to ask for something: in a gap, unless that is done already.

    What is asked for about no topic says nothing of the rest that is about none.
    """
    is_asked = topic is not None and any(each.measure.is_asked and each.value for each in figures)
    return need is not None and need.is_gap and not is_asked
