"""Kill processes at random while they save, delete and search; then compare index and database.

    python -m tests.whoosh_search.robustness.killing [--commits 200] [--processes 4] [--seed 1]

Prints what was done, and fails if anything was lost, left over, or searched wrongly.
"""

import argparse
import random
import signal
import sys
import time

from .running import site, start, verdict

LONGEST_LIFE = 1.5  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=200, help="kill until so many were made")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=None)
    arguments = parser.parse_args()
    with site():
        kill_many(arguments.commits, arguments.processes, random.Random(arguments.seed))  # noqa: S311
        sys.exit(not verdict())


def kill_many(commits: int, processes: int, chance: random.Random) -> None:
    """Keep so many workers running, and kill one after the other."""
    from .library import noted

    running = [start("worker") for _ in range(processes)]
    kills = 0
    while len(noted("commits")) < commits:
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        victim = running.pop(chance.randrange(len(running)))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        running.append(start("worker"))
        kills += 1
    for worker in running:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    print(f"{kills + processes} processes killed.")  # noqa: T201


if __name__ == "__main__":
    main()
