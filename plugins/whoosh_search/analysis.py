"""Turning text into the terms that are indexed and searched: words, folded, stemmed."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from threading import Lock

import snowballstemmer
from whoosh.lang.stopwords import stoplists

#: Snowball's names of the languages that it stems, by their ISO 639-1 code.
ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}

#: Longer words are cut here, in documents and in queries alike.
MAX_WORD_LENGTH = 64
#: Word beginnings are indexed up to this length for completion.
MAX_BEGINNING_LENGTH = 20

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "\u0131": "i"}
# Invisible characters that may stand inside a word: hyphenation hints, joiners, direction marks.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_FOLDING = str.maketrans({**_LETTERS, **dict.fromkeys(_INVISIBLE, "")})
_ACCENTS = re.compile("[\u0300-\u036f]")

# The vowel signs of South Asian and other scripts are part of a word, but not "\w" to Python.
_SIGNS = "".join(
    re.escape(character)
    for character in map(chr, range(0x370, 0x3100))
    if unicodedata.category(character) in {"Mn", "Mc"}
)
# More marks on one letter than Unicode's stream-safe text has: ordering them takes time by the
# square of their number. The rare marks beyond U+FFFF go with all that stands near them.
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.combining(chr(code)))
_TOO_MANY_MARKS = re.compile(f"[{_MARKS}\U00010000-\U0001ffff]{{31,}}")
# Scripts written without spaces: each character is a word.
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD_PART = f"(?:(?![{_IDEOGRAPHS}])[^\\W_]|[{_SIGNS}])+"
_WORD = re.compile(f"[{_IDEOGRAPHS}]|{_WORD_PART}(?:['\u2019]{_WORD_PART})*")

# The same, and twice as fast, for folded text that has nothing else.
_ASCII_WORD = re.compile("[a-z0-9]+(?:'[a-z0-9]+)*")


class Word:
    """A word of a text: how it is searched for, and where it stands."""

    __slots__ = ("end", "folded", "start")

    def __init__(self, folded: str, start: int, end: int) -> None:
        self.folded = folded
        self.start = start
        self.end = end


def fold(text: str) -> str:
    """Return the text in lower case without accents: "Café" and "CAFE" become "cafe"."""
    if text.isascii():
        return text.lower()
    safe = _TOO_MANY_MARKS.sub(lambda run: run.group()[:30], text)
    decomposed = unicodedata.normalize("NFKD", safe.casefold()).translate(_FOLDING)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed)).casefold()


def words(text: str) -> Iterator[str]:
    """Return the folded words of the text, in order, stop words included."""
    folded = fold(text)
    found: Iterable[str] = (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)
    if "'" in folded or "\u2019" in folded:
        found = map(_without_apostrophe, found)
    return (word[:MAX_WORD_LENGTH] for word in found)


def words_in_place(text: str) -> Iterator[Word]:
    """Yield the words with their place in the text as it was given."""
    for match in re.finditer(r"[^\s]+", text):
        yield from _words_of_chunk(match.group(), match.start())


def _words_of_chunk(chunk: str, offset: int) -> Iterator[Word]:
    # Folding may change lengths, so places are found character by character.
    parts = list(chunk.lower()) if chunk.isascii() else [fold(character) for character in chunk]
    origins = [index for index, part in enumerate(parts) for _ in part]
    folded = "".join(parts)
    for match in _WORD.finditer(folded):
        start, end = origins[match.start()], origins[match.end() - 1] + 1
        word = _without_apostrophe(fold(match.group()))[:MAX_WORD_LENGTH]
        yield Word(word, offset + start, offset + end)


def _without_apostrophe(word: str) -> str:
    """Drop what the apostrophe adds: "club's", "l'eau" and "don't" are club, eau and dont."""
    if word.isalnum():
        return word
    first, *rest = re.split("['\u2019]", word)
    if rest and rest[-1] == "s":
        first, rest = first + "".join(rest[:-1]), []
    if rest and len(first) <= 2 < len(rest[0]):
        first = ""
    return first + "".join(rest)


def beginnings(word: str) -> Iterator[str]:
    """Yield the beginnings of a word under which completion finds it."""
    for length in range(1, min(len(word), MAX_BEGINNING_LENGTH) + 1):
        yield word[:length]


class Stemmer:
    """Reduces words of one language to their stems; safe to share between threads."""

    def __init__(self, language: str) -> None:
        algorithm = ALGORITHMS.get(language)
        self._snowball = snowballstemmer.stemmer(algorithm) if algorithm else None
        self._lock = Lock()
        self.stem = lru_cache(maxsize=200_000)(self._stem)

    def _stem(self, word: str) -> str:
        if self._snowball is None:
            return word
        # Snowball's stemmers keep the word in work on themselves.
        with self._lock:
            return fold(self._snowball.stemWord(word))


@cache
def stemmer(language: str) -> Stemmer:
    """Return the stemmer of a language, given by its ISO 639-1 code; others are not stemmed."""
    return Stemmer(language)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words that say nothing about a text, folded as they are searched."""
    return frozenset(fold(word) for word in stoplists.get(language, ()))


class Analyzer:
    """Turns text into terms for an index whose pages are in one or several languages."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages
        self.stop_words = frozenset[str]().union(*map(stop_words, languages))

    def language_of(self, code: str | None) -> str:
        """Return the configured language that a page's language code stands for."""
        short = (code or "").split("-")[0].lower()
        return short if short in self.languages else self.languages[0]

    def terms(self, text: str, language: str) -> Iterator[str]:
        """Yield the terms that a text in the language is indexed under."""
        return self.stemmed(words(text), language)

    def stemmed(self, text_words: Iterable[str], language: str) -> Iterator[str]:
        """Yield the term that each word of a text in the language is indexed under."""
        return map(stemmer(language).stem, text_words)

    def alternatives(self, word: str) -> tuple[str, ...]:
        """Return the terms that a folded word may be indexed under, one for each language."""
        return tuple(dict.fromkeys(stemmer(language).stem(word) for language in self.languages))

    def significant(self, text_words: list[str]) -> list[str]:
        """Return the words without the stop words, or all where nothing else is left."""
        return [word for word in text_words if word not in self.stop_words] or text_words


@cache
def analyzer(languages: tuple[str, ...]) -> Analyzer:
    """Return the analyzer for these languages; the first is the default."""
    return Analyzer(languages)
