import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.whoosh_search.analysis import (
    MAX_WORD_LENGTH,
    Analyzer,
    beginnings,
    fold,
    words,
    words_in_place,
)

ANY_TEXT = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Café CAFÉ cafe\u0301", ["cafe", "cafe", "cafe"]),
        ("Straße, Øystein, Łódź", ["strasse", "oystein", "lodz"]),
        ("the club's rules", ["the", "club", "rules"]),
        ("don\u2019t panic", ["dont", "panic"]),
        ("l'eau d'Artagnan", ["eau", "artagnan"]),
        ("snake_case e-mail 3.14", ["snake", "case", "e", "mail", "3", "14"]),
        ("co\u00adop \u200fשלם\u200f", ["coop", "שלם"]),
        ("読書会", ["読", "書", "会"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("?! * \x00 🙂 \ud800", []),
    ],
)
def test_finds_the_words_of_many_scripts(text, found):
    assert list(words(text)) == found


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_words_are_found_where_they_stand(text):
    for word in words_in_place(text):
        # One character may stand for several words: "¼" is 1 and 4.
        assert word.folded in list(words(text[word.start : word.end]))


def test_long_words_are_cut_alike_everywhere():
    (word,) = words("a" * 5000)

    assert word == "a" * MAX_WORD_LENGTH


def test_stems_by_snowball():
    analyzer = Analyzer(("en",))

    assert list(analyzer.terms("running communities", "en")) == ["run", "communiti"]


def test_a_word_is_looked_for_in_every_language_of_the_site():
    analyzer = Analyzer(("en", "nl"))

    assert set(analyzer.alternatives("boeken")) == {"boeken", "boek"}


def test_an_unknown_language_is_not_stemmed():
    assert Analyzer(("xx",)).alternatives("running") == ("running",)


@pytest.mark.parametrize(
    ("code", "language"), [("nl-BE", "nl"), ("en", "en"), ("fr", "en"), (None, "en")]
)
def test_a_page_is_analysed_in_its_own_language_or_the_first(code, language):
    assert Analyzer(("en", "nl")).language_of(code) == language


def test_stop_words_count_only_where_nothing_else_is_left():
    analyzer = Analyzer(("en",))

    assert analyzer.significant(["the", "garden"]) == ["garden"]
    assert analyzer.significant(["to", "be"]) == ["to", "be"]


def test_completes_from_the_first_letter():
    assert list(beginnings("plan")) == ["p", "pl", "pla", "plan"]
