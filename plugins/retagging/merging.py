"""Several topics become one: all that is said of those that go is said of the one that stays.

It cannot be undone, since nobody could tell afterwards which page was about which. So it is shown
before it is done, and then done whole or not at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import router, transaction
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import AdminURLFinder, finder_classes
from wagtail.log_actions import log

from plugins.desk import curated_by
from plugins.levels.indexing import index_keys, keys_and_types
from plugins.levels.keys import among
from plugins.levels.models import Topic, TopicTag
from plugins.levels.visibility import LevelledPageQuerySet, all_pages
from plugins.retagging.merging_revisions import move_in_revisions
from plugins.retagging.merging_rows import Reference, move_rows, references
from plugins.retagging.topic_addresses import lead

MERGED = "retagging.topic_merged"
TAKEN_IN = "retagging.topic_taken_in"

#: So many names of each kind are shown of what moves; the number of all is said.
NAMES_SHOWN = 10


class GoneError(Exception):
    """Raised where one of the topics is no longer there: somebody deleted it meanwhile."""


@transaction.atomic
def merge(
    gone: Sequence[Topic], into: Topic, *, joins_descriptions: bool = False, user: Any = None
) -> None:
    """Make one topic of several, in the order given: where both say something, the first one's.

    What is said of `into` counts before all. Its description stays as it is, or those of the others
    are joined to it. Raises GoneError, and does nothing, where one of them is no longer there.
    """
    gone, into = locked(gone, into)
    described = [topic.description for topic in (into, *gone)]
    for topic in gone:
        merge_one(topic, into, user=user)
    if joins_descriptions:
        into.description = joined(described)
        into.save()


def locked(gone: Sequence[Topic], into: Topic) -> tuple[list[Topic], Topic]:
    """Return the topics as they are now, and let nobody give them to anything meanwhile."""
    keys = [topic.pk for topic in (*gone, into)]
    found = {topic.pk: topic for topic in Topic.objects.select_for_update().filter(pk__in=keys)}
    if len(found) < len(set(keys)):
        raise GoneError
    return [found[topic.pk] for topic in gone], found[into.pk]


def merge_one(gone: Topic, into: Topic, *, user: Any) -> None:
    """Move all that is said of `gone` to `into`, and delete it."""
    for make_true_of in hooks.get_hooks("before_topic_merged"):
        make_true_of(gone, into)
    pages = keys_and_types(pages_about(gone))
    drop_tags_of_both(gone, into)
    move_rows(gone, into)
    move_in_revisions(gone, into)
    lead(gone.slug, into.slug)
    note(gone, into, len(pages), user)
    gone.delete()
    index_keys(pages)


def pages_about(topic: Topic) -> LevelledPageQuerySet:
    """Return the pages about a topic, published or not."""
    return all_pages().filter(topic_tags__tag=topic)


def drop_tags_of_both(gone: Topic, into: Topic) -> None:
    """Have the pages about both topics be about the one that stays."""
    about = TopicTag.objects.filter(tag=into).values("content_object")
    both = TopicTag.objects.filter(tag=gone, content_object__in=about)
    # Without the signals of each: the pages are indexed at the end, and nothing refers to a tag.
    keys = list(both.values_list("pk", flat=True))
    TopicTag.objects.filter(pk__in=among(keys))._raw_delete(router.db_for_write(TopicTag))


def note(gone: Topic, into: Topic, number: int, user: Any) -> None:
    """Write down what became of a topic, with both."""
    data = {"gone": gone.name, "into": into.name, "pages": number}
    log(gone, MERGED, user=user, data=data, deleted=True)
    log(into, TAKEN_IN, user=user, data=data, content_changed=True)


def joined(descriptions: Sequence[str]) -> str:
    """Return several descriptions in one, each once."""
    return "\n\n".join(dict.fromkeys(text.strip() for text in descriptions if text.strip()))


@dataclass(frozen=True)
class Named:
    """One of the things that move, by name, and where it is in the admin."""

    name: str
    url: str


@dataclass(frozen=True)
class Moving:
    """What moves, of one kind: how much, what of it may be named, and what does not move."""

    label: str | Promise
    count: int
    named: Sequence[Named]
    #: So many are said of the topic that stays already; what is said of that stays as it is.
    clashing: int = 0

    @property
    def unnamed(self) -> int:
        """How many of them are not named."""
        return self.count - len(self.named)


def moving(gone: Sequence[Topic], into: Topic, user: Any) -> list[Moving]:
    """Return all that would move, as far as `user` may know it: pages first, then the rest."""
    others = [each for each in references() if each.model is not TopicTag]
    rows = (rows_moving(reference, gone, into, user) for reference in others)
    return [each for each in (*pages_moving(gone, into, user), *rows) if each.count]


def pages_moving(gone: Sequence[Topic], into: Topic, user: Any) -> list[Moving]:
    """Return the pages about those topics: what readers have, and what is not published."""
    about = TopicTag.objects.filter(tag__in=gone).values("content_object")
    pages = all_pages().filter(pk__in=about)
    both = pages.filter(pk__in=TopicTag.objects.filter(tag=into).values("content_object"))
    theirs = curated_by(user).order_by("title")
    return [
        Moving(
            label,
            pages.filter(live=live).count(),
            named(theirs.filter(live=live, pk__in=about)[:NAMES_SHOWN], user),
            both.filter(live=live).count(),
        )
        for label, live in ((_("Published pages"), True), (_("Unpublished pages"), False))
    ]


def rows_moving(reference: Reference, gone: Sequence[Topic], into: Topic, user: Any) -> Moving:
    """Return what moves of what has a foreign key to topics; named is what `user` may edit."""
    rows = reference.rows(*gone)
    # The table that joins two models says what the one with the field is called.
    joined_by: Any = reference.model._meta.auto_created
    meta = (joined_by or reference.model)._meta
    label, count = capfirst(str(meta.verbose_name_plural)), rows.count()
    if not count:
        return Moving(label, 0, [])
    is_named = finder_classes.get_by_type(reference.model)
    few = rows.order_by("pk")[:NAMES_SHOWN] if is_named else []
    return Moving(label, count, named(few, user), len(reference.clashing(gone, into)))


def named(rows: Iterable[Any], user: Any) -> list[Named]:
    """Return the names of those rows that `user` may edit; of who reads at which level, none."""
    finder = AdminURLFinder(user)
    found = ((row, finder.get_edit_url(row)) for row in rows)
    return [Named(str(row), url) for row, url in found if url]
