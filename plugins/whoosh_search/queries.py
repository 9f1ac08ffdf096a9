"""Turning modelsearch's queries into nodes that find documents. No query language is parsed."""

from collections.abc import Callable, Generator, Iterable
from functools import cached_property
from itertools import islice
from typing import Any, TypeAlias

from modelsearch.query import And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText

from .analysis import MAX_BEGINNING_LENGTH, Analyzer, words, words_in_place
from .matching import AllOf, AnyOf, Everything, Node, NoneOf, Nothing, PhraseOf, Similar, Word
from .nesting import unnested

#: More words than this are left out of a query; `words_left_out` names them.
MAX_WORDS = 32
#: Of a fuzzy query fewer are looked for: each stands for many.
MAX_FUZZY_WORDS = 8
#: Of longer texts only the beginning is looked at.
MAX_TEXT = 10_000


def query_words(text: str) -> list[str]:
    """Return the words of a query that are searched for."""
    return list(islice(words(text[:MAX_TEXT]), MAX_WORDS))


def words_left_out(text: str) -> list[str]:
    """Return the words beyond the limit, which a search for the text does not look for."""
    return list(islice(words(text[:MAX_TEXT]), MAX_WORDS, None))


#: Yields parts of a query with their boosts, is sent their nodes, and returns its own.
Parts: TypeAlias = Generator[tuple[Any, float], Node | None, Node | None]


def typed_words(text: str) -> list[str]:
    """Return the same words as `query_words`, but as they were typed."""
    found = islice(words_in_place(text[:MAX_TEXT]), MAX_WORDS)
    return [text[word.start : word.end] for word in found]


class NodeBuilder:
    """Builds the nodes of one query; parts without any word, such as "?!", are left out."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def build(self, query: Any) -> Node:
        """Return the node of a query; one without any word finds nothing."""
        return unnested(self._begun, (query, 1.0)) or Nothing()

    @cached_property
    def _builders(self) -> dict[type, Callable[[Any, float], Node | Parts | None]]:
        return {
            PlainText: self._plain_text,
            Phrase: self._phrase,
            Fuzzy: self._fuzzy,
            Boost: self._boosted,
            MatchAll: lambda query, boost: Everything(),
            And: lambda query, boost: self._combine(AllOf, query.subqueries, boost),
            Or: lambda query, boost: self._combine(AnyOf, query.subqueries, boost),
            Not: self._negation,
        }

    def _begun(self, part: tuple[Any, float]) -> Node | Parts | None:
        """Return the node of a part of the query, or what builds it from its own parts."""
        query, boost = part
        for kind, builder in self._builders.items():
            if isinstance(query, kind):
                return builder(query, boost)
        raise NotImplementedError(
            f"`{type(query).__name__}` is not supported by the Whoosh search backend."
        )

    def _boosted(self, query: Boost, boost: float) -> Parts:
        return (yield query.subquery, boost * query.boost)

    def _combine(self, kind: type[AllOf | AnyOf], subqueries: Iterable[Any], boost: float) -> Parts:
        nodes = []
        for subquery in subqueries:
            nodes.append((yield subquery, boost))
        return _joined(kind, nodes)

    def _negation(self, query: Not, boost: float) -> Parts:
        negated, inner = True, query.subquery
        while isinstance(inner, Not):
            negated, inner = not negated, inner.subquery
        node = yield inner, boost
        return NoneOf(node) if node and negated else node

    def _plain_text(self, query: PlainText, boost: float) -> Node | None:
        found = dict.fromkeys(query_words(query.query_string))
        significant = self._analyzer.significant(list(found))
        return _joined(
            AllOf if query.operator == "and" else AnyOf,
            [self._word(word, boost * query.boost) for word in significant],
        )

    def _phrase(self, query: Phrase, boost: float) -> Node | None:
        found = tuple(self._word(word, boost) for word in query_words(query.query_string))
        return PhraseOf(found) if len(found) > 1 else (found[0] if found else None)

    def _fuzzy(self, query: Fuzzy, boost: float) -> Node | None:
        found = dict.fromkeys(query_words(query.query_string)[:MAX_FUZZY_WORDS])
        return _joined(
            AllOf if query.operator == "and" else AnyOf,
            [Similar(self._analyzer.alternatives(word), boost) for word in found],
        )

    def _word(self, word: str, boost: float) -> Word:
        return Word(self._analyzer.alternatives(word), boost)


class CompletionBuilder(NodeBuilder):
    """Builds the nodes of a query of which each word may be the beginning of one."""

    def _plain_text(self, query: PlainText, boost: float) -> Node | None:
        found = dict.fromkeys(query_words(query.query_string))
        return _joined(
            AllOf if query.operator == "and" else AnyOf,
            [self._word(word, boost * query.boost) for word in found],
        )

    def _phrase(self, query: Phrase, boost: float) -> Node | None:
        return self._plain_text(PlainText(query.query_string, operator="and"), boost)

    def _fuzzy(self, query: Fuzzy, boost: float) -> Node | None:
        return self._plain_text(PlainText(query.query_string, operator=query.operator), boost)

    def _word(self, word: str, boost: float) -> Word:
        return Word((word[:MAX_BEGINNING_LENGTH],), boost)


def _joined(kind: type[AllOf | AnyOf], parts: Iterable[Node | None]) -> Node | None:
    flat: list[Node] = []
    for part in parts:
        if part:
            flat.extend(part.parts if isinstance(part, kind) else [part])
    # The same word twice asks for no more than once.
    present = tuple({part if isinstance(part, Word) else id(part): part for part in flat}.values())
    return kind(present) if len(present) > 1 else (present[0] if present else None)
