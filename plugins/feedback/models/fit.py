"""How many readers of a level found that a page fitted them."""

from typing import Any

import swapper
from django.db import models, transaction
from django.db.models import F, FloatField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, NullIf, Sqrt
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.feedback.votes import Vote
from plugins.levels.edition import not_shown
from plugins.levels.models import Level

# How many standard deviations an interval of 95 % reaches to either side.
Z = 1.96


class FitCountQuerySet(models.QuerySet["FitCount"]):
    def by_page_and_level(self) -> Any:
        """Return the sums of each verdict for each page and level, as dictionaries, and of all."""
        sums = {verdict.name.lower(): sum_of(verdict) for verdict in FitCount.Verdict}
        rows = self.values("page", "page__title", "level__number", "level__name")
        return rows.annotate(**sums, answers=Sum("count"))

    def of_its_own_levels(self) -> "FitCountQuerySet":
        """Leave out what was said of a page at levels that it is not written for."""
        return self.filter(page__level_tags__tag=F("level"))

    def usefulness(self) -> Subquery:
        """Return, for a query over pages, how many of a page's readers find it just right at least.

        That is the lower end of the interval in which the true part lies, 0 to 1, with a certainty
        of 95 %; NULL where nobody said anything. It grows with the number of verdicts: four of four
        are 0.51, nine of ten 0.60, 90 of 100 0.83. (E. B. Wilson, "Probable inference, the law of
        succession, and statistical inference", J. Am. Stat. Assoc. 22, 1927, 209 to 212.)
        """
        right = Cast(sum_of(FitCount.Verdict.JUST_RIGHT), FloatField())
        answers = NullIf(Cast(Sum("count"), FloatField()), 0.0)
        spread = Sqrt(right * (answers - right) / answers + Z**2 / 4)
        bound = (right + Z**2 / 2 - Z * spread) / (answers + Z**2)
        of_page = self.of_its_own_levels().filter(page=OuterRef("pk")).order_by()
        return Subquery(of_page.values("page").annotate(bound=bound).values("bound"))


def sum_of(verdict: str) -> Coalesce:
    """Return what adds up one verdict, in a query that groups counts."""
    return Coalesce(Sum("count", filter=Q(verdict=verdict)), 0)


# What is most useful shows a little later: each answer would have all pages made anew.
@not_shown
class FitCount(models.Model):
    """How many readers of a level gave one verdict on a page, on one day."""

    class Verdict(models.TextChoices):
        TOO_EARLY = "early", gettext_lazy("Too early")
        JUST_RIGHT = "right", gettext_lazy("Just right")
        TOO_DEEP = "deep", gettext_lazy("Too deep")

        @property
        def hint(self) -> str:
            """What a reader says who chooses it."""
            hints = {
                self.TOO_EARLY: _("I am further on"),
                self.JUST_RIGHT: _("It helps me where I am"),
                self.TOO_DEEP: _("I am not there yet"),
            }
            return hints[self]

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"), models.CASCADE, related_name="fit_counts"
    )
    level = models.ForeignKey(
        Level,
        models.PROTECT,
        related_name="+",
        help_text=gettext_lazy("The level at which they read, whatever the page is written for."),
    )
    verdict = models.CharField(gettext_lazy("verdict"), max_length=10, choices=Verdict)
    day = models.DateField(gettext_lazy("day"))
    count = models.PositiveIntegerField(gettext_lazy("readers"), default=0)

    objects = FitCountQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("count of verdicts")
        verbose_name_plural = gettext_lazy("counts of verdicts")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "level", "verdict", "day"], name="feedback_one_count_a_day"
            )
        ]

    def __str__(self) -> str:
        return _("%(verdict)s: %(count)d") % {
            "verdict": self.get_verdict_display(),
            "count": self.count,
        }

    @classmethod
    @transaction.atomic
    def replace(cls, before: Vote | None, after: Vote | None) -> None:
        """Take back what a reader said `before`, and count what they say now; None where nothing.

        Always in the same order: two readers who change their minds the opposite way at once would
        otherwise wait for each other.
        """
        steps = [(vote, step) for vote, step in ((before, -1), (after, 1)) if vote]
        for vote, step in sorted(steps):
            cls.add(vote, step)

    @classmethod
    def add(cls, vote: Vote, step: int) -> None:
        """Count a vote once more or, with a `step` of -1, once less, though never below none."""
        level = Level.objects.get(number=vote.level)
        row = {"page_id": vote.page, "level": level, "verdict": vote.verdict, "day": vote.day}
        if step > 0:
            cls.objects.get_or_create(**row)
        cls.objects.filter(**row, count__gte=-step).update(count=F("count") + step)
