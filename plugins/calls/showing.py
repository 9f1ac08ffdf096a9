"""Where practitioners meet calls, and what the pages that answer them say of it."""

import re
from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plugins.calls.models import OCCASION, Answer, Call, CallQuerySet
from plugins.interviews import Interview, interviews
from plugins.levels.models import LAST, Topic
from plugins.levels.reader import Reader, ReaderRequest
from plugins.levels.search import Found

#: Calls shown beside something else; the others are in the list of all.
FEW = 3
#: What tells a call's occasion from others; a longer number is no key.
NAMED = re.compile(rf"{re.escape(OCCASION)}([0-9]{{1,18}})", re.ASCII)


def offer_to_ask(request: ReaderRequest, found: Found) -> list[SafeString]:
    """Offer a reader who searched in vain to ask for it."""
    query = urlencode({"q": found.query.wanted_text})
    url = f"{reverse('calls:wish')}?{query}"
    return [render_to_string("calls/offer.html", {"url": url})]


def asked_of_practitioners(request: ReaderRequest, topic: Topic | None) -> list[SafeString]:
    """Show what is asked for about a topic, or in general the latest of all."""
    calls = Call.objects.open().select_related("level", "topic")
    if topic is not None:
        calls = calls.filter(topic=topic)
    some = list(calls if topic else calls[: FEW + 1])
    if not some:
        return []
    has_more = topic is None and len(some) > FEW
    context = {"calls": some[:FEW] if has_more else some, "topic": topic, "has_more": has_more}
    return [render_to_string("calls/asked.html", context)]


def calls_for(reader: Reader) -> CallQuerySet:
    """Return what is asked of `reader`: at level 4, in general or in the topic of a call."""
    at_last = [key for key, number in reader.topic_levels.items() if number == LAST]
    if reader.number != LAST:
        return Call.objects.filter(topic__in=at_last)
    elsewhere = [key for key in reader.topic_levels if key not in at_last]
    return Call.objects.filter(Q(topic=None) | ~Q(topic__in=elsewhere))


def is_asked_of(call: Call, reader: Reader) -> bool:
    """Tell whether `reader` is at the level at which practitioners are asked."""
    level = reader.level_in(call.topic) if call.topic else reader.level
    return level.number == LAST


def ways_to_answer(call: Call, reader: Reader) -> list[dict[str, str]]:
    """Return what a call may be answered with, each with where that is written."""
    fitting = filter(call.may_be_written_by, interviews())
    return [
        {
            "label": _("Answer with a %(type)s") % {"type": interview.model._meta.verbose_name},
            "hint": str(interview.hint),
            "url": url,
        }
        for interview in fitting
        if (url := url_to_write(call, interview)) and interview.listings(reader).exists()
    ]


def url_to_write(call: Call, interview: Interview) -> str:
    """Return where something is written for a call, "" where no plugin lets people write."""
    try:
        url = reverse("sharing:new", args=[interview.name])
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode({'for': call.occasion})}"


def occasion_called(name: str) -> dict[str, Any] | None:
    """Return what somebody writes for who followed a call, also once it is closed."""
    match = NAMED.fullmatch(name)
    call = Call.objects.filter(pk=match[1]).first() if match else None
    if call is None:
        return None
    text = call.text if call.is_open else closed_in_words(call)
    topics = [call.topic_id] if call.topic_id else []
    return {"label": call.title, "text": text, "topics": topics, "levels": [call.level.number]}


def closed_in_words(call: Call) -> str:
    """Return what to say to somebody who writes for a call that is no longer open."""
    if call.state == Call.State.MET:
        return _("Others have answered it meanwhile. What you write is welcome all the same.")
    return _("It is no longer asked for. What you write is welcome all the same.")


def note_answer(name: str, page: Any) -> None:
    """Keep that `page` was written for a call, and submitted."""
    match = NAMED.fullmatch(name)
    call = Call.objects.filter(pk=match[1]).first() if match else None
    if call:
        Answer.objects.get_or_create(call=call, page_id=page.pk)


def what_became_of(pages: Collection[Any]) -> dict[Any, list[dict[str, Any]]]:
    """Tell authors which calls their pages answer."""
    answers = Answer.objects.filter(page__in=[page.pk for page in pages]).select_related("call")
    told: dict[Any, list[dict[str, Any]]] = {}
    for answer in answers:
        fact = {
            "label": _("Answers the call"),
            "value": answer.call.title,
            "hint": _("See what is asked"),
            "url": answer.call.get_absolute_url(),
        }
        told.setdefault(answer.page_id, []).append(fact)
    return told
