"""Search from threads and processes while others commit, and while the index is rebuilt.

    python -m tests.whoosh_search.robustness.searching [--searches 5000] [--commits 200]

Prints what was done, and fails if a search failed or gave a partial answer (`seeker.py` says what
that is), or if anything was lost or left over.
"""

import argparse
import sys

from django.db import transaction

from .running import site, start, verdict

STEADY_BOOKS, CHANGING_BOOKS = 200, 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=5000)
    parser.add_argument("--commits", type=int, default=200, help="the least to be made meanwhile")
    parser.add_argument("--processes", type=int, default=4, help="that commit; half as many search")
    arguments = parser.parse_args()
    with site():
        fill()
        rebuilds = hammer(arguments.searches, arguments.commits, arguments.processes)
        print(f"{rebuilds} rebuilds.")  # noqa: T201
        sys.exit(not verdict())


def fill() -> None:
    """Put the books on the shelf that every search is to find."""
    from modelsearch.backends import get_search_backend
    from modelsearch.test.testapp.models import Book

    from .library import CHANGING, LIVE, ROUTES, STEADY, put

    with transaction.atomic():
        for number in range(STEADY_BOOKS):
            title = f"{STEADY} books number {number}"
            Book.objects.create(title=title, publication_date=LIVE, number_of_pages=number % ROUTES)
        for _ in range(CHANGING_BOOKS):
            put(CHANGING)
    get_search_backend("readers").refresh_indexes()


def hammer(searches: int, commits: int, processes: int) -> int:
    """Rebuild the index until all has been done; return how often."""
    from modelsearch.backends import get_search_backend

    from plugins.whoosh_search.rebuilding import rebuild

    from .library import noted

    options = get_search_backend("readers").options
    workers = [start("worker") for _ in range(processes)]
    each, count = searches * 2 // processes, processes // 2
    seekers = [start("seeker", "--searches", each) for _ in range(count)]
    rebuilds = 0
    while any(each.poll() is None for each in seekers) or len(noted("commits")) < commits:
        rebuild(options)
        rebuilds += 1
    for worker in workers:
        worker.terminate()
        worker.wait()
    return rebuilds


if __name__ == "__main__":
    main()
