"""How well what is about a topic fits the readers of each level, for the stage map."""

from django.db.models import Sum
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.desk import Cell, Measure
from plugins.feedback.disagreeing import ENOUGH
from plugins.feedback.fitting import MOST_READERS
from plugins.feedback.models import FitCount, sum_of
from plugins.levels.visibility import all_pages, published


def stage_map_measures() -> list[Measure]:
    """Return how many of those who said anything found what is in a cell just right."""
    return [
        Measure(
            name="feedback.fit",
            label=gettext_lazy("Just right"),
            hint=gettext_lazy(
                "How many of the level's readers found just right what is there, once five have "
                "said whether it fitted them."
            ),
            values=parts_just_right(),
            show=as_percentage,
            low=MOST_READERS,
        )
    ]


def parts_just_right() -> dict[Cell, float]:
    """Return which part of its readers, 0 to 1, finds just right what is in a cell.

    What readers said of published pages at a level that these are written for; cells of which
    fewer than five said anything are left out. One query.
    """
    there = published(all_pages()).order_by().values("pk")
    said = FitCount.objects.of_its_own_levels().filter(page__in=there).order_by()
    sums = said.values_list("page__topic_tags__tag", "level__number").annotate(
        right=sum_of(FitCount.Verdict.JUST_RIGHT), answers=Sum("count")
    )
    return {
        (topic, number): right / answers
        for topic, number, right, answers in sums
        if answers >= ENOUGH
    }


def as_percentage(part: float) -> str:
    """Return a part, 0 to 1, as people read it."""
    return _("%(number)s %%") % {"number": localize(round(100 * part))}
