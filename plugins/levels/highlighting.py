"""Excerpts of a page with the words that a reader searched for marked."""

import re
import unicodedata
from collections.abc import Callable

import snowballstemmer
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WORD = re.compile(r"\w+(?:['\u2019]\w+)*")
EXCERPT_LENGTH = 240  # characters


def fold(word: str) -> str:
    """Return `word` in lower case and without accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def stemmer(language: str) -> Callable[[str], str]:
    """Return a function that reduces a word to its stem; unchanged in unknown languages.

    It keeps the word that it works on, so threads must not share it.
    """
    names = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "nl": "dutch"}
    name = names.get(language.split("-")[0])
    return snowballstemmer.stemmer(name).stemWord if name else str


def stems(text: str, language: str = "en") -> set[str]:
    """Return the stems of all words in `text`."""
    stem = stemmer(language)
    return {stem(fold(word)) for word in WORD.findall(text)}


def excerpt(text: str, words: str, *, language: str = "en") -> SafeString:
    """Return the stretch of `text` that holds most of `words`, marked with <mark>, as safe HTML.

    Without a match it is the beginning of the text.
    """
    text = " ".join(text.split())
    wanted = stems(words, language)
    stem = stemmer(language)
    matches = [m for m in WORD.finditer(text) if stem(fold(m.group())) in wanted]
    start = best_start(text, [match.start() for match in matches])
    end = word_end(text, start + EXCERPT_LENGTH)
    parts = [escape("… ") if start else ""]
    position = start
    for match in (match for match in matches if start <= match.start() and match.end() <= end):
        parts += [escape(text[position : match.start()]), f"<mark>{escape(match.group())}</mark>"]
        position = match.end()
    parts += [escape(text[position:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(parts))  # noqa: S308 every piece of the text is escaped above


def best_start(text: str, positions: list[int]) -> int:
    """Return where the excerpt with most of the `positions` begins, at the start of a word."""
    if not positions or positions[-1] < EXCERPT_LENGTH:
        return 0
    densest = max(
        positions,
        key=lambda p: sum(p <= other < p + EXCERPT_LENGTH * 3 // 4 for other in positions),
    )
    start = max(0, densest - EXCERPT_LENGTH // 4)
    return 0 if start == 0 else text.find(" ", start, densest) + 1 or densest


def word_end(text: str, position: int) -> int:
    """Return the end of the word at `position`, so that no excerpt breaks a word."""
    if position >= len(text):
        return len(text)
    cut = text.rfind(" ", 0, position)
    return cut if cut > 0 else position
