"""Fill the file system of an index, save and search, make room, and see it mend itself.

    unshare --map-root-user --mount python -m tests.whoosh_search.robustness.full_disk

Needs to mount a small file system; `unshare` lets anybody do so who may make user namespaces.
"""

import logging
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from .running import site

SIZE = "1m"
BOOKS = 20
LONGEST = 30.0  # seconds until the index is to be whole again


def main() -> None:
    records: list[logging.LogRecord] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = records.append  # type: ignore[method-assign]
    logging.getLogger("plugins.whoosh_search").addHandler(handler)
    with site(mount):
        whole, degraded = fill_and_save()
        elapsed = make_room(BOOKS * 3)
        unmount()
    print(  # noqa: T201
        f"full: {whole} of {BOOKS} books found, then without index {degraded} of {BOOKS * 3}; "
        f"whole {elapsed:.1f} s after there was room; logged:",
        *(record.getMessage() for record in records),
        sep="\n",
    )
    causes = {record.msg for record in records}
    sys.exit(
        (whole, degraded) != (BOOKS, BOOKS * 3) or elapsed > LONGEST or len(records) != len(causes)
    )


def mount(folder: Path) -> None:
    search = folder / "search"
    search.mkdir()
    subprocess.run(  # noqa: S603
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", search],  # noqa: S607
        check=True,
    )


def unmount() -> None:
    search = Path(os.environ["WHOOSH_SEARCH_FOLDER"], "search")
    subprocess.run(["umount", "--lazy", search], check=True)  # noqa: S603, S607


def fill_and_save() -> tuple[int, int]:
    """Return how many books are found on the full disk, and then without any index on it."""
    from plugins.whoosh_search.generations import Layout

    from .library import PASSING

    options = save(BOOKS)
    wait_until(lambda: found(PASSING) == (BOOKS, False))
    filler = options.path / "filler"
    fill(filler)
    save(BOOKS)
    wait_until(lambda: not quietly_drained(options))
    whole, _ = found(PASSING)
    # Locked, so that nobody builds it anew before the disk is full again.
    with Layout(options.path).writing():
        for generation in options.path.glob("g-*"):
            shutil.rmtree(generation)
        (options.path / "current.json").unlink()
        fill(options.path / "more")
    save(BOOKS)
    wait_until(lambda: not quietly_drained(options))
    degraded, is_degraded = found(PASSING)
    assert is_degraded
    return whole, degraded


def make_room(expected: int) -> float:
    """Remove what fills the disk; return after how many seconds the index is whole."""
    from modelsearch.backends import get_search_backend

    from .library import PASSING

    options = get_search_backend("readers").options
    for filler in ("filler", "more"):
        (options.path / filler).unlink()
    started = time.monotonic()
    wait_until(lambda: found(PASSING) == (expected, False))
    return time.monotonic() - started


def save(count: int):
    from django.db import transaction
    from modelsearch.backends import get_search_backend

    from .library import PASSING, put

    with transaction.atomic():
        for _ in range(count):
            put(PASSING)
    return get_search_backend("readers").options


def found(word: str) -> tuple[int, bool]:
    from .library import live_books

    results = live_books().search(word, backend="readers")
    return results.count(), results.degraded


def quietly_drained(options) -> bool:
    from plugins.whoosh_search.draining import drain_quietly

    return drain_quietly(options)


def fill(file: Path) -> None:
    """Write a file until nothing more fits, not even a few bytes."""
    with file.open("wb", buffering=0) as output:
        for size in (4096, 1):
            try:
                while True:
                    output.write(b"x" * size)
            except OSError:
                continue


def wait_until(condition) -> None:
    until = time.monotonic() + LONGEST
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("It took too long.")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
