"""Topics and kinds by which hits can be narrowed, counted in the database from the hits' keys."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count

from plugins.levels.keys import among
from plugins.levels.models import LevelledMixin, Topic, TopicTag
from plugins.levels.registry import levelled_models
from plugins.levels.visibility import all_pages

#: The keys of pages, by their exact type.
ByType: TypeAlias = Mapping[type[LevelledMixin], Sequence[int]]


@dataclass(frozen=True)
class Choice:
    """A topic or kind by which the hits can be narrowed, and how many hits that leaves."""

    value: str
    label: str
    count: int
    is_chosen: bool


class Facets:
    """The hits of one search, and what is left of them when a topic, a kind or both are chosen."""

    def __init__(
        self, keys: Sequence[int], models: list[type[LevelledMixin]], *, topic: str, kind: str
    ) -> None:
        """Take the hits' keys and types; `topic` is a slug, `kind` as in a URL, "" for all."""
        self._by_type = dict(keys_by_type(models, keys))
        self._topic = topic
        self._kind = kind
        self._in_topic = with_topic(topic) if topic else None
        self._of_kind = kept(keys, with_kind(self._by_type, kind) if kind else None)
        #: The keys of the hits that are in the topic and of the kind, in their order.
        self.keys = kept(self._of_kind, self._in_topic)

    def topics(self) -> list[Choice]:
        """Return a choice for each topic among the hits of the kind, by name."""
        counts = count_topics(self._of_kind)
        choices = [
            Choice(slug, name, count, slug == self._topic)
            for (slug, name), count in sorted(counts.items(), key=lambda item: by_name(item[0]))
        ]
        if self._topic and not any(choice.is_chosen for choice in choices):
            # What the topic is called is not said: it may be of another level.
            choices.append(Choice(self._topic, self._topic, 0, is_chosen=True))
        return choices

    def kinds(self) -> list[Choice]:
        """Return a choice for each kind among the hits in the topic, as the types order them."""
        in_topic = {model: kept(keys, self._in_topic) for model, keys in self._by_type.items()}
        counts = count_kinds(in_topic)
        return [
            Choice(value, label, counts[value], value == self._kind)
            for value, label in kind_labels().items()
            if counts[value] or value == self._kind
        ]


def kept(keys: Sequence[int], allowed: Collection[int] | None) -> Sequence[int]:
    """Return those of `keys` that are `allowed`, in their order; None allows all."""
    return keys if allowed is None else [key for key in keys if key in allowed]


def with_topic(slug: str) -> set[int]:
    """Return the keys of all pages with a topic."""
    tags = TopicTag.objects.filter(tag__slug=without_nul(slug))
    return set(tags.values_list("content_object_id", flat=True))


def with_kind(by_type: ByType, kind: str) -> set[int]:
    """Return the keys of those pages that are of a kind."""
    found: set[int] = set()
    for model, of_type in by_type.items():
        if model.kind_field:
            pages = model.objects.filter(**{model.kind_field: without_nul(kind)})
            found.update(pages.filter(pk__in=among(of_type)).values_list("pk", flat=True))
        elif kind == kind_of_type(model):
            found.update(of_type)
    return found


def without_nul(text: str) -> str:
    """Return `text` as every database takes it."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def count_topics(keys: Sequence[int]) -> Counter[tuple[str, str]]:
    """Return how many of the pages have each topic, by its slug and name."""
    tags = TopicTag.objects.filter(content_object__in=among(keys))
    counted = tags.values_list("tag__slug", "tag__name").annotate(Count("content_object"))
    return Counter({(slug, name): count for slug, name, count in counted})


def count_kinds(by_type: ByType) -> Counter[str]:
    """Return how many of the pages are of each kind: the value of a kind field, or a type."""
    counts: Counter[str] = Counter()
    for model, of_type in by_type.items():
        if model.kind_field:
            pages = model.objects.filter(pk__in=among(of_type)).order_by()
            counts.update(dict(pages.values_list(model.kind_field).annotate(Count("pk"))))
        else:
            counts[kind_of_type(model)] = len(of_type)
    return counts


def keys_by_type(
    models: list[type[LevelledMixin]], keys: Sequence[int]
) -> Iterator[tuple[type[LevelledMixin], Sequence[int]]]:
    """Yield each of `models` that any of the pages is of, with the keys of these pages."""
    types = all_pages().filter(pk__in=among(keys)).values_list("content_type", "pk")
    by_type: dict[int, list[int]] = {}
    for content_type, key in types:
        by_type.setdefault(content_type, []).append(key)
    for model in models:
        of_type = by_type.get(ContentType.objects.get_for_model(model).pk)
        if of_type:
            yield model, of_type


def topics_of(keys: Collection[int]) -> dict[int, list[Topic]]:
    """Return the topics of each page in `keys` that has one."""
    topics: dict[int, list[Topic]] = {}
    for tag in TopicTag.objects.filter(content_object__in=among(keys)).select_related("tag"):
        topics.setdefault(tag.content_object_id, []).append(tag.tag)
    return topics


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


def by_name(topic: tuple[str, str]) -> str:
    """Return what orders topics, given by slug and name."""
    return topic[1].casefold()
