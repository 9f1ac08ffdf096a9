"""Excerpts of a page with the words that a reader searched for marked."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from plugins.levels.words import WORD, stem_as_written, stems

EXCERPT_LENGTH = 240  # characters


class Match(NamedTuple):
    """A word of a text that was searched for."""

    start: int
    end: int
    stem: str


def excerpt(text: str, words: str, *, language: str = "en") -> SafeString:
    """Return the stretch of `text` that holds most of `words`, marked with <mark>, as safe HTML.

    Without a match it is the beginning of the text.
    """
    text = " ".join(text.split())
    matches = matches_in(text, stems(words, language), language)
    start = best_start(text, matches)
    end = word_end(text, start + EXCERPT_LENGTH)
    parts = [escape("… ") if start else ""]
    position = start
    for match in (match for match in matches if start <= match.start and match.end <= end):
        marked = f"<mark>{escape(text[match.start : match.end])}</mark>"
        parts += [escape(text[position : match.start]), marked]
        position = match.end
    parts += [escape(text[position:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(parts))  # noqa: S308 every piece of the text is escaped above


def matches_in(text: str, wanted: set[str], language: str) -> list[Match]:
    """Return the words of `text` whose stem is among those `wanted`, in order.

    Words are parted by single spaces, whatever else stands between them.
    """
    # Each word once, since most of a text is words that come again and that nobody searched for;
    # and of these only the ones that begin alike, since stems are words without their ends.
    begins = {first for stem in wanted for first in (stem[:1], stem[:1].upper())}
    words = set(WORD.findall(text))
    alike = (word for word in words if word[0] in begins or not word[0].isascii())
    stem_of = {word: stem_as_written(word, language) for word in alike}
    marked = {word: stem for word, stem in stem_of.items() if stem in wanted}
    return list(occurrences(text, marked)) if marked else []


def occurrences(text: str, marked: Mapping[str, str]) -> Iterator[Match]:
    """Yield where the words of `text` are that are keys of `marked`, each with its stem."""
    anywhere = re.compile("|".join(map(re.escape, marked)))
    end = 0
    for found in anywhere.finditer(text):
        if found.start() < end:
            continue
        # As part of another word it is none: words are told apart between one space and the next.
        start = text.rfind(" ", end, found.start()) + 1 or end
        end = text.find(" ", found.end())
        end = len(text) if end < 0 else end
        for word in WORD.finditer(text[start:end]):
            if word[0] in marked:
                yield Match(start + word.start(), start + word.end(), marked[word[0]])


def best_start(text: str, matches: list[Match]) -> int:
    """Return where the excerpt with the most telling words begins, at the start of a word."""
    if not matches or matches[-1].end <= EXCERPT_LENGTH:
        return 0
    densest = densest_match(matches, EXCERPT_LENGTH * 3 // 4).start
    start = max(0, densest - EXCERPT_LENGTH // 4)
    return 0 if start == 0 else text.find(" ", start, densest) + 1 or densest


def densest_match(matches: list[Match], length: int) -> Match:
    """Return the match from which on so many characters hold most of the different words.

    Long words tell more than short ones, and the same word once more tells little.
    """
    best, most, end = matches[0], 0.0, 0
    inside: Counter[str] = Counter()
    for position, first in enumerate(matches):
        # The first is inside even if it is longer than that.
        while end < len(matches) and (end <= position or matches[end].end <= first.start + length):
            inside[matches[end].stem] += 1
            end += 1
        telling = sum(map(len, inside)) + inside.total() / 10
        if telling > most:
            best, most = first, telling
        inside -= Counter([first.stem])
    return best


def word_end(text: str, position: int) -> int:
    """Return the end of the word at `position`, so that no excerpt breaks a word."""
    if position >= len(text):
        return len(text)
    cut = text.rfind(" ", 0, position)
    return cut if cut > 0 else position
