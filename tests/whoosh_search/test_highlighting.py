from hypothesis import given
from hypothesis import strategies as st

from plugins.whoosh_search.analysis import Analyzer
from plugins.whoosh_search.highlighting import Highlighter

ENGLISH = Analyzer(("en",))
TEXTS = st.text(st.sampled_from("garden pl é'ß.\n"), max_size=200)


def matched(fragments):
    return [fragment.text for fragment in fragments if fragment.matched]


def test_marks_words_in_the_form_in_which_they_stand():
    highlighter = Highlighter(ENGLISH, "garden cafe")

    fragments = highlighter.fragments("Gardening at the Café's gardens.")

    assert matched(fragments) == ["Gardening", "Café's", "gardens"]


def test_marks_no_stop_words():
    highlighter = Highlighter(ENGLISH, "the garden")

    assert matched(highlighter.fragments("The garden")) == ["garden"]


@given(TEXTS, TEXTS)
def test_the_fragments_are_the_text(query, text):
    fragments = Highlighter(ENGLISH, query).fragments(text)

    assert "".join(fragment.text for fragment in fragments) == text


@given(TEXTS, TEXTS, st.integers(10, 80))
def test_an_excerpt_is_a_part_of_the_text(query, text, length):
    excerpt = Highlighter(ENGLISH, query).excerpt(text, length)

    part = "".join(fragment.text for fragment in excerpt.fragments)
    assert part in text
    assert len(part) <= length
    assert excerpt.cut_before or text.startswith(part)
    assert excerpt.cut_after or text.endswith(part)


def test_an_excerpt_shows_the_place_with_most_of_the_words():
    text = "A garden. " + "Filler. " * 60 + "Here a garden meets a library. " + "More. " * 60

    excerpt = Highlighter(ENGLISH, "garden library").excerpt(text, 60)

    assert matched(excerpt.fragments) == ["garden", "library"]
    assert excerpt.cut_before
    assert excerpt.cut_after


def test_an_excerpt_without_matches_is_the_beginning():
    excerpt = Highlighter(ENGLISH, "roses").excerpt("One two three four", 9)

    assert [fragment.text for fragment in excerpt.fragments] == ["One two"]
