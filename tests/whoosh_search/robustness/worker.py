"""Saves, changes, deletes and searches for books until it is killed or stopped."""

import django
from django.db import transaction


def main() -> None:
    django.setup()
    from .library import note
    from .seeker import search_once

    while True:
        try:
            commit()
            search_once()
        except Exception as error:  # noqa: BLE001 - whatever failed is to be reported
            note("problems", f"{type(error).__name__}: {error}")


def commit() -> None:
    from .library import do_something, note

    # As Wagtail saves pages: a change and its note in the outbox are one transaction.
    with transaction.atomic():
        do_something()
    note("commits", "")


if __name__ == "__main__":
    main()
