"""Having the index follow once the open transaction is committed, as the option DRAIN says."""

from collections.abc import Callable
from functools import partial

from django.db import transaction

from . import outbox
from .drain_thread import start_draining
from .draining import drain_quietly
from .options import Drain, Options

_ACTIONS: dict[Drain, Callable[[Options], object]] = {
    Drain.INLINE: drain_quietly,
    Drain.THREAD: start_draining,
}


def drain_after_commit(options: Options) -> None:
    """Drain the outbox after the commit; at once where no transaction is open."""
    if action := _ACTIONS.get(options.drain):
        transaction.on_commit(partial(action, options), using=outbox.database())
