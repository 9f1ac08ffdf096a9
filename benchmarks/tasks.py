"""What is measured in one database: each task makes its content, and returns plain values."""

from typing import Any

from django.core.management import call_command

from benchmarks.content import Writer
from benchmarks.engines import HandWritten, ThroughTheAPI
from benchmarks.following import measure_following
from benchmarks.indexing import Indexed, rebuild_readers, update_index
from benchmarks.measuring import Times, progress
from benchmarks.queries import Kind
from benchmarks.relevance import Collection
from benchmarks.retagging import measure_retagging
from benchmarks.searching import Measured, Searching

WHOOSH = ThroughTheAPI("Whoosh", "readers")
FTS5 = ThroughTheAPI("Wagtail's FTS5", "default")


def build(pages: int, searches: int) -> dict[str, Any]:
    """Make the database and the readers' index, and leave them there."""
    _write(pages)
    return {"indexed": _indexed(update_index("readers"))}


def measure_bulk(pages: int, many: int) -> dict[str, Any]:
    """Measure what it takes to change the tags of so many of the pages, and to undo that."""
    _write(pages)
    update_index("readers")
    update_index("default")
    return vars(measure_retagging(many))


def measure_growth(pages: int, searches: int) -> dict[str, Any]:
    """Measure our own searches only."""
    _write(pages)
    update_index("readers")
    searching = Searching([WHOOSH], searches)
    measured = {kind: searching.measure(kind) for kind in Kind}
    return {kind: each.times[WHOOSH.name].median for kind, each in measured.items()}


def measure_all(pages: int, searches: int) -> dict[str, Any]:
    """Measure everything but relevance and growth."""
    _write(pages)
    indexed = {
        "readers": _indexed(update_index("readers")),
        "default": _indexed(update_index("default")),
        "rebuild": _indexed(rebuild_readers()),
    }
    hand_written = HandWritten()
    progress("hand-written FTS5 table")
    hand_written.build()
    searching = Searching([WHOOSH, FTS5, hand_written], searches)
    return {
        "indexed": indexed,
        "kinds": {kind: _compared(searching.measure(kind)) for kind in Kind},
        "cold": _times(searching.cold()),
        "completion": _times(searching.completion()),
        "following": _following(),
    }


def measure_relevance(pages: int, searches: int) -> dict[str, Any]:
    """Measure the ranking on judged documents."""
    call_command("migrate", verbosity=0)
    collection = Collection()
    collection.write()
    update_index("readers")
    update_index("default")
    measured = {alias: collection.measure(alias) for alias in ("readers", "default")}
    return {alias: vars(relevance) for alias, relevance in measured.items()}


def _write(pages: int) -> None:
    progress("making the database")
    call_command("migrate", verbosity=0)
    progress(f"writing {pages} pages")
    for written in Writer(pages).write():
        if written % 5000 == 0:
            progress(f"  {written}")


def _compared(measured: Measured) -> dict[str, Any]:
    return {
        "times": {name: _times(times) for name, times in measured.times.items()},
        "ratios": {name: measured.ratio(WHOOSH.name, name) for name in measured.times},
        "results": Times(measured.counts).median,
    }


def _following() -> dict[str, Any]:
    return {name: _times(times) for name, times in vars(measure_following()).items()}


def _times(times: Times) -> dict[str, float]:
    return {"median": times.median, "p95": times.p95, "taken": len(times)}


def _indexed(indexed: Indexed) -> dict[str, float]:
    return vars(indexed)
