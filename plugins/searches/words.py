"""What is kept of what a reader typed: words in one form for all, and none that tell who it was."""

import re

from plugins.levels.queries import Part, Typed
from plugins.levels.words import WORD, fold

#: Characters: whoever types more tells a story, and it may be their own.
MAX_LENGTH = 80
#: As many digits in a row, whatever parts them, are a number to call, a date or an account.
MAX_DIGITS = 6

_DIGITS = re.compile(rf"\d(?:[\s./()+-]*\d){{{MAX_DIGITS}}}")
_ADDRESS = re.compile(r"@|://|\bwww\.|\w\.[a-z]{2,}/")


def words_to_count(query: Typed) -> str:
    """Return the words of `query` as they are counted, "" where they may tell who it was.

    Not counted are long texts, long numbers, and the addresses of people and of pages.
    """
    text = fold(query.text)
    if query.left_out or _ADDRESS.search(text) or _DIGITS.search(text):
        return ""
    words = words_alike(query)
    return words if len(words) <= MAX_LENGTH else ""


def words_alike(query: Typed) -> str:
    """Return `query` in one form for all who mean the same: folded, and without other marks.

    First what pages must hold, in the order typed, then what they must not, in any order. Phrases
    keep their quotes, since they find other pages than their words do.
    """
    wanted = filter(None, map(part_alike, query.wanted))
    excluded = sorted(filter(None, map(part_alike, query.excluded)))
    return " ".join([*wanted, *(f"-{part}" for part in dict.fromkeys(excluded))])


def part_alike(part: Part) -> str:
    """Return the words of `part`, in quotes where they are several that belong together."""
    words = folded_words(part.text)
    belong_together = (part.is_phrase or part.is_excluded) and " " in words
    return f'"{words}"' if belong_together else words


def folded_words(text: str) -> str:
    """Return the folded words of `text` with a space wherever anything stood between two."""
    folded = fold(text).replace("\u2019", "'")
    parts: list[str] = []
    end = 0
    for word in WORD.finditer(folded):
        if parts and word.start() > end:
            parts.append(" ")
        parts.append(word[0])
        end = word.end()
    return "".join(parts)


def wanted_in(words: str) -> str:
    """Return of words as they are counted those that pages must hold: they come first."""
    return words.partition(" -")[0]
