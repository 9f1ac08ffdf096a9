"""Save books that live in another database than the outbox: the index follows their commits.

python -m tests.whoosh_search.robustness.two_databases
"""

import os
import sys
from contextlib import suppress

from .running import site


class BooksElsewhere:
    """Routes the books to a database of their own."""

    def db_for_read(self, model, **hints):
        return "books" if model._meta.app_label == "searchtests" else None

    db_for_write = db_for_read


def main() -> None:
    os.environ["WHOOSH_SEARCH_ROUTER"] = (
        "tests.whoosh_search.robustness.two_databases.BooksElsewhere"
    )
    with site():
        before, found = save()
    print(f"{before} notes before the commit, {found} books found after it.")  # noqa: T201
    sys.exit((before, found) != (0, 1))


def save() -> tuple[int, int]:
    from django.db import transaction
    from modelsearch.backends import get_search_backend

    from plugins.whoosh_search.models import OutboxEntry

    from .library import PASSING, live_books, put

    with suppress(InterruptedError), transaction.atomic(using="books"):
        put(PASSING)
        raise InterruptedError("rolled back")
    with transaction.atomic(using="books"):
        put(PASSING)
        before = OutboxEntry.objects.count()
    get_search_backend("readers").refresh_indexes()
    return before, live_books().search(PASSING, backend="readers").count()


if __name__ == "__main__":
    main()
