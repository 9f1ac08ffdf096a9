"""The stage map for spreadsheets: one line for each cell, and for the sums."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from plugins.desk import Measure
from plugins.stage_map.cells import MapCell, MapRow, StageMap

Record = dict[str, Any]

#: Decimal places of what other plugins measure: a part in thousandths.
DIGITS = 3


def headings(measures: Sequence[Measure]) -> dict[str, Any]:
    """Return the columns by name, with what stands above them."""
    return {
        "topic": _("Topic"),
        "level": _("Level"),
        "level_name": _("Name of the level"),
        "pages": _("Pages"),
        "median_months": _("Median age in months"),
        "newest_months": _("Age of the newest in months"),
        **{measure.name: measure.label for measure in measures},
        "need": _("What it lacks"),
    }


def records(rows: Iterable[MapRow], stage_map: StageMap, *, with_sums: bool) -> list[Record]:
    """Return what stands in the table, a line for each cell; sums count each page once."""
    lines = [line for row in rows for line in lines_of(row)]
    return [*lines, *sums(stage_map)] if with_sums else lines


def lines_of(row: MapRow) -> Iterator[Record]:
    for cell in row.cells:
        yield {**record(cell), "topic": row.name}
    yield {"topic": row.name, "level_name": _("All levels"), "pages": row.pages}


def record(cell: MapCell) -> Record:
    return {
        "level": cell.level.number,
        "level_name": cell.level.name,
        "pages": cell.pages,
        "median_months": cell.median_months,
        "newest_months": cell.newest_months,
        **{figure.measure.name: round(figure.value, DIGITS) for figure in cell.figures},
        "need": cell.need.label if cell.need is not None else "",
    }


def sums(stage_map: StageMap) -> Iterator[Record]:
    topic, (*by_level, pages) = _("All topics"), stage_map.sums()
    for level, at_level in zip(stage_map.levels, by_level, strict=True):
        yield {"topic": topic, "level": level.number, "level_name": level.name, "pages": at_level}
    yield {"topic": topic, "level_name": _("All levels"), "pages": pages}
