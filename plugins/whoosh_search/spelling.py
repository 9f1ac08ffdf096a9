"""Words of the index that a misspelt word may stand for."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from . import schema
from .queries import query_words

if TYPE_CHECKING:
    from .readers import Snapshot
    from .routing import Values
    from .segments import Segment

#: Shorter words have too many neighbours for any of them to be a likely correction.
MIN_LENGTH = 4
#: Longer words are no words that somebody misspelt.
MAX_LENGTH = 30
#: From this length on a word may have two errors.
LENGTH_FOR_TWO = 6


@lru_cache(maxsize=200_000)
def is_spelling(word: str) -> bool:
    """Tell whether a folded word may be offered as a correction: letters only, and not too few."""
    return MIN_LENGTH <= len(word) <= MAX_LENGTH and word.isalpha()


def corrections(snapshot: "Snapshot", routes: "Values | None", typed: str) -> list[str]:
    """Return what a word may stand for in an index, in the folders of some routing values.

    Nothing for more or less than one word, and for a word that is there, in any of its forms.
    """
    found = query_words(typed)
    if len(found) != 1:
        return []
    segments = snapshot.segments(routes)
    terms = snapshot.analyzer.alternatives(found[0])
    if any(each.document_frequency(schema.WORDS, term) for each in segments for term in terms):
        return []
    return similar_words(segments, found[0])


def similar_words(segments: Iterable["Segment"], word: str) -> list[str]:
    """Return the words in some segments that a folded word may stand for, the most likely first.

    They are one error away, or two from a word of six letters on, and begin with the same letter:
    few misspell the first one (Pollock and Zamora, "Automatic spelling correction in scientific
    and scholarly text", 1984). More frequent words come before others that are as far away.
    """
    if not is_spelling(word):
        return []
    frequencies: dict[str, int] = {}
    for segment in segments:
        # Exchanged letters are two errors to the dictionary, and one to a person.
        for term in segment.similar_terms(schema.SPELLINGS, word, 2):
            frequencies[term] = frequencies.get(term, 0) + _live_frequency(segment, term)
    distances = {term: errors_between(word, term) for term, count in frequencies.items() if count}
    allowed = 1 if len(word) < LENGTH_FOR_TWO else 2
    likely = (term for term, distance in distances.items() if 0 < distance <= allowed)
    return sorted(likely, key=lambda term: (distances[term], -frequencies[term], term))


def _live_frequency(segment: "Segment", term: str) -> int:
    documents = segment.postings(schema.SPELLINGS, term).documents
    return sum(number not in segment.deleted for number in documents)


def errors_between(first: str, second: str) -> int:
    """Return how many typing errors are between two words.

    An error is a letter too many, missing or wrong, or two neighbours exchanged: the optimal
    string alignment distance (Damerau 1964; Boytsov 2011, section 2.2).
    """
    before: list[int] = []
    previous = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        current = [row]
        for column, other in enumerate(second, start=1):
            best = min(
                previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != other)
            )
            if row > 1 and column > 1 and first[row - 2 : row] == second[column - 2 : column][::-1]:
                best = min(best, before[column - 2] + 1)
            current.append(best)
        before, previous = previous, current
    return previous[-1]
