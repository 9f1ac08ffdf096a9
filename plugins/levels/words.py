"""Words in texts and queries: where they are, and which are forms of the same word."""

import re
import unicodedata
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import snowballstemmer

# Scripts written without spaces: each character is a word, as for the search engines.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_LETTERS = f"[^\\W{_IDEOGRAPHS}]+"
WORD = re.compile(f"[{_IDEOGRAPHS}]|{_LETTERS}(?:['\u2019]{_LETTERS})*")

_ALGORITHMS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "nl": "dutch"}

_one_at_a_time = Lock()


def fold(word: str) -> str:
    """Return `word` in lower case and without accents."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_in(text: str) -> list[str]:
    """Return the words of `text`, folded, in order and as often as they occur."""
    return [fold(word) for word in WORD.findall(text)]


@lru_cache(maxsize=100_000)
def stem(word: str, language: str = "en") -> str:
    """Return the stem of a folded `word`; the word itself in unknown languages."""
    stemmer = _stemmer(language)
    if stemmer is None:
        return word
    # Snowball's stemmers keep the word in work on themselves, and threads share them.
    with _one_at_a_time:
        return stemmer.stemWord(word)


@lru_cache(maxsize=100_000)
def stem_as_written(word: str, language: str = "en") -> str:
    """Return the stem of a `word` as it stands in a text, with its capitals and accents."""
    return stem(fold(word), language)


def stems(text: str, language: str = "en") -> set[str]:
    """Return the stems of all words in `text`."""
    return {stem(word, language) for word in words_in(text)}


@cache
def _stemmer(language: str) -> Any:
    name = _ALGORITHMS.get(language.split("-")[0])
    return snowballstemmer.stemmer(name) if name else None
