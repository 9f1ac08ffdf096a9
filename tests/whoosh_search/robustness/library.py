"""The books of the robustness runs, and what may become of them.

Some never change, some change but are never away, and some come and go.
"""

import os
import random
from datetime import date
from pathlib import Path

from modelsearch.test.testapp.models import Book

#: Whatever is as old as this is unpublished.
DRAFT, LIVE = date(1900, 1, 1), date(2020, 1, 1)
#: The first word of the titles of each kind.
STEADY, CHANGING, PASSING = "steady", "changing", "passing"
WORDS = ["garden", "library", "community", "practice", "harbour", "station"]
#: One of these is in the title of each changing book, never both and never none.
COLOURS = ["red", "blue"]
ROUTES = 4

chance = random.SystemRandom()


def published(queryset):
    """Narrow a queryset to what the index may hold: the option DOCUMENTS."""
    return live_books(queryset) if queryset.model is Book else queryset.none()


def live_books(queryset=None):
    books = Book.objects.all() if queryset is None else queryset
    return books.filter(publication_date__gt=DRAFT)


def title(kind: str) -> str:
    colour = chance.choice(COLOURS)
    return " ".join([kind, colour, *chance.choices(WORDS, k=3)])


def put(kind: str) -> Book:
    return Book.objects.create(
        title=title(kind), publication_date=LIVE, number_of_pages=chance.randrange(ROUTES)
    )


def change(kind: str, **fields) -> None:
    """Give a book of a kind another title and another route, and perhaps more."""
    if book := some(kind):
        book.title, book.number_of_pages = title(kind), chance.randrange(ROUTES)
        for name, value in fields.items():
            setattr(book, name, value)
        book.save()


def delete(kind: str) -> None:
    if book := some(kind):
        book.delete()


def some(kind: str) -> Book | None:
    keys = list(Book.objects.filter(title__startswith=kind).values_list("pk", flat=True))
    return Book.objects.get(pk=chance.choice(keys)) if keys else None


def do_something() -> None:
    """Publish, change, unpublish or delete a book."""
    chance.choice(
        [
            lambda: put(PASSING),
            lambda: change(PASSING, publication_date=LIVE),
            lambda: change(PASSING, publication_date=DRAFT),
            lambda: delete(PASSING),
            lambda: change(CHANGING),
        ]
    )()


def note(name: str, line: str) -> None:
    """Add a line to one of the run's files; several processes may write at once."""
    with Path(os.environ["WHOOSH_SEARCH_FOLDER"], name).open("a") as file:
        file.write(f"{line}\n")


def noted(name: str) -> list[str]:
    """Return the lines that all processes have written."""
    path = Path(os.environ["WHOOSH_SEARCH_FOLDER"], name)
    return path.read_text().splitlines() if path.exists() else []
