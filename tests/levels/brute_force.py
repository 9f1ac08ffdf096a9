"""What a reader may see and find, worked out page by page in Python: neither index nor query.

Tests hold the site's answers against it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Page, PageViewRestriction

from plugins.whoosh_search.analysis import Analyzer, words


class Part(NamedTuple):
    """A word or phrase of a query, and whether it is what pages must not hold."""

    words: tuple[str, ...]
    is_phrase: bool = False
    is_excluded: bool = False

    def __str__(self) -> str:
        text = " ".join(self.words)
        return f"{'-' * self.is_excluded}" + (f'"{text}"' if self.is_phrase else text)

    @property
    def folded(self) -> list[str]:
        """Its words as the analysis has them."""
        return [each for word in self.words for each in words(word)]


def backends_in(folder: Path) -> dict[str, dict[str, Any]]:
    """Return search backends with an index of its own, and without an index for the admin."""
    others = settings.WAGTAILSEARCH_BACKENDS
    return {
        "default": {**others["default"], "AUTO_UPDATE": False},
        "readers": {**others["readers"], "PATH": folder / "index"},
    }


def visible_pages(choices: Mapping[int | None, int]) -> list[Any]:
    """Return the pages in the lists of readers with these levels: by topic, None in general."""
    return [page for page in open_pages() if is_at_level(page, choices)]


def open_pages() -> list[Any]:
    """Return the pages that anybody may read, at whatever level."""
    private = set(PageViewRestriction.objects.values_list("page__path", flat=True))
    pages = Page.objects.specific().prefetch_related("level_tags", "topic_tags")
    return [page for page in pages if is_open(page, private)]


def is_at_level(page: Any, choices: Mapping[int | None, int]) -> bool:
    """Tell whether a page is at the level set for one of its topics, or else at the general one."""
    numbers = {tag.tag.number for tag in page.level_tags.all()}
    own = {choices[tag.tag_id] for tag in page.topic_tags.all() if tag.tag_id in choices}
    return bool(numbers & (own or {choices.get(None, 1)}))


def is_open(page: Any, private: set[str]) -> bool:
    """Tell whether anybody may read a page, given the places of private ones."""
    above = {page.path[:length] for length in range(4, len(page.path) + 1, 4)}
    expired = page.expire_at is not None and page.expire_at <= timezone.now()
    return page.live and not expired and not above & private


def texts_of(page: Any) -> list[str]:
    """Return what a page says, each value by itself, and what its topics are called."""
    return [
        page.title,
        page.summary,
        page.credit_line,
        *(strip_tags(block.value.source) for block in page.body),
        *(tag.tag.name for tag in page.topic_tags.all()),
    ]


def words_of(pages: Iterable[Any]) -> set[str]:
    """Return all words of some pages, folded."""
    return {word for page in pages for text in texts_of(page) for word in words(text)}


class Finder:
    """Finds pages by looking at each, by the analysis of the index."""

    def __init__(self, analyzer: Analyzer, pages: Sequence[Any]) -> None:
        self._analyzer = analyzer
        self._pages = {
            page.pk: [list(analyzer.terms(text, "en")) for text in texts_of(page)] for page in pages
        }

    def found(self, parts: Sequence[Part]) -> tuple[set[int], bool]:
        """Return the keys of what a query finds, and whether any of its words was enough."""
        wanted = [part for part in parts if not part.is_excluded]
        excluded = set().union(*(self._holding([p]) for p in parts if p.is_excluded))
        if not wanted:
            return set(), False
        found = self._holding(wanted) - excluded
        typed = [word for part in wanted for word in part.folded]
        if found or len(typed) < 2:
            return found, False
        significant = self._analyzer.significant(typed)
        found = set().union(*(self._with_phrase([word]) for word in significant)) - excluded
        return found, bool(found)

    def completed(self, typed: Sequence[str], pages: Iterable[Any]) -> set[int]:
        """Return the keys of the pages whose titles hold words that begin as all those typed."""
        return {
            page.pk
            for page in pages
            if all(any(w.startswith(begun) for w in words(page.title)) for begun in typed)
        }

    def _holding(self, parts: Sequence[Part]) -> set[int]:
        single = [word for part in parts if not part.is_phrase for word in part.folded]
        needed = [[word] for word in self._analyzer.significant(single)]
        needed += [part.folded for part in parts if part.is_phrase]
        return set(self._pages).intersection(*map(self._with_phrase, needed))

    def _with_phrase(self, phrase: Sequence[str]) -> set[int]:
        stems = [self._analyzer.alternatives(word)[0] for word in phrase]
        return {key for key, texts in self._pages.items() if any(map(self._in(stems), texts))}

    def _in(self, stems: list[str]) -> Any:
        size = len(stems)
        return lambda text: any(text[at : at + size] == stems for at in self._places(text, size))

    @staticmethod
    def _places(text: list[str], size: int) -> Iterator[int]:
        yield from range(len(text) - size + 1)
