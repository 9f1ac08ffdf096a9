"""Saves, changes, deletes and searches for books until it is killed."""

import os
import random
from datetime import date
from pathlib import Path

import django
from django.db import transaction

WORDS = ["garden", "library", "community", "practice", "harbour", "station"]


def main() -> None:
    django.setup()
    while True:
        try:
            # As Wagtail saves pages: a change and its note in the outbox are one transaction.
            with transaction.atomic():
                do_something()
        except Exception as error:  # noqa: BLE001 - whatever failed is to be reported
            note(error)


def do_something() -> None:
    from modelsearch.test.testapp.models import Book

    chance = random.SystemRandom()
    title = " ".join(chance.choices(WORDS, k=3))
    key = chance.choice(list(Book.objects.values_list("pk", flat=True)) or [0])
    action = chance.choice(["add", "add", "change", "delete", "search"])
    if action == "add" or not key:
        Book.objects.create(
            title=title, publication_date=date(2020, 1, 1), number_of_pages=chance.randrange(4)
        )
    elif action == "change" and (book := Book.objects.filter(pk=key).first()):
        book.title, book.number_of_pages = title, chance.randrange(4)
        book.save(force_update=False)
    elif action == "delete":
        Book.objects.filter(pk=key).delete()
    else:
        search(chance.choice(WORDS))


def search(word: str) -> None:
    """Search while others write; whatever is found must hold the word."""
    from modelsearch.test.testapp.models import Book

    results = Book.objects.filter(number_of_pages=1).search(word, backend="readers")
    results.count()
    if results.degraded:
        raise RuntimeError("The index could not be read.")


def note(error: Exception) -> None:
    path = Path(os.environ["WHOOSH_SEARCH_FOLDER"], "failures")
    with path.open("a") as file:
        file.write(f"{type(error).__name__}: {error}\n")


if __name__ == "__main__":
    main()
