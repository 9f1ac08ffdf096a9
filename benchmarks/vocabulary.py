"""An invented language whose words are as frequent as those of real ones (Zipf's law)."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from random import Random

#: Different words, function words left out.
SIZE = 30_000
#: Zipf's exponent and Mandelbrot's shift: the word of rank r is as frequent as 1 / (r + shift)^s.
EXPONENT, SHIFT = 1.05, 2.7

#: The most frequent words of English texts: four in ten running words.
FUNCTION_WORDS = [
    "the", "of", "and", "to", "a", "in", "that", "it", "is", "was", "for", "you", "he", "be",
    "with", "on", "by", "at", "have", "are", "not", "this", "but", "had", "his", "they",
    "from", "she", "which", "or", "we", "an", "there", "her", "were", "one", "do", "been",
    "all", "their", "has", "would", "will", "what", "if", "can", "when", "so", "my", "more",
    "about", "out", "up", "who", "them", "some", "me", "could", "other", "then", "into",
]  # fmt: skip

_ONSETS = [
    "b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "w", "br", "ch",
    "cl", "cr", "dr", "fl", "gr", "pl", "pr", "sc", "sh", "st", "th", "tr",
]  # fmt: skip
_VOWELS = [
    "a", "e", "i", "o", "u", "ai", "ea", "io", "ou",
]  # fmt: skip
_CODAS = ["", "", "", "n", "r", "l", "s", "t", "nd", "rt", "ck", "m"]
_ENDINGS = ["", "", "", "s", "ing", "ed", "er", "ation", "ly", "ness"]


class Vocabulary:
    """The words of all pages, the most frequent first, each with its probability."""

    def __init__(self, random: Random) -> None:
        self._random = random
        content_words = list(islice(_invented_words(random), SIZE))
        self.words = [*FUNCTION_WORDS, *content_words]
        self._cumulated = _zipf(len(self.words))
        self._cumulated_content = _zipf(len(content_words))
        self._content_words = content_words

    def text(self, count: int) -> list[str]:
        """Return so many words of running text."""
        return self._random.choices(self.words, cum_weights=self._cumulated, k=count)

    def terms(self, count: int) -> list[str]:
        """Return so many words that say what a text is about."""
        weights = self._cumulated_content
        return self._random.choices(self._content_words, cum_weights=weights, k=count)


def sentences(words: Sequence[str], length: int = 14) -> str:
    """Return running text: the words in sentences."""
    parts = (words[start : start + length] for start in range(0, len(words), length))
    return " ".join(f"{' '.join(part).capitalize()}." for part in parts)


def _zipf(size: int) -> list[float]:
    return list(accumulate((rank + SHIFT) ** -EXPONENT for rank in range(1, size + 1)))


def _invented_words(random: Random) -> Iterator[str]:
    seen = set(FUNCTION_WORDS)
    while True:
        syllables = random.choices((1, 2, 3), (2, 5, 3))[0]
        stem = "".join(
            random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS)
            for _ in range(syllables)
        )
        for word in {stem, stem + random.choice(_ENDINGS)}:
            if len(word) > 3 and word not in seen:
                seen.add(word)
                yield word
