"""How long the first page of results with its count takes, for each kind of search."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from django.db import OperationalError, connection

from benchmarks.engines import Engine
from benchmarks.measuring import Times, milliseconds, no_collections, progress, shuffled_pairs
from benchmarks.queries import Kind, Queries, Search
from plugins.levels.completion import complete
from plugins.levels.models import FIRST, LAST
from plugins.levels.reader import Reader
from plugins.whoosh_search.readers import close_all

SEED = 7
#: Seconds that one engine may spend on one kind; one that is slower gets fewer searches.
BUDGET = 10.0
#: But never fewer than these: each level and band of words once.
FEWEST = 12
#: Seconds after which a search is stopped; it counts as if it had been done by then.
PATIENCE = 5.0
WARMING = 8
COLD = 12


@dataclass
class Measured:
    """The times of some engines for one kind of search, and how many results there were."""

    times: dict[str, Times]
    counts: list[int] = field(default_factory=list)

    def ratio(self, name: str, other: str) -> float:
        """Return how many times as long as another an engine takes, by the median.

        Where one had fewer searches than the other, both are judged by those that both had.
        """
        common = min(len(self.times[name]), len(self.times[other]))
        return Times(self.times[name][:common]).median / Times(self.times[other][:common]).median


class Searching:
    """Puts the same searches to several engines in turn."""

    def __init__(self, engines: Sequence[Engine], count: int) -> None:
        self._engines = engines
        self._count = count
        self._queries = Queries(SEED)
        self._readers = {number: _prepared(number) for number in range(FIRST, LAST + 1)}

    def measure(self, kind: Kind) -> Measured:
        """Return the times for one kind of search, the files warm."""
        progress(f"  {kind}")
        searches = self._queries.of(kind, self._count + WARMING)
        for search in searches[:WARMING]:
            self._engines[0].first_page(search, self._readers[search.level])
        with no_collections():
            return self._measured(searches[WARMING:])

    def cold(self) -> Times:
        """Return the times of the first engine's first search after the index has changed."""
        times = Times()
        for search in self._queries.of(Kind.ONE, COLD):
            close_all()
            times.append(self._timed(self._engines[0], search)[0])
        return times

    def completion(self) -> Times:
        """Return how long readers wait for what is offered while they type."""
        searches = self._queries.of(Kind.COMPLETION, max(100, self._count))
        return Times(self._completed(search) for search in searches)

    def _measured(self, searches: list[Search]) -> Measured:
        measured = Measured({engine.name: Times() for engine in self._engines})
        for number, engine in shuffled_pairs(len(searches), self._engines):
            times = measured.times[engine.name]
            if len(times) >= FEWEST and sum(times) > 1000 * BUDGET:
                continue
            elapsed, count = self._timed(engine, searches[number])
            times.append(elapsed)
            if engine is self._engines[0]:
                measured.counts.append(count)
        return measured

    def _completed(self, search: Search) -> float:
        reader = self._readers[search.level]
        elapsed, _ = milliseconds(lambda: complete(reader, search.text))
        return elapsed

    def _timed(self, engine: Engine, search: Search) -> tuple[float, int]:
        reader = self._readers[search.level]
        with stopped_after(PATIENCE):
            return milliseconds(lambda: _count(engine, search, reader))


def _count(engine: Engine, search: Search, reader: Reader) -> int:
    """Return how many results there are, 0 where the search was stopped."""
    try:
        return engine.first_page(search, reader)[1]
    except OperationalError:
        return 0


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """Have SQLite stop what it is at after some seconds; Django raises OperationalError then."""
    until = perf_counter() + seconds
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: perf_counter() > until, 100_000)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


def _prepared(number: int) -> Reader:
    """Return a reader of a level for whom the middleware has looked up what is private."""
    reader = Reader.at(number)
    _ = reader.level, reader.public
    return reader
