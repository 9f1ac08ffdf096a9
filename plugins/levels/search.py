"""Reader search: everything of every type at the reader's own level, and nothing else.

It goes through Wagtail's search API with the backend alias `readers`, so the engine is a setting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.paginator import Page as PageOfList
from django.utils.safestring import SafeString
from modelsearch.query import SearchQuery
from wagtail import hooks

from plugins.levels.corrections import did_you_mean
from plugins.levels.facets import Choice, Facets, topics_of
from plugins.levels.highlighting import excerpt
from plugins.levels.indexing import BACKEND
from plugins.levels.languages import language_of
from plugins.levels.listing import paginate
from plugins.levels.models import Level, LevelledMixin, Topic
from plugins.levels.queries import Typed, typed
from plugins.levels.reader import Reader
from plugins.levels.registry import levelled_models
from plugins.levels.visibility import LevelledPageQuerySet, all_pages, pages_visible_to

PAGE_SIZE = 10


class Order(StrEnum):
    """Which hits come first, as URLs say it."""

    BEST = ""
    NEWEST = "newest"


@dataclass(frozen=True)
class Hit:
    """A page found, and the stretch of it that holds the words."""

    page: Any
    topics: list[Topic]
    excerpt: SafeString
    #: Whether editors put it first for these words.
    is_picked: bool = False


@dataclass(frozen=True)
class Matching:
    """The keys of all pages that match, in order, and how they were found."""

    keys: Sequence[int]
    #: Whether no page has everything that was typed, and these have any word of it.
    any_word: bool = False
    #: Whether the index could not be read, and the database answered instead.
    degraded: bool = False


@dataclass(frozen=True)
class Found:
    """What a search found: one page of hits, how many there are, and how to narrow them."""

    query: Typed
    level: Level
    hits: PageOfList | list[Hit] = field(default_factory=list)
    count: int = 0
    any_word: bool = False
    topics: list[Choice] = field(default_factory=list)
    kinds: list[Choice] = field(default_factory=list)
    topic: str = ""
    kind: str = ""
    order: Order = Order.BEST
    #: What to search for instead, in words that occur in pages that the reader may see, or "".
    did_you_mean: str = ""
    #: Whether the index is being repaired, so that hits may be missing and are in no order.
    being_repaired: bool = False

    @property
    def words(self) -> str:
        """What was typed, as far as it was searched for."""
        return self.query.text

    @property
    def left_out(self) -> tuple[str, ...]:
        """The words that were too many, and not searched for."""
        return self.query.left_out


def search(
    reader: Reader,
    text: str,
    *,
    topic: str = "",
    kind: str = "",
    order: str = "",
    page: str | int | None = 1,
) -> Found:
    """Return the pages at `reader`'s level that hold all that was typed, or else any word of it.

    `text` is words, "phrases" and -exclusions. `topic` is a topic's slug and `kind` a value of
    `Found.kinds`; both narrow what is found. `order` is a value of `Order`; others are the first.
    """
    query = typed(text)
    in_order = order_called(order)
    if not query.wanted:
        return Found(query, reader.level, topic=topic, kind=kind, order=in_order)
    visible = pages_visible_to(reader)
    matching = matching_keys(visible, query, in_order)
    picked = picked_keys(visible, reader, query) if in_order is Order.BEST else []
    models = levelled_models(feeding=reader.numbers)
    facets = Facets(with_first(picked, matching.keys), models, topic=topic, kind=kind)
    missed = matching.any_word or not matching.keys
    return Found(
        query,
        reader.level,
        hits=page_of_hits(facets.keys, page, models, query, picked),
        count=len(facets.keys),
        any_word=matching.any_word,
        topics=facets.topics(),
        kinds=facets.kinds(),
        topic=topic,
        kind=kind,
        order=in_order,
        did_you_mean=did_you_mean(visible, query, models) if missed else "",
        being_repaired=matching.degraded,
    )


def order_called(name: str) -> Order:
    """Return the order that a URL names, the best first where it names none."""
    return Order(name) if name in set(Order) else Order.BEST


def matching_keys(visible: LevelledPageQuerySet, query: Typed, order: Order) -> Matching:
    """Return what matches everything in `query`; where nothing does, what matches any word."""
    matching = found_by(visible, query.with_all(), order)
    if not matching.keys and query.can_be_relaxed:
        matching = found_by(visible, query.with_any(), order)
        return Matching(matching.keys, bool(matching.keys), matching.degraded)
    if order is Order.BEST and not query.excluded:
        return Matching(titled_first(matching.keys, query), degraded=matching.degraded)
    return matching


def found_by(visible: LevelledPageQuerySet, query: SearchQuery, order: Order) -> Matching:
    """Return the keys of all pages that match `query`."""
    if order is Order.NEWEST:
        results = visible.newest_first().search(query, backend=BACKEND, order_by_relevance=False)
    else:
        results = visible.search(query, backend=BACKEND)
    # Our engine tells the keys without loading the pages, and whether its index is whole.
    keys = results.keys() if hasattr(results, "keys") else [page.pk for page in results]
    return Matching(keys, degraded=getattr(results, "degraded", False))


def titled_first(keys: Sequence[int], query: Typed) -> Sequence[int]:
    """Return `keys` with the pages first whose title is what was typed, "About" for example.

    Ranking by words cannot tell them from longer titles, nor see words that occur everywhere.
    """
    if len(keys) < 2:
        return keys
    titled = all_pages().filter(title__iexact=query.wanted_text)
    first = set(titled.values_list("pk", flat=True))
    if first.isdisjoint(keys):
        return keys
    return with_first([key for key in keys if key in first], keys)


def picked_keys(visible: LevelledPageQuerySet, reader: Reader, query: Typed) -> list[int]:
    """Return the keys of those pages in a reader's lists that editors picked for the words."""
    keys = [key for offer in hooks.get_hooks("picks") for key in offer(reader, query)]
    if not keys:
        return []
    seen = set(visible.filter(pk__in=keys).values_list("pk", flat=True))
    return [key for key in keys if key in seen]


def with_first(first: Sequence[int], keys: Sequence[int]) -> Sequence[int]:
    """Return `keys` with those in `first` before the others, also those that were not there."""
    if not first:
        return keys
    others = set(first)
    return [*dict.fromkeys(first), *(key for key in keys if key not in others)]


def page_of_hits(
    keys: Sequence[int],
    number: str | int | None,
    models: list[type[LevelledMixin]],
    query: Typed,
    picked: Sequence[int],
) -> PageOfList:
    """Return one page of the list of hits with these keys, each with its excerpt and topics."""
    hits = paginate(keys, number, size=PAGE_SIZE)
    shown = list(hits.object_list)
    pages, topics = pages_by_key(models, shown), topics_of(shown)
    hits.object_list = [
        Hit(
            pages[key],
            topics.get(key, []),
            excerpt_of(pages[key], query.wanted_text),
            is_picked=key in picked,
        )
        for key in shown
        if key in pages
    ]
    return hits


def excerpt_of(page: Any, words: str) -> SafeString:
    """Return the stretch of a page, as it is live, that holds the most of `words`."""
    return excerpt(page.text_for_excerpt(), words, language=language_of(page))


def pages_by_key(models: list[type[LevelledMixin]], keys: Iterable[int]) -> dict[int, Any]:
    """Return the pages with these keys, each as its own type."""
    return {
        page.pk: page
        for model in models
        for page in model.objects.exact_type(model).filter(pk__in=keys)
    }
