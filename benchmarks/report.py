"""The table of figures, and which target each of them has."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.measuring import geometric_mean

WHOOSH, FTS5, HAND_WRITTEN = "Whoosh", "Wagtail's FTS5", "hand-written FTS5"
ENGINES = (WHOOSH, FTS5, HAND_WRITTEN)
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Target:
    """A figure, and what it has to be."""

    name: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the figure is as it has to be."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        verdict = "met" if self.is_met else "MISSED"
        bound = "at least" if self.at_least else "at most"
        return f"{self.name:<66}{self.value:>9.3g}  {bound} {self.limit:<8.4g}{verdict}"


def lines(
    everything: dict[str, Any], small: dict[str, float], relevance: dict[str, Any] | None
) -> Iterator[str]:
    """Yield the lines of the report."""
    yield from _searches(everything["kinds"])
    yield ""
    yield from _indexes(everything["indexed"])
    yield ""
    yield from _others(everything)
    yield ""
    yield from map(str, targets(everything, small, relevance))
    if relevance is None:
        yield "Relevance was not measured: ../shared/relevance/cranfield is not there."
    else:
        yield from _relevance(relevance)


def targets(
    everything: dict[str, Any], small: dict[str, float], relevance: dict[str, Any] | None
) -> Iterator[Target]:
    """Yield every figure that has a target."""
    kinds, following = everything["kinds"], everything["following"]
    for name, mean, worst in ((FTS5, 0.12, 1.0), (HAND_WRITTEN, 3, 6)):
        ratios = [kind["ratios"][name] for kind in kinds.values()]
        yield Target(
            f"time as against {name}, medians, geometric mean", geometric_mean(ratios), mean
        )
        yield Target(f"time as against {name}, medians, the worst kind", max(ratios), worst)
    indexed = everything["indexed"]
    for name, words in (("readers", "update_index"), ("rebuild", "rebuild()")):
        speed = indexed["default"]["seconds"] / indexed[name]["seconds"]
        yield Target(f"speed of {words} as against FTS5's update_index", speed, 0.5, at_least=True)
    yield Target("completion as readers get it, p95, ms", everything["completion"]["p95"], 10)
    yield Target("from publishing to finding, p95, ms", following["findable"]["p95"], 1000)
    yield Target("what the index adds to publishing, median, ms", _added(following), 5)
    growth = [kinds[kind]["times"][WHOOSH]["median"] / small[kind] for kind in small]
    yield Target("growth of our time with the pages, geometric mean", geometric_mean(growth), 3)
    if relevance:
        ours, theirs = relevance["readers"]["ndcg"], relevance["default"]["ndcg"]
        yield Target("nDCG@10 on Cranfield as against FTS5", ours / theirs, 1, at_least=True)


def _searches(kinds: dict[str, Any]) -> Iterator[str]:
    yield "First page of results with its count, files warm: median and p95 in ms, ratio of medians"
    yield "(a search is stopped after 5 s, and counts as if it had been done by then)"
    yield f"{'':<19}{'results':>8}" + "".join(f"{name:>27}" for name in ENGINES)
    for kind, measured in kinds.items():
        columns = "".join(_column(measured, name) for name in ENGINES)
        yield f"{kind:<19}{measured['results']:>8.0f}{columns}"


def _column(measured: dict[str, Any], name: str) -> str:
    times = measured["times"][name]
    ratio = "" if name == WHOOSH else f" {measured['ratios'][name]:7.3f}"
    return f"{times['median']:>9.1f}{times['p95']:>9.1f}{ratio or ' ' * 8} "


def _indexes(indexed: dict[str, Any]) -> Iterator[str]:
    yield f"{'Indexing':<43}{'s':>8}{'MB':>8}"
    names = {
        "readers": "Whoosh, update_index --backend readers",
        "rebuild": "Whoosh, rebuild()",
        "default": "Wagtail's FTS5, update_index",
    }
    for name, words in names.items():
        measured = indexed[name]
        size = f"{measured['size'] / MEGABYTE:8.0f}" if measured["size"] else ""
        yield f"{words:<43}{measured['seconds']:>8.1f}{size}"


def _others(everything: dict[str, Any]) -> Iterator[str]:
    following = everything["following"]
    yield f"{'Else, in ms':<43}{'median':>8}{'p95':>8}"
    for words, times in (
        ("first search after the index has changed", everything["cold"]),
        ("completion as readers get it", everything["completion"]),
        ("publishing a page with the index", following["with_index"]),
        ("publishing a page without it", following["without_index"]),
        ("from publishing to finding", following["findable"]),
    ):
        yield f"{words:<43}{times['median']:>8.1f}{times['p95']:>8.1f}"


def _relevance(relevance: dict[str, Any]) -> Iterator[str]:
    for alias, name in (("readers", WHOOSH), ("default", FTS5)):
        ndcg, recall = relevance[alias]["ndcg"], relevance[alias]["recall"]
        yield f"Cranfield, {name}: nDCG@10 {ndcg:.3f}, recall@50 {recall:.3f}"


def _added(following: dict[str, Any]) -> float:
    return following["with_index"]["median"] - following["without_index"]["median"]
