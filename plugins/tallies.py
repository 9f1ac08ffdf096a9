"""What happened of late, counted in memory and written to the database in batches.

Reading is never slowed by counting: a request adds a number in memory, and a thread writes what was
added when it is some seconds old (the setting TALLY_SECONDS; with 0 each is written at once).
Neither here nor in the database is anything kept that tells who it was. A process that is killed
loses its last batch; one that ends writes it first.
"""

import logging
import os
from atexit import register as at_exit
from collections import Counter
from collections.abc import Callable, Hashable
from contextlib import suppress
from itertools import islice
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

from django.conf import settings
from django.db import Error, connections

logger = logging.getLogger(__name__)

#: Seconds from the first of a batch until it is written.
BATCH_SECONDS = 30
#: So many different things are kept in memory while the database takes none: 3 MB or so.
MAX_KEPT = 10_000
#: So many different ones are written in one transaction: SQLite's lock is held for 20 ms or so.
MAX_WRITTEN_AT_ONCE = 300
#: Seconds that a process waits at its end for what it is writing.
LAST_WAIT = 10.0


#: What there is one count for; two that are equal count together.
Counted = TypeVar("Counted", bound=Hashable)


class Tally(Generic[Counted]):
    """Counts in this process, and has it written by a thread while there is anything."""

    def __init__(self, name: str, write: Callable[[Counter[Counted]], None]) -> None:
        """Make one that calls `write` with each batch; where it raises `Error`, nothing is lost.

        `name` says in logs and of threads what is counted, for example "reads".
        """
        self._name = name
        self._write = write
        self._begin_anew()
        at_exit(self.finish)
        # What the parent has counted it writes itself, and its thread is not in the child.
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        self._counts: Counter[Counted] = Counter()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._is_over = Event()

    def add(self, each: Counted) -> None:
        """Count `each` once more, to be written soon."""
        seconds = batch_seconds()
        with self._lock:
            self._count(each, 1)
            if seconds:
                self._have_it_written()
        if not seconds:
            self.write()

    def write(self) -> bool:
        """Write all that was counted, at once; tell whether that went well.

        What could not be written is kept for the next time.
        """
        while batch := self._take():
            try:
                self._write(batch)
            except Error as error:
                self._put_back(batch)
                logger.warning("Counts of %s wait for the database: %s", self._name, error)
                return False
        return True

    def finish(self) -> None:
        """Write what is left, as the process ends."""
        self._is_over.set()
        if self._thread:
            self._thread.join(LAST_WAIT)

    def _count(self, each: Counted, times: int) -> None:
        if each in self._counts or len(self._counts) < MAX_KEPT:
            self._counts[each] += times

    def _take(self) -> Counter[Counted]:
        with self._lock:
            some = [*islice(self._counts, MAX_WRITTEN_AT_ONCE)]
            return Counter({each: self._counts.pop(each) for each in some})

    def _put_back(self, batch: Counter[Counted]) -> None:
        with self._lock:
            for each, times in batch.items():
                self._count(each, times)

    def _have_it_written(self) -> None:
        if self._thread and self._thread.is_alive():
            return
        thread = Thread(target=self._write_in_batches, name=self._name, daemon=True)
        # Where no thread can be started, the next one tries again.
        with suppress(RuntimeError):
            thread.start()
            self._thread = thread

    def _write_in_batches(self) -> None:
        is_over = False
        while not is_over and self._has_any():
            is_over = self._is_over.wait(batch_seconds())
            self.write()
            # Nor is a broken connection to the database kept for the next time.
            connections.close_all()

    def _has_any(self) -> bool:
        with self._lock:
            if not self._counts:
                # This thread ends, and the next one wants another.
                self._thread = None
            return bool(self._counts)


def batch_seconds() -> float:
    """Return how long counts are kept in memory; 0 where each is written at once."""
    return getattr(settings, "TALLY_SECONDS", BATCH_SECONDS)
