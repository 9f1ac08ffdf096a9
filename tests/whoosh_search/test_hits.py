"""The database has the last word, whichever way it is asked: by name, in thousands, or for all."""

import pytest
from modelsearch.test.testapp.models import AdvertWithCustomUUIDPrimaryKey, Book

from plugins.whoosh_search import hits

# Limits under which each way is taken by a few books.
WAYS = {
    "all at once": {},
    "the best first": {"VERY_FEW": 3},
    "by name": {"VERY_FEW": 0},
    "in thousands": {"VERY_FEW": 0, "FEW": 0, "MANY": 1.0},
    "for all": {"VERY_FEW": 0, "FEW": 0, "MANY": 0.0},
}


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    for name, limit in WAYS[request.param].items():
        monkeypatch.setattr(hits, name, limit)


@pytest.fixture
def gardens(backend, book):
    for number in range(1, 7):
        book("garden " * number + "of books" * (7 - number), pages=number)
    book("A library", pages=100)
    backend.refresh_indexes()
    return backend


@pytest.mark.usefixtures("way")
class TestEachWay:
    def test_gives_the_best_ones_in_order(self, gardens):
        results = gardens.search("garden", Book)

        pages = [each.number_of_pages for each in results]
        assert sorted(pages) == [1, 2, 3, 4, 5, 6]
        assert [each.number_of_pages for each in gardens.search("garden", Book)[:2]] == pages[:2]
        assert [each.number_of_pages for each in gardens.search("garden", Book)[2:4]] == pages[2:4]

    def test_leaves_out_what_the_queryset_does_not_hold(self, gardens):
        even = Book.objects.filter(number_of_pages__in=[2, 4, 6])

        results = gardens.search("garden", even)

        assert len(results[:2]) == 2
        assert {each.number_of_pages for each in results} == {2, 4, 6}
        assert results.count() == 3

    def test_leaves_out_at_once_what_is_gone(self, gardens):
        best = gardens.search("garden", Book)[0]
        Book.objects.filter(pk=best.pk)._raw_delete("default")

        results = gardens.search("garden", Book)

        assert best not in list(results[:3])
        assert len(results[:3]) == 3
        assert results.count() == 5

    def test_keeps_the_order_of_the_queryset(self, gardens):
        by_pages = Book.objects.order_by("-number_of_pages")

        results = gardens.search("garden", by_pages, order_by_relevance=False)

        assert [each.number_of_pages for each in results[:3]] == [6, 5, 4]
        assert results.count() == 6

    def test_knows_keys_that_are_no_numbers(self, backend):
        wanted = AdvertWithCustomUUIDPrimaryKey.objects.create(text="A garden")
        AdvertWithCustomUUIDPrimaryKey.objects.create(text="A library")
        backend.refresh_indexes()

        results = backend.search("garden", AdvertWithCustomUUIDPrimaryKey)

        assert list(results[:10]) == [wanted]
        assert results.count() == 1


def test_completion_asks_the_database_once(gardens, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(hits, "VERY_FEW", 3)

    with django_assert_num_queries(1):
        assert len(gardens.autocomplete("gar", Book)[:3]) == 3
