"""Taking times: engines in turn, so that noise on the machine hits all of them alike."""

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import exp, log
from statistics import median
from time import perf_counter
from typing import TypeVar

Result = TypeVar("Result")


class Times(list[float]):
    """Measured times, in milliseconds."""

    @property
    def median(self) -> float:
        """The time that half of them take at most."""
        return median(self)

    @property
    def p95(self) -> float:
        """The time that 95 in 100 of them take at most."""
        return sorted(self)[min(len(self) - 1, round(0.95 * len(self)))]


def milliseconds(action: Callable[[], Result]) -> tuple[float, Result]:
    """Return how long an action takes, and what it returns."""
    started = perf_counter()
    result = action()
    return 1000 * (perf_counter() - started), result


def geometric_mean(ratios: Iterable[float]) -> float:
    """Return the mean for ratios: twice as fast and half as fast make 1."""
    logarithms = [log(ratio) for ratio in ratios]
    return exp(sum(logarithms) / len(logarithms))


@contextmanager
def no_collections() -> Iterator[None]:
    """Keep Python's garbage collector from striking one engine for what another has left."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def progress(text: str) -> None:
    """Tell on standard error what takes so long."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def shuffled_pairs(count: int, items: Sequence[Result]) -> Iterator[tuple[int, Result]]:
    """Yield each number with each item; who comes first changes from number to number."""
    for number in range(count):
        for place in range(len(items)):
            yield number, items[(number + place) % len(items)]
