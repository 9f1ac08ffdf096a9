"""Showing where a text holds the words of a query, by the analysis that found it.

Nothing here makes HTML: callers mark the fragments as their templates do, and escape them.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from .analysis import Analyzer, Word, words_in_place
from .queries import query_words

#: Characters of an excerpt, where the caller does not say.
EXCERPT_LENGTH = 240


class Fragment(NamedTuple):
    """A stretch of a text that is, or is not, a word that was searched for."""

    text: str
    matched: bool


class Excerpt(NamedTuple):
    """A part of a text in fragments, and whether there is more before and after it."""

    fragments: list[Fragment]
    cut_before: bool
    cut_after: bool


class Highlighter:
    """Finds the words of one query in texts, in whatever form they stand there."""

    def __init__(self, analyzer: Analyzer, query: str) -> None:
        self._analyzer = analyzer
        wanted = analyzer.significant(query_words(query))
        self._terms = {term for word in wanted for term in analyzer.alternatives(word)}

    def fragments(self, text: str) -> list[Fragment]:
        """Return the whole text, cut where words that match begin and end."""
        return list(_cut(text, 0, len(text), self._matches(text)))

    def excerpt(self, text: str, length: int = EXCERPT_LENGTH) -> Excerpt:
        """Return the part of the text that holds the most of the query's words.

        It is at most ``length`` characters long, and cut between words.
        """
        all_words = list(words_in_place(text))
        matches = [word for word in all_words if self._is_match(word)]
        start, end = _bounds(text, all_words, _densest(matches, length), length)
        return Excerpt(list(_cut(text, start, end, matches)), start > 0, end < len(text))

    def _matches(self, text: str) -> list[Word]:
        return [word for word in words_in_place(text) if self._is_match(word)]

    def _is_match(self, word: Word) -> bool:
        return not self._terms.isdisjoint(self._analyzer.alternatives(word.folded))


def _densest(matches: list[Word], length: int) -> Word | None:
    """Return the first match of the stretch that holds the most different words."""
    best, most, end = None, 0, 0
    inside: Counter[str] = Counter()
    for position, first in enumerate(matches):
        while end < len(matches) and (end <= position or matches[end].end <= first.start + length):
            inside[matches[end].folded] += 1
            end += 1
        if len(inside) > most:
            best, most = first, len(inside)
        inside -= Counter([first.folded])
    return best


def _bounds(text: str, words: list[Word], first: Word | None, length: int) -> tuple[int, int]:
    """Return where an excerpt begins and ends, with some words before the first match."""
    if len(text) <= length or not words:
        return 0, min(len(text), length)
    earliest = first.start - length // 4 if first else 0
    start = next((word.start for word in words if word.start >= earliest), 0)
    start = 0 if start == words[0].start else start
    if len(text) - start <= length:
        return start, len(text)
    ends = [word.end for word in words if start < word.end <= start + length]
    return start, ends[-1] if ends else start + length


def _cut(text: str, start: int, end: int, matches: list[Word]) -> Iterator[Fragment]:
    for word in matches:
        if not start <= word.start < word.end <= end:
            continue
        if word.start > start:
            yield Fragment(text[start : word.start], matched=False)
        yield Fragment(text[word.start : word.end], matched=True)
        start = word.end
    if start < end:
        yield Fragment(text[start:end], matched=False)
