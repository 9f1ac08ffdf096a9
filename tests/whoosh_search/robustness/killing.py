"""Kill processes at random while they save, delete and search; then compare index and database.

    python -m tests.whoosh_search.robustness.killing [--kills 40] [--processes 4] [--seed 1]

Prints what was done, and fails if anything was lost, left over, or searched wrongly.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = "tests.whoosh_search.robustness.settings"
WORKER = "tests.whoosh_search.robustness.worker"
LONGEST_LIFE = 1.5  # seconds
RECOVERY = 10.0  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="whoosh-killing-") as folder:
        os.environ.update(WHOOSH_SEARCH_FOLDER=folder, DJANGO_SETTINGS_MODULE=SETTINGS)
        set_up()
        kill_many(arguments.kills, arguments.processes, random.Random(arguments.seed))  # noqa: S311
        sys.exit(report(Path(folder)))


def set_up() -> None:
    """Make the database and an empty index."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("rebuild_modelsearch_index", backend_name="readers", verbosity=0)


def kill_many(kills: int, processes: int, chance: random.Random) -> None:
    """Keep so many workers running, and kill one after the other."""
    running = [start() for _ in range(processes)]
    for _ in range(kills):
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        victim = running.pop(chance.randrange(len(running)))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        running.append(start())
    for worker in running:
        worker.send_signal(signal.SIGKILL)
        worker.wait()


def start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", WORKER])  # noqa: S603


def report(folder: Path) -> int:
    """Let the index recover, and print what it holds too much or too little; return that."""
    from modelsearch.backends import get_search_backend
    from modelsearch.test.testapp.models import Book

    from plugins.whoosh_search.draining import drain
    from plugins.whoosh_search.reconciling import reconcile

    backend = get_search_backend("readers")
    with timed() as elapsed:
        waiting = drain(backend.options)
    result = reconcile(backend.options, repair=False)
    failures = (folder / "failures").read_text() if (folder / "failures").exists() else ""
    print(  # noqa: T201
        f"{Book.objects.count()} books; {waiting} changes waited, {elapsed[0]:.1f} s to recover; "
        f"{result.checked} documents compared, {result.differing} differ; "
        f"{len(failures.splitlines())} operations failed. {failures}"
    )
    return int(bool(result.differing or failures or elapsed[0] > RECOVERY))


@contextmanager
def timed() -> Iterator[list[float]]:
    elapsed: list[float] = []
    start = time.monotonic()
    yield elapsed
    elapsed.append(time.monotonic() - start)


if __name__ == "__main__":
    main()
