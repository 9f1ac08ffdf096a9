"""Draining the outbox: making the index match what the database holds of each noted object."""

import logging
from threading import Lock, Thread

from django.db import connections, transaction

from . import outbox
from .generations import Layout
from .options import Drain, Options
from .rebuilding import rebuild
from .sources import Source
from .writing import GenerationWriter

logger = logging.getLogger(__name__)


def drain(options: Options) -> int:
    """Work off all notes for an index now; return how many there were.

    Waits while another thread or process writes. Killed anywhere, it leaves the notes that are
    not in the index yet.
    """
    if Layout(options.path).read() is None:
        rebuild(options)
    done = 0
    with Layout(options.path).writing():
        while count := _drain_batch(options):
            done += count
    return done


def _drain_batch(options: Options) -> int:
    entries = outbox.pending(options.name)
    if not entries:
        return 0
    layout = Layout(options.path)
    pointer = layout.read()
    documents = Source(options, pointer).documents(outbox.keys_of(entries))
    if GenerationWriter(layout.generation(pointer)).apply(documents):
        layout.committed(pointer)
    outbox.forget(entries)
    return len(entries)


def drain_after_commit(options: Options) -> None:
    """Have the outbox drained once the open transaction is committed, as the option DRAIN says."""
    if options.drain is Drain.INLINE:
        transaction.on_commit(lambda: _drain_quietly(options), using=outbox.database())
    elif options.drain is Drain.THREAD:
        transaction.on_commit(lambda: start_draining(options), using=outbox.database())


def _drain_quietly(options: Options) -> None:
    """Drain without failing the save that led here: the notes are kept for the next try."""
    try:
        drain(options)
    except Exception:
        logger.exception("The search index in %s could not be updated.", options.path)


class DrainThread(Thread):
    """Drains one index in the background until there is nothing left to do."""

    _running: dict[str, "DrainThread"] = {}
    _lock = Lock()

    def __init__(self, options: Options) -> None:
        super().__init__(name=f"drain {options.path.name}", daemon=True)
        self._options = options
        self._wanted = True

    @classmethod
    def want(cls, options: Options) -> None:
        """Start a thread for the index, or have the running one look once more."""
        with cls._lock:
            thread = cls._running.get(options.name)
            if thread:
                thread._wanted = True
                return
            thread = cls._running[options.name] = cls(options)
        thread.start()

    def run(self) -> None:
        try:
            while self._go_on():
                _drain_quietly(self._options)
        finally:
            connections.close_all()

    def _go_on(self) -> bool:
        with self._lock:
            wanted, self._wanted = self._wanted, False
            if not wanted:
                del self._running[self._options.name]
            return wanted


def start_draining(options: Options) -> None:
    """Drain in the background, one thread for each index."""
    DrainThread.want(options)
