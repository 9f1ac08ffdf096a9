"""Words that mean the same are counted together, in the order in which they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.levels.queries import typed
from plugins.searches.words import wanted_in, words_alike, words_to_count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Late   trains!", "late trains"),
        ("trains late", "trains late"),
        ("co-op", "co op"),
        ("Öffnungszeiten café", "offnungszeiten cafe"),
        ("don\u2019t panic", "don't panic"),
        ("“Communities of  Practice”", '"communities of practice"'),
        ('"trains"', "trains"),
        ("trains -buses -Planes", "trains -buses -planes"),
        ("-planes trains -buses", "trains -buses -planes"),
        ('trains -"night buses" -planes -planes', 'trains -"night buses" -planes'),
        ("日本語 Tokyo", "日本語 tokyo"),
        ("iso 27001 2022", ""),
        ("iso 27001", "iso 27001"),
        ("plan for 2027", "plan for 2027"),
        ("node.js", "node js"),
    ],
)
def test_are_folded_and_tidied(text, words):
    assert words_to_count(typed(text)) == words


@given(st.text(st.sampled_from('aBé1 -"“\u2019日'), max_size=40))
def test_are_the_same_when_they_are_searched_for_again(text):
    words = words_alike(typed(text))

    again = typed(words)
    assert words_alike(again) == words
    assert bool(again.wanted) == bool(typed(text).wanted)
    if again.wanted:
        assert wanted_in(words).replace('"', "") == again.wanted_text
