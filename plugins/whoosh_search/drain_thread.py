"""Draining in the background: one thread for each index, as long as there is something to do."""

from threading import Event, Lock, Thread

from django.db import connections

from .draining import drain_quietly
from .options import Options

#: Seconds until a failed drain is tried again; doubled each time, up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


class DrainThread(Thread):
    """Drains one index until there is nothing left to do, and tries again what fails."""

    _running: dict[str, "DrainThread"] = {}
    _lock = Lock()

    def __init__(self, options: Options) -> None:
        super().__init__(name=f"drain {options.path.name}", daemon=True)
        self._options = options
        self._wanted = Event()
        self._pause = FIRST_PAUSE

    @classmethod
    def want(cls, options: Options) -> None:
        """Start a thread for the index, or have the running one look once more."""
        with cls._lock:
            thread = cls._running.get(options.name)
            if thread is None or not thread.is_alive():
                thread = cls._running[options.name] = cls(options)
                thread._wanted.set()
                thread.start()
            thread._wanted.set()

    def run(self) -> None:
        try:
            while self._goes_on():
                self._drain()
        finally:
            connections.close_all()

    def _drain(self) -> None:
        self._wanted.clear()
        if drain_quietly(self._options):
            self._pause = FIRST_PAUSE
            return
        self._wanted.wait(self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._wanted.set()

    def _goes_on(self) -> bool:
        with self._lock:
            wanted = self._wanted.is_set()
            if not wanted:
                del self._running[self._options.name]
            return wanted


def start_draining(options: Options) -> None:
    """Drain in the background."""
    DrainThread.want(options)
