"""Having the index follow once the open transaction is committed, as the option DRAIN says."""

from collections.abc import Callable, Iterable
from functools import partial

from django.db import transaction

from . import outbox
from .documents import Key
from .drain_thread import start_draining
from .draining import drain_quietly
from .options import Drain, Options

_ACTIONS: dict[Drain, Callable[[Options], object]] = {
    Drain.INLINE: drain_quietly,
    Drain.THREAD: start_draining,
}


def follow(options: Options, keys: Iterable[Key], *, using: str) -> None:
    """Note objects of a database as changed, and have the index follow after the commit.

    Where the outbox lies in another database, the notes cannot be part of the transaction: they
    are written right after it.
    """
    write = partial(_note, options, list(keys))
    if using == outbox.database():
        write()
    else:
        transaction.on_commit(write, using=using)


def _note(options: Options, keys: list[Key]) -> None:
    outbox.note(options.name, keys)
    drain_after_commit(options)


def drain_after_commit(options: Options) -> None:
    """Drain the outbox after the commit; at once where no transaction is open."""
    if action := _ACTIONS.get(options.drain):
        transaction.on_commit(partial(action, options), using=outbox.database(), robust=True)
