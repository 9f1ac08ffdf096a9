"""What of calls and wishes waits for editors, and what the stage map counts of them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plugins.calls.models import Call, Wish
from plugins.desk import ROWS_SHOWN, Cell, Measure, Row, Waiting
from plugins.levels.models import Level, all_levels

#: What editors need to see something on the desk, and to be told of it.
MAY_ANSWER, MAY_ASK = "calls.change_wish", "calls.change_call"


def waiting_for_editors(user: Any) -> list[Waiting]:
    """Return the wishes that nobody has answered, and the calls that are past their date."""
    found = []
    if user.has_perm(MAY_ANSWER):
        found.append(unanswered())
    if user.has_perm(MAY_ASK):
        found.append(overdue())
    return found


def unanswered() -> Waiting:
    """Return the wishes that wait, those that most readers have first."""
    wishes = Wish.objects.waiting().with_readers().order_by("-readers", "asked_at", "pk")
    first, count = first_of(wishes.select_related("level", "topic"))
    return Waiting(
        name="calls.wishes",
        title=gettext_lazy("Readers ask for"),
        icon="help",
        count=count,
        rows=[
            Row(
                wish.words,
                reverse("readers_wishes:edit", args=[wish.pk]),
                notes=(*notes_on(wish.level, wish.topic), readers_in_words(wish.readers)),
                since=wish.asked_at,
            )
            for wish in first
        ],
        url=f"{reverse('readers_wishes:index')}?state=waiting",
        empty=gettext_lazy("Nobody asks for what they did not find."),
        order=60,
    )


def overdue() -> Waiting:
    """Return the calls that are past their date."""
    first, count = first_of(Call.objects.past_their_date().select_related("level", "topic"))
    return Waiting(
        name="calls.overdue",
        title=gettext_lazy("Calls past their date"),
        icon="comment",
        count=count,
        rows=[
            Row(
                call.title,
                reverse("practice_calls:edit", args=[call.pk]),
                notes=(*notes_on(call.level, call.topic), until_in_words(call)),
                since=call.asked_at,
                is_late=True,
            )
            for call in first
        ],
        url=f"{reverse('practice_calls:index')}?late=true",
        empty=gettext_lazy("No call is out for longer than it was to be."),
        order=70,
        late=count,
    )


def first_of(rows: Any) -> tuple[list[Any], int]:
    """Return the first of a queryset, as many as the desk shows, and how many there are in all.

    Both in one query: the desk asks all plugins at once.
    """
    first = list(rows.annotate(total=Window(Count("pk")))[:ROWS_SHOWN])
    return first, first[0].total if first else 0


def notes_on(level: Level, topic: Any) -> tuple[str, ...]:
    """Return the words for a level and, if there is one, a topic."""
    named = _("level %(number)d, %(name)s") % {"number": level.number, "name": level.name}
    return (named, topic.name) if topic else (named,)


def readers_in_words(count: int) -> str:
    """Return how many readers there are."""
    return ngettext("%(count)d reader", "%(count)d readers", count) % {"count": count}


def until_in_words(call: Call) -> str:
    """Return the day until which something was to be asked."""
    return _("until %(day)s") % {"day": date_format(call.until)} if call.until else ""


# The stage map.


def measures() -> list[Measure]:
    """Return how often readers asked for something, and how often practitioners are asked."""
    return [
        Measure(
            name="calls.wishes",
            label=gettext_lazy("Asked for by readers"),
            hint=gettext_lazy("How many readers asked for what they did not find, and still wait."),
            values=by_cell(Wish.objects.undecided(), Count("askings")),
            show=whole_number,
            is_wish=True,
            url=lambda cell: listed("readers_wishes:index", "undecided", cell),
        ),
        Measure(
            name="calls.open",
            label=gettext_lazy("Open calls"),
            hint=gettext_lazy("How many calls to practitioners are out for it."),
            values=by_cell(Call.objects.open().order_by(), Count("pk")),
            show=whole_number,
            is_asked=True,
            url=lambda cell: listed("practice_calls:index", Call.State.OPEN, cell),
        ),
    ]


def by_cell(rows: QuerySet, count: Count) -> Mapping[Cell, float]:
    """Return a number for each topic and level that has any of `rows`."""
    grouped = rows.order_by().values_list("topic", "level__number").annotate(count=count)
    return {(topic, number): amount for topic, number, amount in grouped if amount}


def whole_number(value: float) -> str:
    return number_format(int(value))


def listed(name: str, state: str, cell: Cell) -> str:
    """Return where the rows of a cell are listed."""
    topic, number = cell
    level = next(level.pk for level in all_levels() if level.number == number)
    query = {"state": state, "level": level, "topic": "null" if topic is None else topic}
    return f"{reverse(name)}?{urlencode(query)}"
