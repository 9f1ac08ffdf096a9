"""Noting in the database what has changed, and reading the notes of one index."""

from collections.abc import Iterable

from django.db import router
from django.db.models import QuerySet

from .documents import Key
from .models import OutboxEntry

#: Notes that are worked off in one commit of the index.
BATCH_SIZE = 500


def database() -> str:
    """Return the alias of the database that holds the outbox."""
    return router.db_for_write(OutboxEntry)


def note(index: str, keys: Iterable[Key]) -> None:
    """Write that these objects have changed, in the transaction that is open."""
    OutboxEntry.objects.using(database()).bulk_create(
        [OutboxEntry(index=index, model=model, key=key) for model, key in keys],
        batch_size=BATCH_SIZE,
    )


def newest(index: str) -> int:
    """Return the number of the last note for an index; 0 where there is none."""
    last = _notes(index).order_by("-pk").first()
    return last.pk if last else 0


def pending(index: str, *, after: int = 0, until: int) -> list[OutboxEntry]:
    """Return the oldest notes for an index, of those written after one and until another."""
    return list(_notes(index).filter(pk__gt=after, pk__lte=until)[:BATCH_SIZE])


def forget(entries: Iterable[OutboxEntry]) -> None:
    """Remove notes that have been worked off."""
    OutboxEntry.objects.using(database()).filter(pk__in=[each.pk for each in entries]).delete()


def _notes(index: str) -> "QuerySet[OutboxEntry]":
    return OutboxEntry.objects.using(database()).filter(index=index)


def keys_of(entries: Iterable[OutboxEntry]) -> list[Key]:
    """Return the objects that the notes are about, each once."""
    return list(dict.fromkeys((entry.model, entry.key) for entry in entries))
