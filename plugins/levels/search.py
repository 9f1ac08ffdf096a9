"""Reader search: everything of every type at the reader's own level, and nothing else.

It goes through Wagtail's search API with the backend alias `readers`, so the engine is a setting.
Topics and kinds are counted in the database from the keys of the hits, so that each count is
exactly what a click on it will show.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page as PageOfList
from django.utils.safestring import SafeString

from plugins.levels.highlighting import excerpt
from plugins.levels.indexing import BACKEND
from plugins.levels.listing import paginate
from plugins.levels.models import Level, LevelledMixin, Topic, TopicTag
from plugins.levels.reader import Reader
from plugins.levels.registry import levelled_models
from plugins.levels.visibility import LevelledPageQuerySet, pages_visible_to

PAGE_SIZE = 10
MAX_LENGTH = 300  # characters of a query; the rest is left out


@dataclass(frozen=True)
class Hit:
    """A page found, and the stretch of it that holds the words."""

    page: Any
    topics: list[Topic]
    excerpt: SafeString


@dataclass(frozen=True)
class Choice:
    """A topic or kind by which the hits can be narrowed, and how many hits that leaves."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Found:
    """What a search found: one page of hits, how many there are, and how to narrow them."""

    words: str
    level: Level
    hits: PageOfList | list[Hit] = field(default_factory=list)
    count: int = 0
    any_word: bool = False
    topics: list[Choice] = field(default_factory=list)
    kinds: list[Choice] = field(default_factory=list)
    topic: str = ""
    kind: str = ""


def search(
    reader: Reader, words: str, *, topic: str = "", kind: str = "", page: str | int | None = 1
) -> Found:
    """Return the pages at `reader`'s level that hold all of `words`; where none does, any of them.

    `topic` is a topic's slug and `kind` a value of `Found.kinds`; both narrow what is found.
    """
    words = cleaned(words)
    if not words:
        return Found(words=words, level=reader.level, topic=topic, kind=kind)
    visible = pages_visible_to(reader)
    keys, any_word = matching_keys(visible, words)
    models = levelled_models(feeding=reader.number)
    topics, kinds = topics_of(keys), kinds_of(models, keys)
    in_topic = [key for key in keys if not topic or topic in {t.slug for t in topics.get(key, [])}]
    in_kind = [key for key in keys if not kind or kinds.get(key) == kind]
    of_kind = set(in_kind)
    in_both = [key for key in in_topic if key in of_kind]
    hits = paginate(in_both, page, size=PAGE_SIZE)
    pages = pages_by_key(models, hits.object_list)
    hits.object_list = [
        Hit(pages[key], topics.get(key, []), excerpt(pages[key].text_for_excerpt(), words))
        for key in hits.object_list
        if key in pages
    ]
    return Found(
        words=words,
        level=reader.level,
        hits=hits,
        count=len(in_both),
        any_word=any_word,
        topics=topic_choices((topics.get(key, []) for key in in_kind), topic),
        kinds=kind_choices((kinds[key] for key in in_topic if key in kinds), kind),
        topic=topic,
        kind=kind,
    )


def cleaned(words: str) -> str:
    """Return `words`, cut short, without control characters and half surrogates."""
    text = words[:MAX_LENGTH].encode("utf-8", "ignore").decode()
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def matching_keys(visible: LevelledPageQuerySet, words: str) -> tuple[list[int], bool]:
    """Return the keys of the pages that match, best first, and whether any word was enough."""
    for operator in ("and", "or"):
        results = visible.search(words, operator=operator, backend=BACKEND)
        keys = hit_keys(results)
        if keys:
            return keys, operator == "or"
    return [], False


def hit_keys(results: Any) -> list[int]:
    """Return the keys of all hits, best first; an engine that can tells them without the pages."""
    return results.keys() if hasattr(results, "keys") else [page.pk for page in results]


def topics_of(keys: Iterable[int]) -> dict[int, list[Topic]]:
    """Return the topics of each page in `keys` that has one."""
    topics: dict[int, list[Topic]] = {}
    for tag in TopicTag.objects.filter(content_object__in=keys):
        topics.setdefault(tag.content_object_id, []).append(tag.tag)
    return topics


def kinds_of(models: list[type[LevelledMixin]], keys: Iterable[int]) -> dict[int, str]:
    """Return the kind of each page in `keys`: the value of its type's kind field, or its type."""
    kinds: dict[int, str] = {}
    for model in models:
        exact = model.objects.exact_type(model).filter(pk__in=keys)
        if model.kind_field:
            kinds.update(exact.values_list("pk", model.kind_field))
        else:
            kinds.update(dict.fromkeys(exact.values_list("pk", flat=True), kind_of_type(model)))
    return kinds


def kind_of_type(model: type[LevelledMixin]) -> str:
    """Return how a URL names the pages of a type that has no kinds, for example “story”."""
    return model.__name__.lower().removesuffix("page")


def kind_labels() -> dict[str, str]:
    """Return the label of every kind that there is, in the order in which readers see them."""
    labels: dict[str, str] = {}
    for model in levelled_models():
        if model.kind_field:
            labels |= {str(value): str(label) for value, label in kind_values(model)}
        else:
            labels[kind_of_type(model)] = str(model._meta.verbose_name)
    return labels


def kind_values(model: type[LevelledMixin]) -> list[tuple[str, str]]:
    """Return the values and labels of the kind field of `model`."""
    field: Any = model._meta.get_field(str(model.kind_field))
    return field.flatchoices


def topic_choices(topics: Iterable[list[Topic]], chosen: str) -> list[Choice]:
    """Return a choice for each topic among the hits, by name."""
    counts = Counter(topic for of_page in topics for topic in of_page)
    return [
        Choice(topic.slug, topic.name, count, topic.slug == chosen)
        for topic, count in sorted(counts.items(), key=lambda item: item[0].name.casefold())
    ]


def kind_choices(kinds: Iterable[str], chosen: str) -> list[Choice]:
    """Return a choice for each kind among the hits, in the order of the types and their fields."""
    counts = Counter(kinds)
    return [
        Choice(value, label, counts[value], value == chosen)
        for value, label in kind_labels().items()
        if counts[value] or value == chosen
    ]


def pages_by_key(models: list[type[LevelledMixin]], keys: Iterable[int]) -> dict[int, Any]:
    """Return the pages with these keys, each as its own type."""
    return {
        page.pk: page
        for model in models
        for page in model.objects.exact_type(model).filter(pk__in=keys)
    }
