"""Corrections: words of the index that a misspelt word may stand for."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelsearch.test.testapp.models import Book

from plugins.whoosh_search.readers import close_all
from plugins.whoosh_search.spelling import errors_between

words = st.text(alphabet="abcd", max_size=7)


class TestErrorsBetween:
    @pytest.mark.parametrize(
        ("typed", "meant", "errors"),
        [
            ("story", "story", 0),
            ("stroy", "story", 1),
            ("sotry", "story", 1),
            ("storey", "story", 1),
            ("stry", "story", 1),
            ("stary", "story", 1),
            ("acessibilty", "accessibility", 2),
            ("", "abc", 3),
        ],
    )
    def test_counts_what_typists_do(self, typed, meant, errors):
        assert errors_between(typed, meant) == errors

    @given(words, words)
    def test_is_the_same_in_both_directions_and_nought_for_equal_words(self, first, second):
        distance = errors_between(first, second)

        assert distance == errors_between(second, first)
        assert (distance == 0) == (first == second)
        assert abs(len(first) - len(second)) <= distance <= max(len(first), len(second))


@pytest.fixture
def shelf(backend, book):
    book("Accessibility for everyone", "Stories from a hospital. Stories about stairs.")
    book("The stores", "Where a story ends.")
    backend.refresh_indexes()
    return backend


class TestSimilarWords:
    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("acessibilty", "accessibility"),
            ("hosptial", "hospital"),
            ("HOSPTIAL", "hospital"),
            ("stroy", "story"),
            ("everione", "everyone"),
        ],
    )
    def test_names_what_was_meant_first(self, shelf, typed, first):
        assert shelf.similar_words(Book.objects.all(), typed)[0] == first

    @pytest.mark.parametrize(
        "typed", ["story", "storys", "xylophone", "ends", "", "two wrods", "?", "a" * 1_000_000]
    )
    def test_names_none_for_what_is_there_or_like_nothing_or_no_word(self, shelf, typed):
        assert shelf.similar_words(Book.objects.all(), typed) == []

    def test_forgets_the_words_of_what_has_gone(self, shelf):
        Book.objects.filter(title__startswith="Accessibility").delete()
        shelf.refresh_indexes()
        assert shelf.similar_words(Book.objects.all(), "hosptial") == []

    def test_names_none_while_the_index_cannot_be_read(self, shelf, caplog):
        close_all()
        shutil.rmtree(shelf.options.path)

        assert shelf.similar_words(Book.objects.all(), "hosptial") == []
        assert "cannot be read" in caplog.text
