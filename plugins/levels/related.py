"""What leads on from a page: what it links to, more about the same, and its neighbours in a topic.

All of it is found in one query, and asked for with `pages_visible_to`: it belongs in the reader's
lists.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import log
from typing import Any

from django.db.models import BooleanField, Case, Count, IntegerField, Q, Sum, Value, When
from wagtail.models import Page

from plugins.levels.edition import kept
from plugins.levels.models import LevelledMixin, Topic, TopicTag
from plugins.levels.reader import Reader
from plugins.levels.visibility import LevelledPageQuerySet, all_pages, pages_visible_to, published

MOST_RELATED = 4
SPREAD_CACHE_KEY = "levels.spread_of_topics"


@dataclass(frozen=True)
class LeadsOn:
    """Where a reader may go from a page."""

    #: What the page links to, by key.
    linked: dict[int, Any] = field(default_factory=dict)
    #: What is about the same topics, the closest first.
    related: list[Any] = field(default_factory=list)
    #: The topic in which the page has its neighbours; None where they are those of its list.
    within: Topic | None = None
    #: The neighbours there: lists begin with the newest.
    newer: Any = None
    older: Any = None


def leads_on_from(
    page: LevelledMixin,
    reader: Reader,
    *,
    linked: Collection[int] = (),
    named: Collection[int] = (),
) -> LeadsOn:
    """Return where `reader` may go from `page`, which links to `linked` and names `named` as well.

    Both are keys of pages, in the reader's lists or not. What is linked or named is not related on
    top of that. One query where the tags of `page` are prefetched; a second one where the
    spread of topics is not kept yet.
    """
    weight = weight_of_topics(page)
    topic = leading_topic(page)
    row = row_of(page, topic)
    related = most_related(page, reader, weight, without={*linked, *named})
    wanted = Q(pk__in=linked) | Q(pk__in=related)
    for neighbours in beside(page, reader, row):
        wanted |= Q(pk__in=neighbours.values("pk")[:1])
    in_row = Case(When(row, then=True), default=False, output_field=BooleanField())
    pages = pages_visible_to(reader).filter(wanted)
    found = list(pages.annotate(weight=weight, in_row=in_row))
    newer, older = nearest(page, found) if reader.is_at(page) else (None, None)
    return LeadsOn(
        linked={each.pk: each for each in found if each.pk in linked},
        related=heaviest(found, without={*linked, *named}),
        within=topic,
        newer=newer,
        older=older,
    )


def weight_of_topics(page: LevelledMixin) -> Any:
    """Return what weighs, in a query, the topics that pages share with `page`: rare ones more.

    The weight of a topic is log(1 + N/n), after Spärck Jones (1972): of the N tags of public pages
    n name it, one where it is too new to be counted. In whole thousandths, so that pages with the
    same topics weigh the same.
    """
    spread = spread_of_topics()
    every = 1 + sum(spread.values())
    topics = [tag.tag_id for tag in page.topic_tags.all()]
    cases = [
        When(topic_tags__tag=topic, then=round(1000 * log(1 + every / spread.get(topic, 1))))
        for topic in topics
    ]
    if not cases:
        return Value(0)
    return Sum(Case(*cases, default=0, output_field=IntegerField()))


def spread_of_topics() -> Mapping[int, int]:
    """Return how many public pages each topic is on, by its key; counted once and kept."""
    return kept(SPREAD_CACHE_KEY, count_spread)


def count_spread() -> dict[int, int]:
    """Count how many public pages each topic is on, by its key."""
    tags = TopicTag.objects.filter(content_object__in=published(all_pages()).values("pk"))
    return dict(tags.order_by().values_list("tag").annotate(Count("pk")))


def most_related(
    page: LevelledMixin, reader: Reader, weight: Any, *, without: Collection[int]
) -> LevelledPageQuerySet:
    """Return the keys of the pages that share most topics with `page`, ties the newest first."""
    topics = [tag.tag_id for tag in page.topic_tags.all()]
    sharing = pages_visible_to(reader).filter(topic_tags__tag__in=topics)
    others = sharing.exclude(pk__in=[page.pk, *without]).annotate(weight=weight)
    ordered = others.order_by("-weight", "-first_published_at", "-id")
    return ordered.values("pk")[:MOST_RELATED]


def heaviest(found: Iterable[Any], *, without: Collection[int]) -> list[Any]:
    """Return the pages of `found` that share topics, in the order of `most_related`."""
    sharing = [page for page in found if page.weight and page.pk not in without]
    sharing.sort(key=lambda page: (page.weight, *age_key(page)), reverse=True)
    return sharing[:MOST_RELATED]


def leading_topic(page: LevelledMixin) -> Topic | None:
    """Return the topic of `page` that most pages are about, the first by name of several.

    Whoever goes on from neighbour to neighbour stays in it, where a rare topic would soon end.
    """
    spread = spread_of_topics()
    return max(page.topics_in_order(), key=lambda topic: spread.get(topic.pk, 0), default=None)


def row_of(page: LevelledMixin, topic: Topic | None) -> Q:
    """Return what tells the pages among which `page` has neighbours: of a topic, or of its list."""
    if topic:
        return Q(id__in=TopicTag.objects.filter(tag=topic).values("content_object"))
    above = page.path[: -page.steplen]
    return Q(path__startswith=above, depth=page.depth, content_type=page.content_type_id)


def beside(page: LevelledMixin, reader: Reader, row: Q) -> list[LevelledPageQuerySet]:
    """Return what is newer and what is older than `page` in its row, the nearest first.

    None where the page itself is not in the reader's lists: what came before and after it there
    would not lead back to it, and `related` leads on by what it is about. None either where it has
    no date to be before or after.
    """
    date = page.first_published_at
    if not date or not reader.is_at(page):
        return []
    others = pages_visible_to(reader).filter(row)
    newer = Q(first_published_at__gt=date) | Q(first_published_at=date, id__gt=page.pk)
    older = Q(first_published_at__lt=date) | Q(first_published_at=date, id__lt=page.pk)
    return [
        others.filter(newer).order_by("first_published_at", "id"),
        others.filter(older).newest_first(),
    ]


def nearest(page: LevelledMixin, found: Iterable[Any]) -> tuple[Any, Any]:
    """Return the next newer and the next older page of `found` that are in a row with `page`."""
    in_row = [each for each in found if each.in_row and each.first_published_at is not None]
    in_order = sorted(in_row, key=age_key)
    newer = [each for each in in_order if age_key(each) > age_key(page)]
    older = [each for each in in_order if age_key(each) < age_key(page)]
    return newer[0] if newer else None, older[-1] if older else None


def age_key(page: Page) -> tuple[float, int]:
    """Return what sorts pages by age, the oldest first; what has no date is older than all."""
    date = page.first_published_at
    return date.timestamp() if date else 0.0, page.pk
