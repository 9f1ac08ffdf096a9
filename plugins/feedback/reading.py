"""Who has read a page, as far as that counts: readers, and not those who write and edit it."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, F
from django.http import Http404
from django.utils import timezone

from plugins.feedback.fitting import level_read_at, page_open_to
from plugins.feedback.models import ReadCount
from plugins.feedback.reads import Read, Tally
from plugins.levels.models import Level, LevelledMixin
from plugins.levels.reader import ReaderRequest
from plugins.levels.visibility import all_pages, published

#: What there is one count for: the keys of a page and of a level, and a day.
Key = tuple[int, int, date]


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


@transaction.atomic
def count(batch: Mapping[Read, int]) -> None:
    """Add a batch of reads to the database, beside other processes that do the same.

    Raises `django.db.Error` where nothing was added.
    """
    reads = countable(batch)
    # In one order, so that two who count at once never wait for each other.
    rows = [ReadCount(page_id=page, level_id=level, day=day) for page, level, day in sorted(reads)]
    ReadCount.objects.bulk_create(rows, ignore_conflicts=True)
    there = rows_of(reads)
    for key, row in there.items():
        row.count = F("count") + reads[key]
    ReadCount.objects.bulk_update(there.values(), ["count"])


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


def rows_of(keys: Collection[Key]) -> dict[Key, ReadCount]:
    """Return the counts that there are for `keys`, locked until the transaction is over."""
    pages, days = {key[0] for key in keys}, {key[2] for key in keys}
    rows = ReadCount.objects.filter(page__in=pages, day__in=days).order_by("pk")
    found = {(row.page_id, row.level_id, row.day): row for row in rows.select_for_update()}
    return {key: row for key, row in found.items() if key in keys}


tally = Tally(count)
