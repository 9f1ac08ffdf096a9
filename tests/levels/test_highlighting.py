import html
import re
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from plugins.levels.highlighting import EXCERPT_LENGTH, excerpt, stems
from plugins.levels.words import WORD


def plain(text: str) -> str:
    return html.unescape(re.sub(r"</?mark>", "", text))


class TestExcerpt:
    def test_marks_words_of_the_same_stem_whatever_their_case_and_accents(self):
        marked = excerpt("Café visits: we VISITED a cafe.", "visiting cafe")

        assert marked == (
            "<mark>Café</mark> <mark>visits</mark>: we <mark>VISITED</mark> a <mark>cafe</mark>."
        )

    def test_begins_where_the_words_are(self):
        text = "filler " * 200 + "the needle is here " + "filler " * 200

        marked = excerpt(text, "needle")

        assert "<mark>needle</mark>" in marked
        assert marked.startswith("… ")
        assert marked.endswith(" …")

    @given(st.text(), st.text())
    def test_is_a_stretch_of_the_text_and_safe_html(self, text, words):
        marked = excerpt(text, words)
        stretch = plain(marked).removeprefix("… ").removesuffix(" …")

        assert stretch in " ".join(text.split())
        assert len(stretch) <= EXCERPT_LENGTH
        assert "<" not in re.sub(r"</?mark>", "", marked)

    @given(st.lists(st.sampled_from(["visit", "Visits", "re-visit", "visit's", "o\u2019visit"])))
    def test_marks_every_word_that_was_searched_for_and_no_part_of_another(self, words):
        shown = excerpt(" ".join(words), "visit")

        marked = re.findall(r"<mark>(.*?)</mark>", shown)

        whole = [word for word in WORD.findall(plain(shown)) if stems(word) == {"visit"}]
        assert [html.unescape(word) for word in marked] == whole

    @given(st.text(), st.text())
    def test_marks_only_words_that_were_searched_for(self, text, words):
        for word in re.findall(r"<mark>(.*?)</mark>", excerpt(text, words)):
            assert stems(html.unescape(word)) <= stems(words)


def test_threads_do_not_disturb_each_other():
    text = "Visiting hours for visitors who have been visited. " * 40
    expected = excerpt(text, "visits")

    with ThreadPoolExecutor(max_workers=8) as threads:
        excerpts = list(threads.map(lambda _: excerpt(text, "visits"), range(64)))

    assert excerpts == [expected] * 64
