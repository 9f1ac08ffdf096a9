"""What is searched for: words drawn from the pages themselves, by how frequent they are."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle
from random import Random

from modelsearch.query import Phrase, PlainText, SearchQuery

from benchmarks.vocabulary import FUNCTION_WORDS
from plugins.levels.models import FIRST, LAST
from plugins.levels.visibility import published
from plugins.resources.models import ResourcePage
from plugins.stories.models import StoryPage

#: Shares of the pages that hold a word: of frequent, middling and rare words.
BANDS = ((0.10, 0.50), (0.01, 0.10), (0.0005, 0.01))
#: Letters that somebody has typed when the completion is asked for.
BEGINNINGS = (2, 3, 4, 5)
#: Pages that the words are drawn from.
SAMPLE = 2000


class Kind(StrEnum):
    """A kind of search that is measured on its own."""

    ONE = "one word"
    TWO_ALL = "two words, all"
    TWO_ANY = "two words, any"
    THREE_ALL = "three words, all"
    THREE_ANY = "three words, any"
    PHRASE = "phrase"
    COMPLETION = "completion"


@dataclass(frozen=True)
class Search:
    """A search at one level."""

    kind: Kind
    text: str
    level: int

    @property
    def query(self) -> SearchQuery:
        """The search in modelsearch's terms."""
        if self.kind is Kind.PHRASE:
            return Phrase(self.text)
        return PlainText(self.text, operator="or" if self.kind.endswith("any") else "and")


class Queries:
    """Draws searches of each kind, the same ones for the same seed and pages."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - no secrets are made here
        self._texts = list(_sampled_texts())
        self._bands = _bands(self._texts)

    def of(self, kind: Kind, count: int) -> list[Search]:
        """Return so many searches of a kind, the levels and the frequencies of words in turn."""
        draw = self._drawing[kind]
        levels = cycle(range(FIRST, LAST + 1))
        return [Search(kind, draw(number), next(levels)) for number in range(count)]

    @property
    def _drawing(self) -> dict[Kind, Callable[[int], str]]:
        return {
            Kind.ONE: lambda number: self._words(number, 1),
            Kind.TWO_ALL: lambda number: self._words_of_a_page(2),
            Kind.TWO_ANY: lambda number: self._words(number, 2),
            Kind.THREE_ALL: lambda number: self._words_of_a_page(3),
            Kind.THREE_ANY: lambda number: self._words(number, 3),
            Kind.PHRASE: lambda number: self._neighbours(),
            Kind.COMPLETION: self._beginning,
        }

    def _words(self, number: int, count: int) -> str:
        # Any two levels in turn meet all bands in turn.
        band = self._bands[number // (LAST - FIRST + 1) % len(self._bands)]
        return " ".join(self._random.sample(band, count))

    def _words_of_a_page(self, count: int) -> str:
        known = [word for band in self._bands[:2] for word in band]
        while True:
            _, words = self._random.choice(self._texts)
            found = sorted(set(words).intersection(known))
            if len(found) >= count:
                return " ".join(self._random.sample(found, count))

    def _neighbours(self) -> str:
        while True:
            _, words = self._random.choice(self._texts)
            start = self._random.randrange(len(words) - 2)
            pair = words[start : start + 2]
            if not set(pair).intersection(FUNCTION_WORDS):
                return " ".join(pair)

    def _beginning(self, number: int) -> str:
        title, _ = self._random.choice(self._texts)
        length = BEGINNINGS[number // (LAST - FIRST + 1) % len(BEGINNINGS)]
        return self._random.choice([word for word in title if len(word) >= length])[:length]


def _sampled_texts() -> Iterator[tuple[list[str], list[str]]]:
    """Yield the words of the titles and of the bodies of some pages."""
    for model in (StoryPage, ResourcePage):
        pages = published(model.objects.all()).order_by("pk")
        step = max(1, pages.count() // (SAMPLE // 2))
        for title, body in pages.values_list("title", "body")[::step]:
            texts = [block["value"] for block in body.raw_data]
            yield title.lower().split(), " ".join(map(_plain, texts)).lower().split()


def _plain(text: str) -> str:
    return text.removeprefix("<p>").removesuffix("</p>").replace(".", "")


def _bands(texts: list[tuple[list[str], list[str]]]) -> list[list[str]]:
    frequencies = Counter(word for _, words in texts for word in set(words))
    content = {w: n / len(texts) for w, n in frequencies.items() if w not in FUNCTION_WORDS}
    return [sorted(w for w, share in content.items() if low <= share < high) for low, high in BANDS]
