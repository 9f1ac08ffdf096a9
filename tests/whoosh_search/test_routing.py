"""Routing: the folders that a search opens hold all that it may find."""

from datetime import date

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from modelsearch.test.testapp.models import Author, Book, Character, Novel

from plugins.whoosh_search.analysis import Analyzer
from plugins.whoosh_search.routing import implied_routes, routes_of

BORN = [date(1900 + number, 1, 1) for number in range(3)]
WORDS = ["garden", "library", "community", "practice"]


@pytest.fixture
def authors(db):
    return [
        Author.objects.create(pk=number, name=f"Author {number}", date_of_birth=born)
        for number, born in enumerate(BORN, start=1)
    ]


@pytest.mark.parametrize(
    ("condition", "routes"),
    [
        (Q(authors=1), {1}),
        (Q(authors__in=[1, 2]), {1, 2}),
        (Q(authors__date_of_birth=BORN[1]), {2}),
        (Q(authors__date_of_birth__gte=BORN[1]), {2, 3}),
        (Q(authors__in=Author.objects.filter(date_of_birth=BORN[2])), {3}),
        (Q(authors=1, number_of_pages=5), {1}),
        (Q(authors=1) | Q(authors=2, number_of_pages=5), {1, 2}),
        (Q(authors=1) & Q(authors__in=[2, 3]), {1}),
        (Q(authors=1) & ~Q(pk__in=[4]) | Q(authors=3), {1, 3}),
        (Q(pk__in=Book.objects.filter(authors=2).values("pk")), {2}),
        (Q(pk__in=Book.objects.filter(authors=2).values("number_of_pages")), None),
        (Q(pk__in=Author.objects.filter(pk=2).values("pk")), None),
        (~Q(pk__in=Book.objects.filter(authors=2).values("pk")), None),
        (Q(pk__in=[2]), None),
        (Q(authors__in=[]), set()),
        (~Q(authors=1), None),
        (Q(authors=1) | Q(number_of_pages=5), None),
        (Q(authors__isnull=True), None),
        (Q(number_of_pages=5), None),
        (Q(), None),
    ],
)
def test_reads_routing_values_from_a_filter(authors, condition, routes):
    assert implied_routes(Book.objects.filter(condition), "authors") == routes


def test_two_joins_of_one_relation_need_one_value_only(authors):
    books = Book.objects.filter(authors=1).filter(authors=2)

    assert len(implied_routes(books, "authors")) == 1


def test_reads_routing_values_over_a_parent_table(authors):
    novels = Novel.objects.filter(authors=2)

    assert implied_routes(novels, "authors") == {2}


def test_reads_routing_values_from_a_subquery_over_a_parent_table(authors):
    books = Book.objects.filter(Q(authors=1) & ~Q(pk=4) | Q(authors=3))

    novels = Novel.objects.filter(id__in=books.values("id"))

    assert implied_routes(novels, "authors") == {1, 3}


def test_reads_routing_values_of_a_related_field(db):
    characters = Character.objects.filter(novel__setting="Westeros")

    assert implied_routes(characters, "novel__setting") == {"Westeros"}


def test_a_model_without_the_field_is_not_routed(db):
    author = Author.objects.create(name="Ada")

    assert implied_routes(Author.objects.filter(pk=author.pk), "authors") is None
    assert routes_of(author, "authors") == frozenset()


def test_a_document_lies_in_the_folder_of_each_value(authors, book):
    written = book("Garden")
    written.authors.set([1, 3])

    assert routes_of(written, "authors") == {"1", "3"}


@pytest.mark.parametrize("value", ["../../etc", "a/b", ".", "", "ä" * 500, "\x00", "con"])
def test_any_value_makes_a_folder_inside_the_index(make_backend, db, value):
    backend = make_backend(ROUTING="novel__setting")
    novel = Novel.objects.create(
        title="T", setting=value, publication_date=BORN[0], number_of_pages=1
    )
    Character.objects.create(name="Gandalf", novel=novel)
    backend.refresh_indexes()

    found = backend.search("gandalf", Character.objects.filter(novel__setting=value))

    assert found.count() == 1
    assert {path.name for path in backend.options.path.parent.iterdir()} == {"shelf"}


def brute_force(books, words, operator):
    """Return the keys of books that hold all or any of the words, found without an index."""
    analyzer = Analyzer(("en",))
    wanted = {analyzer.alternatives(word)[0] for word in words}
    combine = all if operator == "and" else any
    return {
        book.pk
        for book in books
        if combine(
            term in set(analyzer.terms(f"{book.title} {book.summary}", "en")) for term in wanted
        )
    }


TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
SHELVES = st.lists(
    st.tuples(TEXTS, TEXTS, st.sets(st.sampled_from([1, 2, 3])), st.integers(0, 2)), max_size=6
)
FILTERS = st.sampled_from(
    [
        Q(),
        Q(authors__date_of_birth=BORN[0]),
        Q(authors__date_of_birth__in=BORN[1:]),
        Q(authors__date_of_birth=BORN[1]) | Q(number_of_pages=1),
        Q(authors__date_of_birth=BORN[2], number_of_pages__gt=0),
        ~Q(authors__date_of_birth=BORN[0]),
        ~Q(number_of_pages=1),
    ]
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    shelf=SHELVES,
    condition=FILTERS,
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=2),
    operator=st.sampled_from(["and", "or"]),
    distinct=st.booleans(),
)
@pytest.mark.parametrize("routing", ["", "authors", "number_of_pages"])
def test_finds_what_a_search_of_the_database_finds(
    make_backend, authors, routing, shelf, condition, words, operator, distinct
):
    backend = make_backend(ROUTING=routing)
    Book.objects.all().delete()
    for title, summary, writers, pages in shelf:
        written = Book.objects.create(
            title=title, summary=summary, number_of_pages=pages, publication_date=BORN[0]
        )
        written.authors.set(writers)
        backend.add(written)
    backend.refresh_indexes()
    books = Book.objects.filter(condition)
    books = books.distinct() if distinct else books

    results = backend.search(" ".join(words), books, operator=operator)

    expected = brute_force(books, words, operator)
    assert not results.degraded
    assert {each.pk for each in results} == expected
    assert results.count() == len(results) == len(expected)
    assert sum(results.facet("number_of_pages").values()) == len(expected)
