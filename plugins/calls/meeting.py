"""When a call is met: as many of its answers as were wanted are where its readers find them.

That changes whenever a page is published, tagged, moved or made public, whoever did it and how. Who
sees something of that kind asks here, after the commit: the tags of a page are saved after it.
"""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from plugins.calls.models import Answer, Call
from plugins.levels.visibility import all_pages, published


def answers_found() -> QuerySet[Answer]:
    """Return the answers that the readers of their call find: public, and at its level."""
    public = published(all_pages()).values("pk")
    return Answer.objects.filter(page__in=public, page__level_tags__tag=F("call__level"))


def close_if_met(key: int) -> bool:
    """Close the call with this key if it is met and open, and tell whether that is so.

    Of two who ask at once, one waits for the other, and finds it closed.
    """
    with transaction.atomic():
        call = Call.objects.select_for_update().open().filter(pk=key).first()
        if call is None or answers_found().filter(call=call).count() < call.wanted:
            return False
        call.end(Call.State.MET)
        return True


def close_met(pages: Collection[Any] | None = None) -> int:
    """Close all calls that are met; with keys of `pages`, only those that these answer."""
    which = Q(answers__isnull=False) if pages is None else Q(answers__page__in=pages)
    keys = Call.objects.open().filter(which).order_by("pk").values_list("pk", flat=True)
    return sum(map(close_if_met, list(keys.distinct())))


def look_after_commit(pages: Collection[Any] | None = None) -> None:
    """Look for calls that are met once the open transaction is committed.

    What goes wrong with it is logged, and stops nothing: `tend_calls` looks again.
    """
    transaction.on_commit(partial(close_met, pages), robust=True)
