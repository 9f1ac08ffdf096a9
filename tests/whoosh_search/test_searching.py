"""What is found, in what order; filters that only the database understands; hostile input."""

import pytest
from django.db.models import Count, Exists, F, OuterRef, Q
from modelsearch.query import MATCH_ALL, Fuzzy, Not, Phrase, PlainText
from modelsearch.test.testapp.models import Author, Book, Novel

from plugins.whoosh_search.queries import MAX_WORDS, words_left_out

HOSTILE = [
    " ",
    "?!*",
    "[a TO z]",
    "title:secret",
    "(" * 5000,
    "NOT " * 2000,
    "\x00",
    "garden\x00",
    "\ud800\udfff",
    "\u202egarden\u202c",
    "🙂👍🏽",
    "गार्डन 園芸 حديقة",
    "a" * 1_000_000,
    "word " * 10_000,
    "'\"\u201c\u201d\u2018\u2019",
]


@pytest.fixture
def shelf(backend, book):
    book("Community gardening", "How neighbours began to dig. To be or not to be.", pages=10)
    book("Learning together", "A community of practice in a library.", pages=20)
    book("Gardens of the north", "Roses, peas and people.", pages=30)
    backend.refresh_indexes()
    return backend


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("gardens", {"Community gardening", "Gardens of the north"}),
        ("COMMUNITIES", {"Community gardening", "Learning together"}),
        ("garden community", {"Community gardening"}),
        ("the library", {"Learning together"}),
        ("library roses", set()),
        ("gard", set()),
    ],
)
def test_finds_words_in_all_their_forms(shelf, titles, words, found):
    assert set(titles(shelf.search(words, Book))) == found


def test_any_word_is_enough_on_request(shelf, titles):
    results = shelf.search("library roses", Book, operator="or")

    assert set(titles(results)) == {"Learning together", "Gardens of the north"}


def test_a_title_says_more_than_a_summary(shelf, titles):
    assert titles(shelf.search("community", Book)) == ["Community gardening", "Learning together"]


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("community of practice", ["Learning together"]),
        ("practice of community", []),
        ("to be or not to be", ["Community gardening"]),
        ("gardening how", []),
    ],
)
def test_phrases_keep_stop_words_and_stay_in_one_field(shelf, titles, phrase, found):
    assert titles(shelf.search(Phrase(phrase), Book)) == found


def test_searches_only_in_the_fields_asked_for(shelf, titles):
    assert titles(shelf.search("community", Book, fields=["summary"])) == ["Learning together"]


def test_forgives_typing_errors_on_request(shelf, titles):
    assert titles(shelf.search(Fuzzy("libary"), Book)) == ["Learning together"]


def test_completes_words_from_their_beginnings(shelf, titles):
    assert titles(shelf.autocomplete("comm gar", Book)) == ["Community gardening"]
    assert titles(shelf.autocomplete("ardening", Book)) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_answers_whatever_is_typed(shelf, text):
    for query in (text, PlainText(text, operator="or"), Phrase(text), Fuzzy(text)):
        assert len(shelf.search(query, Book)) <= 3
    assert len(shelf.autocomplete(text, Book)) <= 3


def test_ignores_what_is_no_word(shelf, titles):
    assert titles(shelf.search("?! roses \x00 🙂", Book)) == ["Gardens of the north"]


def test_a_chain_of_negations_is_no_deep_recursion(shelf):
    query = PlainText("roses")
    for _ in range(20_001):
        query = Not(query)

    assert shelf.search(query, Book).count() == 2


def test_names_the_words_that_are_left_out():
    text = " ".join(f"w{number}" for number in range(MAX_WORDS + 2))

    assert words_left_out(text) == [f"w{MAX_WORDS}", f"w{MAX_WORDS + 1}"]


@pytest.fixture
def written(shelf, titles):
    """The titles of books found by "garden", narrowed by a queryset."""
    person = Author.objects.create(name="Ada")
    person.books.add(Book.objects.get(title="Community gardening"))

    def search(queryset):
        return titles(shelf.search("garden", queryset))

    return search


def test_subqueries_filter(written):
    ada = Author.objects.filter(books=OuterRef("pk"), name="Ada")

    assert written(Book.objects.filter(Exists(ada))) == ["Community gardening"]
    assert written(Book.objects.filter(~Exists(ada))) == ["Gardens of the north"]


def test_annotations_filter(written):
    books = Book.objects.annotate(writers=Count("authors")).filter(writers=0)

    assert written(books) == ["Gardens of the north"]


def test_exclusions_over_relations_filter(written):
    books = Book.objects.exclude(authors__date_of_birth__isnull=True, authors__name="Ada")

    assert written(books) == ["Gardens of the north"]


def test_comparisons_of_columns_filter(written):
    assert written(Book.objects.filter(number_of_pages__gt=F("number_of_pages") - 1)) != []


def test_keys_filter_on_a_subclass(backend, book, titles):
    novels = [
        Novel.objects.create(title="Garden", publication_date="2020-01-01", number_of_pages=pages)
        for pages in (1, 2)
    ]
    backend.refresh_indexes()

    results = backend.search("garden", Novel.objects.filter(pk__in=[novels[1].pk]))

    assert list(results) == [novels[1]]


def test_sliced_querysets_filter(written):
    assert written(Book.objects.order_by("number_of_pages")[1:]) == ["Gardens of the north"]


def test_unions_filter(written):
    first, last = (Book.objects.filter(number_of_pages=pages) for pages in (10, 20))

    assert written(first.union(last)) == ["Community gardening"]


def test_joins_count_an_object_once(shelf):
    gardening = Book.objects.get(title="Community gardening")
    for name in ("Ada", "Bea"):
        gardening.authors.add(Author.objects.create(name=name))
    books = Book.objects.filter(Q(authors__date_of_birth__isnull=True) | Q(number_of_pages__lt=50))

    results = shelf.search("garden", books)

    assert results.count() == len(results) == 2
    assert results.facet("number_of_pages") == {10: 1, 30: 1}


def test_what_left_the_queryset_is_not_found(shelf):
    results = shelf.search("garden", Book)
    Book.objects.filter(title="Community gardening").delete()

    assert results.count() == 1


def test_keys_are_the_results_without_loading_them(shelf, django_assert_num_queries):
    results = shelf.search("garden", Book)

    with django_assert_num_queries(1):
        keys = results.keys()

    assert keys == [each.pk for each in results]
    assert results[1:].keys() == keys[1:]


def test_a_page_and_its_count_are_one_search(shelf, django_assert_num_queries):
    results = shelf.search("garden", Book)

    with django_assert_num_queries(2):
        assert results.count() == 2
        assert len(results[:1]) == 1


def test_keeps_what_the_queryset_loads(shelf, django_assert_num_queries):
    (found,) = shelf.search("roses", Book.objects.prefetch_related("authors"))

    with django_assert_num_queries(0):
        assert list(found.authors.all()) == []


def test_everything_comes_in_the_order_of_the_queryset(shelf):
    results = shelf.search(MATCH_ALL, Book.objects.order_by("-number_of_pages"))

    assert [each.number_of_pages for each in results] == [30, 20, 10]
