"""What readers type: words, "phrases" and -exclusions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.levels.queries import MAX_LENGTH, MAX_WORDS, typed
from plugins.levels.words import words_in


def parts(text: str) -> list[str]:
    return [part.as_typed for part in typed(text).parts]


class TestTyped:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("open data", ["open", "data"]),
            ('"open data" policy', ['"open data"', "policy"]),
            ("„offene Daten“ und «données»", ['"offene Daten"', "und", '"données"']),
            ("open -paper", ["open", "-paper"]),
            ('open -"on paper"', ["open", '-"on paper"']),
            ("co-operative self-service", ["co-operative", "self-service"]),
            ('never "closed', ["never", '"closed"']),
            ("2020 - 2024", ["2020", "2024"]),
            ("AND (OR) NOT", ["AND", "(OR)", "NOT"]),
            ('- "" ? \'', []),
            ("mi\u200error\u0000line\nbreak", ["mirror", "line", "break"]),
        ],
    )
    def test_is_words_phrases_and_exclusions(self, text, expected):
        assert parts(text) == expected

    def test_names_each_word_beyond_the_limit_once(self):
        kept = " ".join(f"word{number}" for number in range(MAX_WORDS))

        query = typed(f"{kept} word0 more more less")

        assert query.text == kept
        assert query.left_out == ("more", "less")

    def test_cuts_a_word_only_where_it_is_too_long_by_itself(self):
        assert typed("x" * 1_000_000).text == "x" * MAX_LENGTH
        assert typed("first " + "x" * 1_000).text == "first"

    def test_replaces_words_and_keeps_phrases_and_exclusions(self):
        query = typed('"opne data" Opne -opne')

        assert query.replacing({"opne": "open"}).text == '"open data" open -opne'

    @given(st.text())
    def test_takes_whatever_is_typed(self, text):
        query = typed(text)

        assert len(query.text) <= MAX_LENGTH
        assert len(words_in(query.text)) <= MAX_WORDS
        assert query.text.isprintable()
        assert typed(query.text).text == query.text
        if query.wanted:
            assert repr(query.with_all())
            assert repr(query.with_any())
