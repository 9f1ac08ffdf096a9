"""Open indexes, kept from search to search and opened anew when something was written.

Opening takes some milliseconds, so what is open is kept, at module level because Wagtail makes a
new backend object for every search. Two threads never use the same files at the same time.
"""

import atexit
import os
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from .analysis import analyzer
from .contents import size_of
from .generations import UNROUTED, Layout, Signature, folder_name
from .pointers import Pointer
from .segments import Segment, close_segments, open_segments, read_table

Result = TypeVar("Result")

#: How often a search is tried while a writer removes files under its hands.
TRIES = 10
#: Seconds between two tries.
PAUSE = 0.01


class IndexUnavailableError(Exception):
    """There is no index that could be searched."""


class Snapshot:
    """The state of an index at one commit, for one thread at a time."""

    def __init__(self, layout: Layout, pointer: Pointer, signature: Signature) -> None:
        self.signature = signature
        self.zones = pointer.known_zones
        self.analyzer = analyzer(pointer.languages)
        self.routing = pointer.routing
        self._generation = layout.generation(pointer)
        self._contents = pointer.contents
        self._folders: dict[str, list[Segment]] = {}

    def segments(self, routes: Iterable[object] | None) -> list[Segment]:
        """Return the segments that hold the documents of these routing values; None means all."""
        if routes is None:
            names = sorted(self._contents)
        else:
            names = sorted({UNROUTED if route is None else folder_name(route) for route in routes})
        return [segment for name in names for segment in self._folder(name)]

    def _folder(self, name: str) -> list[Segment]:
        if name not in self._folders:
            self._folders[name] = self._opened(name) if name in self._contents else []
        return self._folders[name]

    def _opened(self, name: str) -> list[Segment]:
        folder, expected = self._generation / name, self._contents[name]
        table = read_table(folder, expected.table)
        if size_of(folder, table) != expected.size:
            # As if one had been removed by a commit: to be tried again, in vain where it is damage.
            raise FileNotFoundError(f"{folder} holds less than it should")
        return open_segments(folder, table)

    def close(self) -> None:
        for segments in self._folders.values():
            close_segments(segments)
        self._folders.clear()


class Pool:
    """The snapshots of one index that no thread is using."""

    def __init__(self, path: Path) -> None:
        self._layout = Layout(path)
        self._idle: deque[Snapshot] = deque()

    def take(self) -> Snapshot:
        """Return a snapshot of the last commit; raises IndexUnavailableError without an index."""
        signature = self._layout.signature()
        while self._idle:
            try:
                snapshot = self._idle.pop()
            except IndexError:
                break
            if snapshot.signature == signature:
                return snapshot
            snapshot.close()
        return self._open(signature)

    def give_back(self, snapshot: Snapshot) -> None:
        self._idle.append(snapshot)

    def clear(self) -> None:
        """Close what is open and idle."""
        while self._idle:
            self._idle.pop().close()

    def _open(self, signature: Signature | None) -> Snapshot:
        pointer = self._layout.read()
        if pointer is None or signature is None:
            raise IndexUnavailableError("there is none yet")
        if not pointer.is_readable:
            raise IndexUnavailableError("it was written by another kind of machine")
        return Snapshot(self._layout, pointer, signature)


_pools: dict[tuple[int, Path], Pool] = {}


def _pool(path: Path) -> Pool:
    # By process: a forked child must not move the file positions of its parent.
    return _pools.setdefault((os.getpid(), path), Pool(path))


@atexit.register
def close_all() -> None:
    """Close all files that no thread is using."""
    for pool in list(_pools.values()):
        pool.clear()


def reading(path: Path, read: Callable[[Snapshot], Result]) -> Result:
    """Return what ``read`` makes of the index at its last commit.

    It is tried again while a writer removes the files that it is about to open. Raises
    IndexUnavailableError where there is no index, and whatever Whoosh raises on damaged files.
    """
    for _ in range(TRIES - 1):
        try:
            return _read_once(path, read)
        except FileNotFoundError:
            time.sleep(PAUSE)
    return _read_once(path, read)


def _read_once(path: Path, read: Callable[[Snapshot], Result]) -> Result:
    pool = _pool(path)
    snapshot = pool.take()
    try:
        result = read(snapshot)
    except BaseException:
        snapshot.close()
        raise
    pool.give_back(snapshot)
    return result
