"""Saying how far a long command is: by a bar on a terminal, by a few lines elsewhere."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeAlias

from django.core.management.base import OutputWrapper
from django.utils.translation import gettext as _

#: Yields the items that it is given, and says how many of the number that it is given are done.
Track: TypeAlias = Callable[[Iterable[Any], int], Iterator[Any]]

BAR_WIDTH = 40
#: Percent from one line to the next, where there is no terminal.
STEP = 10


def untracked(items: Iterable[Any], total: int) -> Iterator[Any]:
    """Yield the items, and say nothing."""
    yield from items


def tracker(output: OutputWrapper, label: str, verbosity: int) -> Track:
    """Return what says on an output how far the work with a label is; nothing at verbosity 0."""
    if not verbosity:
        return untracked
    show, step = (_show_bar, 1) if output.isatty() else (_show_line, STEP)

    def track(items: Iterable[Any], total: int) -> Iterator[Any]:
        shown = -1
        for done, item in enumerate(items):
            if (percent := _percent(done, total, step)) != shown:
                show(output, label, percent, total)
                shown = percent
            yield item
        show(output, label, 100, total)
        if output.isatty():
            output.write("")

    return track


def track_all(items: Collection[Any], track: Track) -> Iterator[Any]:
    """Yield items whose number is known, tracked."""
    return track(items, len(items))


def _percent(done: int, total: int, step: int) -> int:
    # More may have come while the work went on.
    return min(99, 100 * done // max(1, total)) // step * step


def _show_bar(output: OutputWrapper, label: str, percent: int, total: int) -> None:
    full = BAR_WIDTH * percent // 100
    bar = "#" * full + "." * (BAR_WIDTH - full)
    output.write(f"\r{label} [{bar}] {percent:3} %", ending="")
    output.flush()


def _show_line(output: OutputWrapper, label: str, percent: int, total: int) -> None:
    message = _("%(label)s: %(percent)d %% of %(total)d")
    output.write(message % {"label": label, "percent": percent, "total": total})
