"""What found nothing, on the desk and on the stage map."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plugins.desk import Cell, Measure, Row, Waiting, count_and_first
from plugins.searches.filters import NOTHING
from plugins.searches.keeping import days_kept, is_on
from plugins.searches.models import SearchCount, SearchedWords
from plugins.searches.permissions import may_see

NAME = "searches.unmet"


def waiting_for(user: Any) -> list[Waiting]:
    """Return the words that found nothing, those first that are searched for most."""
    if not may_see(user):
        return []
    unmet: Any = SearchedWords.objects.shown().unmet().with_times().select_related("level", "topic")
    count, first = count_and_first(unmet.order_by("-times", "words", "level__number"))
    return [
        Waiting(
            NAME,
            _("Searches that found nothing"),
            icon="search",
            count=count,
            rows=[row_of(searched) for searched in first],
            url=unmet_url(),
            empty=_("All that is searched for finds something."),
            order=60,
        )
    ]


def row_of(searched: SearchedWords) -> Row:
    """Return what the desk says of words."""
    times = ngettext("searched for once", "searched for %(count)d times", searched.times)
    notes = [str(searched.level), times % {"count": searched.times}]
    if searched.topic:
        notes.append(searched.topic.name)
    url = unmet_url(level=searched.level.number, q=searched.words)
    return Row(searched.words, url, notes=notes)


def measures() -> list[Measure]:
    """Return how often readers looked in vain, by topic and level."""
    if not is_on():
        return []
    return [
        Measure(
            NAME,
            gettext_lazy("Searches that found nothing"),
            _(
                "How often readers searched in the last %(days)d days for words that found "
                "nothing the last time. Words that are rarely searched for are left out."
            )
            % {"days": days_kept()},
            values=times_by_cell(),
            show=lambda times: str(int(times)),
            is_wish=True,
            url=url_of_cell,
        )
    ]


def times_by_cell() -> dict[Cell, float]:
    """Return how often words were searched for that found nothing, by topic and level."""
    unmet = SearchedWords.objects.shown().unmet()
    of_unmet = SearchCount.objects.kept().filter(words__in=unmet).order_by()
    rows = of_unmet.values_list("words__topic", "words__level__number").annotate(n=Sum("count"))
    return {(topic, level): times for topic, level, times in rows}


def url_of_cell(cell: Cell) -> str:
    """Return where the words of a cell are listed."""
    topic, level = cell
    return unmet_url(level=level, topic="null" if topic is None else topic)


def unmet_url(**narrowed: Any) -> str:
    """Return the path of the report of what found nothing, `narrowed` by its other filters."""
    return f"{reverse('searches:report')}?{urlencode({'found': NOTHING, **narrowed})}"
