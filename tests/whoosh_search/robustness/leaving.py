"""Save a book and end at once, as a command does that publishes what is due.

    python -m tests.whoosh_search.robustness.leaving

Fails if the book cannot be found without a further drain.
"""

import sys

from .running import site, start

PROCESSES = 3


def main() -> None:
    with site():
        for _ in range(PROCESSES):
            start("leaving", "--save").wait()
        print(f"{count()} of {PROCESSES} books found.")  # noqa: T201
        sys.exit(count() != PROCESSES)


def save() -> None:
    import django

    django.setup()
    from .library import PASSING, put

    put(PASSING)


def count() -> int:
    from .library import PASSING, live_books

    return live_books().search(PASSING, backend="readers").count()


if __name__ == "__main__":
    save() if "--save" in sys.argv else main()
