"""Who has read a page, as far as that counts: readers, and not those who write and edit it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, F
from django.http import Http404
from django.utils import timezone

from plugins.feedback.fitting import level_read_at, page_open_to
from plugins.feedback.models import ReadCount
from plugins.levels.models import Level, LevelledMixin
from plugins.levels.reader import ReaderRequest
from plugins.levels.visibility import all_pages, published
from plugins.tallies import Tally

#: What there is one count for: the keys of a page and of a level, and a day.
Key = tuple[int, int, date]


@dataclass(frozen=True, order=True)
class Read:
    """What is counted of a page that somebody has read."""

    #: The key of the page.
    page: int
    #: The number of the level at which it was read, 1 to 4.
    level: int
    day: date
    #: Whether it is known that the reader may see the page. Where not, it counts if anybody may.
    is_checked: bool


def read_by(request: ReaderRequest, pk: int) -> Read | None:
    """Return what is to be counted where `request` says that it read a page, None for nothing.

    Most readers are visitors without a session and with one level for everything: it costs them no
    query, and whether the page is one that anybody may read is asked once for a whole batch.
    """
    # What a browser fetches in advance, nobody has seen. A key that no page can have would spoil
    # the batch.
    if "Sec-Purpose" in request.headers or pk > BigIntegerField.MAX_BIGINT:
        return None
    today, reader = timezone.localdate(), request.reader
    if request.session.is_empty() and not reader.topic_levels:
        return Read(pk, reader.number, today, is_checked=False)
    try:
        page = page_open_to(request, pk)
    except Http404:
        return None
    if is_by(reader.user, page):
        return None
    return Read(pk, level_read_at(reader, page), today, is_checked=True)


def is_by(user: Any | None, page: LevelledMixin) -> bool:
    """Tell whether `page` is a member's own, or one that they may edit."""
    if user is None:
        return False
    return page.owner_id == user.pk or page.permissions_for_user(user).can_edit()


def count(batch: Mapping[Read, int]) -> None:
    """Add a batch of reads to the database, beside other processes that do the same.

    Raises `django.db.Error` where nothing was added.
    """
    reads = countable(batch)
    # After the question what counts, which needs no lock.
    with transaction.atomic():
        add(reads)


def add(reads: Mapping[Key, int]) -> None:
    """Add to the counts that there are, and make those that are missing."""
    # In one order, so that two who add at once never wait for each other.
    rows = [ReadCount(page_id=page, level_id=level, day=day) for page, level, day in sorted(reads)]
    ReadCount.objects.bulk_create(rows, ignore_conflicts=True)
    by_times: defaultdict[int, list[int]] = defaultdict(list)
    for key, pk in keys_of(reads).items():
        by_times[reads[key]].append(pk)
    # One query for all that were read as often: 60 times as fast as one that tells them all apart.
    for times, pks in by_times.items():
        ReadCount.objects.filter(pk__in=pks).update(count=F("count") + times)


def countable(batch: Mapping[Read, int]) -> Counter[Key]:
    """Return how often what may be counted was read.

    Pages that are gone are left out, and pages that are not for everybody where it is not known
    that the reader may see them.
    """
    pages = all_pages().filter(pk__in={read.page for read in batch}, level_tags__isnull=False)
    there = set(pages.values_list("pk", flat=True))
    for_everybody = set(published(pages).values_list("pk", flat=True))
    levels = {level.number: level.pk for level in Level.objects.all()}
    reads: Counter[Key] = Counter()
    for read, times in batch.items():
        if read.page in (there if read.is_checked else for_everybody):
            reads[read.page, levels[read.level], read.day] += times
    return reads


def keys_of(reads: Collection[Key]) -> dict[Key, int]:
    """Return the keys of the counts that there are, locked until the transaction is over."""
    pages, days = {read[0] for read in reads}, {read[2] for read in reads}
    rows = ReadCount.objects.filter(page__in=pages, day__in=days).order_by("pk")
    found = rows.select_for_update().values_list("page", "level", "day", "pk")
    return {(page, level, day): pk for page, level, day, pk in found if (page, level, day) in reads}


tally = Tally("reads", count)
