"""Searches in several threads, and notes each answer that is wrong, partial or degraded.

What the index may answer while others write and rebuild:

- books that nobody changes are found whole, by every kind of query;
- books that change, but are never away, are all found by what all their versions hold;
- books that come and go are found only if they are live, in the same view of the database;
- no answer counts a book twice, fails, or comes from the database alone.
"""

import argparse
from concurrent.futures import ThreadPoolExecutor

import django
from django.db import connection


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, required=True)
    parser.add_argument("--threads", type=int, default=4)
    arguments = parser.parse_args()
    django.setup()
    with ThreadPoolExecutor(arguments.threads) as pool:
        for _ in range(arguments.searches):
            pool.submit(search_quietly)


def search_quietly() -> None:
    from .library import note

    try:
        search_once()
    except Exception as error:  # noqa: BLE001 - whatever failed is to be reported
        note("problems", f"{type(error).__name__}: {error}")


def search_once() -> None:
    """Search in one view of the database: a transaction that reads, and locks nobody out."""
    from .library import chance, note

    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            chance.choice([search_steady, search_changing, search_passing])()
        finally:
            cursor.execute("ROLLBACK")
    note("searches", "")


def search_steady() -> None:
    from modelsearch.query import Phrase, PlainText

    from .library import ROUTES, STEADY, chance, live_books

    books = live_books()
    if chance.random() < 0.5:
        books = books.filter(number_of_pages=chance.randrange(ROUTES))
    expected = keys(books.filter(title__startswith=STEADY))
    if chance.random() < 0.3:
        check(books.autocomplete(STEADY[:4], backend="readers"), expected)
    query = chance.choice([STEADY, PlainText(f"{STEADY} books"), Phrase(f"{STEADY} books")])
    check(books.search(query, backend="readers"), expected)


def search_changing() -> None:
    from modelsearch.query import PlainText

    from .library import CHANGING, COLOURS, live_books

    books = live_books().filter(title__startswith=CHANGING)
    colours = PlainText(" ".join(COLOURS), operator="or")
    for query in (CHANGING, colours):
        check(books.search(query, backend="readers"), keys(books))


def search_passing() -> None:
    from .library import PASSING, live_books

    live = keys(live_books().filter(title__startswith=PASSING))
    results = live_books().search(PASSING, backend="readers")
    found = set(results.keys())
    if not found <= live:
        raise AssertionError(f"{sorted(found - live)} are not live")
    check(results, found)


def keys(books) -> set[int]:
    return set(books.values_list("pk", flat=True))


def check(results, expected: set[int]) -> None:
    """Fail if the results are not exactly the expected books, by each way to ask for them."""
    found = results.keys()
    if results.degraded:
        raise AssertionError("the index could not be read")
    if set(found) != expected or len(found) != len(expected):
        raise AssertionError(
            f"{results.query_compiler.query}: found {len(found)} of {len(expected)} books, "
            f"missing {sorted(expected - set(found))}, too many {sorted(set(found) - expected)}"
        )
    if results.count() != len(found) or {each.pk for each in results} != expected:
        raise AssertionError(f"the keys, the count and the books differ: {found}")


if __name__ == "__main__":
    main()
