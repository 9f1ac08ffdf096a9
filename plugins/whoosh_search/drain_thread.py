"""Draining in the background: one thread for each index, as long as there is something to do."""

import atexit
import os
import time
from contextlib import suppress
from threading import Event, Lock, Thread

from django.db import connections

from .draining import drain_quietly
from .options import Options

#: A failed drain is tried again after a pause ten times as long as it took, in these limits. So a
#: folder that cannot be written is looked at often, and a large index not built in vain all day.
SHORTEST_PAUSE, LONGEST_PAUSE, PAUSE_FACTOR = 2.0, 60.0, 10.0
#: Seconds between a commit and the drain. A drain beside the rest of the save would slow that down:
#: both want the interpreter and the database's write lock. And saves that follow share a commit.
DELAY = 0.2
#: Seconds that a process waits at its end for what it is writing; what is left stays noted.
LAST_WAIT = 10.0


class DrainThread(Thread):
    """Drains one index until there is nothing left to do, and tries again what fails."""

    _running: dict[str, "DrainThread"] = {}
    _lock = Lock()

    def __init__(self, options: Options) -> None:
        super().__init__(name=f"drain {options.path.name}", daemon=True)
        self._options = options
        self._wanted = Event()
        self._wanted.set()
        self._is_last_time = False
        self._hurry = Event()

    @classmethod
    def want(cls, options: Options) -> None:
        """Start a thread for the index, or have the running one look once more."""
        with cls._lock:
            thread = cls._running.get(options.name)
            if thread and thread.is_alive():
                thread._wanted.set()
                return
            thread = cls(options)
            # Where no thread can be started the notes wait for the next process or request.
            with suppress(RuntimeError):
                thread.start()
                cls._running[options.name] = thread

    @classmethod
    def finish_all(cls) -> None:
        """Let the threads do what there is to do, but no longer than some seconds.

        A command that publishes something ends a moment after its last commit.
        """
        until = time.monotonic() + LAST_WAIT
        for thread in list(cls._running.values()):
            thread._is_last_time = True
            thread._hurry.set()
            thread._wanted.set()
            thread.join(max(0.0, until - time.monotonic()))

    @classmethod
    def forget_all(cls) -> None:
        """Begin anew in a forked process, which has the lock of its parent but not its threads."""
        cls._lock = Lock()
        cls._running.clear()

    def run(self) -> None:
        try:
            while self._goes_on():
                self._drain()
        finally:
            connections.close_all()

    def _drain(self) -> None:
        self._hurry.wait(DELAY)
        self._wanted.clear()
        started = time.monotonic()
        if drain_quietly(self._options) or self._is_last_time:
            return
        # Nor is a broken connection to the database kept for the next time.
        connections.close_all()
        pause = PAUSE_FACTOR * (time.monotonic() - started)
        self._wanted.wait(min(max(pause, SHORTEST_PAUSE), LONGEST_PAUSE))
        self._wanted.set()

    def _goes_on(self) -> bool:
        with self._lock:
            wanted = self._wanted.is_set()
            if not wanted:
                self._running.pop(self._options.name, None)
            return wanted


def start_draining(options: Options) -> None:
    """Drain in the background."""
    DrainThread.want(options)


atexit.register(DrainThread.finish_all)
os.register_at_fork(after_in_child=DrainThread.forget_all)
