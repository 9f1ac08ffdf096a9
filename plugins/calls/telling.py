"""How readers who left an address get their answer: one e-mail, and then the address is gone.

An answer is kept first, and sent after the commit. Who is being told is marked before the e-mail is
handed over, so that nobody else sends it too; the mark and the address go when it is. What could
not be sent is tried again by `tend_calls`. A process that is killed between the two leaves the
mark, which counts for some minutes: then that reader is told again, rather than never.
"""

import logging
from datetime import timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from plugins.calls.meeting import answers_found
from plugins.calls.models import Asking, Wish
from plugins.letters import url_of, whole
from plugins.levels.models import Level
from plugins.levels.visibility import all_pages, published

#: How long an e-mail takes at most; one that was begun before that is begun again.
BEING_SENT = timedelta(minutes=15)
#: Whoever cannot be reached for so long is no longer tried: we do not keep addresses for nothing.
KEPT_TRYING = timedelta(days=7)
#: Seconds that an editor waits at most while readers are told; `tend_calls` tells the others.
AT_ONCE = 5.0

logger = logging.getLogger(__name__)


def tell(wish: Any = None, *, seconds: float | None = AT_ONCE) -> int:
    """Write to all who wait for an answer that is there; with a wish's key, only for that one.

    Begins no e-mail after so many seconds. Returns how many were sent.
    """
    begun, sent = monotonic(), 0
    askings = Asking.objects.to_be_told()
    if wish is not None:
        askings = askings.filter(wish=wish)
    for key in list(free(askings).order_by("pk").values_list("pk", flat=True)):
        if seconds is not None and monotonic() - begun > seconds:
            break
        sent += tell_one(key)
    return sent


def free(askings: QuerySet[Asking]) -> QuerySet[Asking]:
    """Leave out those to whom an e-mail is being sent in this moment."""
    return askings.filter(Q(begun_at=None) | Q(begun_at__lt=timezone.now() - BEING_SENT))


def tell_one(key: int) -> bool:
    """Send one reader their answer unless somebody else is just doing so; tell whether it went."""
    one = Asking.objects.to_be_told().filter(pk=key)
    if not free(one).update(begun_at=timezone.now()):
        return False
    is_sent = False
    try:
        is_sent = send(one.select_related("wish__level").get())
    except Exception:
        # Whatever it is that sends e-mails, and whatever went wrong there: the address stays.
        logger.exception("The answer to reader %s of a wish could not be sent", key)
    now = {"email": "", "answered_at": timezone.now(), "was_told": True} if is_sent else {}
    Asking.objects.filter(pk=key).update(begun_at=None, **now)
    return is_sent


def send(asking: Asking) -> bool:
    """Send the answer to one reader; where there is none any more, have the wish wait again."""
    letter = letter_to(asking)
    if letter is None:
        asking.wish.put_back()
        return False
    letter.send()
    return True


def letter_to(asking: Asking) -> EmailMessage | None:
    """Return the e-mail for one reader; None where nobody can read what it was to name."""
    wish = asking.wish
    pages = pages_for(wish)
    if not pages and not wish.text:
        return None
    context = {
        "words": wish.words,
        "level": wish.level,
        "is_met": wish.outcome == Wish.Outcome.MET,
        "is_declined": wish.outcome == Wish.Outcome.DECLINED,
        "pages": pages,
        "text": wish.text,
        "site_url": whole(""),
    }
    # Nothing is known of their own.
    with override(settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string("calls/email/answer_subject.txt", context).split())
        text = render_to_string("calls/email/answer_message.txt", context).strip() + "\n"
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, text, to=[asking.email], headers=headers)


def pages_for(wish: Wish) -> list[dict[str, Any]]:
    """Return what answers a wish and anybody can read: titles, addresses, and levels if others."""
    keys = [wish.page_id] if wish.page_id else []
    if wish.outcome == Wish.Outcome.MET:
        keys = list(answers_found().filter(call=wish.call_id).values_list("page", flat=True))
    pages = published(all_pages().filter(pk__in=keys)).order_by("pk").specific()
    return [
        {"title": page.title, "url": url_of(page), "other_levels": other_levels(page, wish.level)}
        for page in pages
    ]


def other_levels(page: Any, level: Level) -> list[str]:
    """Return the levels that `page` is for, by name; none where it is for `level` as well."""
    levels: list[Level] = page.levels_in_order() if hasattr(page, "levels_in_order") else []
    return [] if level in levels else list(map(str, levels))


def give_up() -> int:
    """Forget the addresses that could not be reached for days; return how many these were."""
    too_long = timezone.now() - KEPT_TRYING
    askings = Asking.objects.to_be_told().filter(wish__decided_at__lt=too_long)
    keys = list(askings.values_list("pk", flat=True))
    return Asking.objects.filter(pk__in=keys).update(
        email="", begun_at=None, answered_at=timezone.now()
    )
