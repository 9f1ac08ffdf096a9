"""What readers type into the search box: words, "phrases", and what to leave out with a minus.

No query language is parsed: whatever else is typed is words.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from modelsearch.query import And, Boost, Not, Or, Phrase, PlainText, SearchQuery

from plugins.levels.words import WORD, words_in

#: Words that a search looks for; those beyond are left out, and named.
MAX_WORDS = 32
#: Characters of a query that a search looks at; what is beyond is left out, and named.
MAX_LENGTH = 500
#: Characters of a text of which anything is said at all.
MAX_CLEANED = 100_000
#: How much words in the order in which they were typed add to what they count one by one. With it
#: 90 % of the 734 articles of a real corpus came first for their own title, without it 82 %.
PHRASE_BOOST = 0.5
#: So many words may stand together in a page by more than chance: titles do.
MAX_BOOSTED = 12

# Quotation marks as keyboards of all countries and phones type them.
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»"), '"')
_PART = re.compile(r'(?P<minus>(?<!\S)-(?=[^\s-]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class Part:
    """A word or phrase of a query, and whether it is what pages must not hold."""

    text: str
    is_phrase: bool = False
    is_excluded: bool = False

    @property
    def as_typed(self) -> str:
        """The part as a reader may type it."""
        text = f'"{self.text}"' if self.is_phrase else self.text
        return f"-{text}" if self.is_excluded else text


@dataclass(frozen=True)
class Typed:
    """What a reader typed, cut to what a search can look for."""

    text: str
    #: The words beyond the limits, which the search does not look for, each once.
    left_out: tuple[str, ...] = ()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The words and phrases that hold any letter or digit, in the order typed."""
        return tuple(parts_of(self.text))

    @cached_property
    def wanted(self) -> tuple[Part, ...]:
        """What pages must hold."""
        return tuple(part for part in self.parts if not part.is_excluded)

    @cached_property
    def excluded(self) -> tuple[Part, ...]:
        """What pages must not hold."""
        return tuple(part for part in self.parts if part.is_excluded)

    @property
    def wanted_text(self) -> str:
        """The words that pages must hold, in the order typed, without marks."""
        return " ".join(part.text for part in self.wanted)

    @property
    def can_be_relaxed(self) -> bool:
        """Whether a page may hold some of it and not all."""
        return len(words_in(self.wanted_text)) > 1

    def with_all(self) -> SearchQuery:
        """Return what finds the pages that hold everything, first those with it as it was typed."""
        query = joined(And, queries_of(self.wanted))
        is_short = len(words_in(self.wanted_text)) <= MAX_BOOSTED
        if self.can_be_relaxed and is_short and not isinstance(query, Phrase):
            query = Or([query, Boost(Phrase(self.wanted_text), PHRASE_BOOST)])
        return self._without_excluded(query)

    def with_any(self) -> SearchQuery:
        """Return what finds the pages that hold any word; those of phrases count one by one."""
        return self._without_excluded(PlainText(self.wanted_text, operator="or"))

    def replacing(self, corrected: dict[str, str]) -> "Typed":
        """Return the same with words exchanged, given by their folded form."""
        changed = (
            part if part.is_excluded else Part(exchanged(part.text, corrected), part.is_phrase)
            for part in self.parts
        )
        return Typed(" ".join(part.as_typed for part in changed))

    def _without_excluded(self, query: SearchQuery) -> SearchQuery:
        excluded = [query for part in self.excluded for query in queries_of([part])]
        return joined(And, [query, *map(Not, excluded)])


def typed(text: str) -> Typed:
    """Return what to search for where a reader typed `text`, whatever that is."""
    kept, rest = split_at(cleaned(text))
    known = set(words_in(kept))
    return Typed(kept, tuple(word for word in dict.fromkeys(words_in(rest)) if word not in known))


def cleaned(text: str) -> str:
    """Return the beginning of `text` on one line: quotes alike, nothing invisible, no NUL."""
    text = " ".join(text[:MAX_CLEANED].split()).translate(_QUOTES)
    if not text.isprintable():
        text = "".join(map(_printable, text))
    return " ".join(text.split())


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    # Marks of direction and joiners stand inside of words; control characters between them.
    return "" if unicodedata.category(character) == "Cf" else " "


def split_at(text: str) -> tuple[str, str]:
    """Return the part of `text` within the limits, and the rest; no word is cut but a huge one."""
    position = 0
    for number, word in enumerate(WORD.finditer(text)):
        if number == MAX_WORDS or word.end() > MAX_LENGTH:
            end = position or MAX_LENGTH
            return text[:end].rstrip(), text[end:]
        position = word.end()
    # All words are within; what follows the last one is quotes and other marks.
    return text[:MAX_LENGTH], ""


def parts_of(text: str) -> Iterator[Part]:
    """Yield the words and phrases of a cleaned text."""
    for match in _PART.finditer(text):
        inside = match["phrase"] or match["word"] or ""
        if WORD.search(inside):
            is_phrase = match["phrase"] is not None
            yield Part(inside.strip(), is_phrase, is_excluded=match["minus"] is not None)


def queries_of(parts: Sequence[Part]) -> list[SearchQuery]:
    """Return a query for all words together, which skips stop words, and one for each phrase."""
    words = [part.text for part in parts if not part.is_phrase]
    phrases = [Phrase(part.text) for part in parts if part.is_phrase]
    return [PlainText(" ".join(words)), *phrases] if words else [*phrases]


def exchanged(text: str, corrected: dict[str, str]) -> str:
    """Return `text` with each word exchanged whose folded form is a key of `corrected`."""
    return WORD.sub(lambda word: corrected.get(words_in(word[0])[0], word[0]), text)


def joined(
    combine: Callable[[list[SearchQuery]], SearchQuery], queries: list[SearchQuery]
) -> SearchQuery:
    """Return one query of several; a single one stays what it is."""
    return queries[0] if len(queries) == 1 else combine(queries)
