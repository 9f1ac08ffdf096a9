"""How often pages were read, at which level."""

import swapper
from django.db import models
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.levels.edition import not_shown
from plugins.levels.models import Level


class ReadCountQuerySet(models.QuerySet["ReadCount"]):
    def beside_verdicts(self) -> Coalesce:
        """Return, for a query over counts of verdicts, how often the page was read at the level."""
        alike = self.filter(page=OuterRef("page"), level=OuterRef("level")).order_by()
        return Coalesce(Subquery(alike.values("page").annotate(n=Sum("count")).values("n")), 0)

    def by_page_and_level(self) -> dict[int, dict[int, int]]:
        """Return how often each page was read, by its key and the number of the level."""
        found: dict[int, dict[int, int]] = {}
        rows = self.values_list("page", "level__number").annotate(reads=Sum("count"))
        for page, number, reads in rows.order_by("page", "level__number"):
            found.setdefault(page, {})[number] = reads
        return found


@not_shown
class ReadCount(models.Model):
    """How often a page was read at a level on one day, and nothing of who read it."""

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"), models.CASCADE, related_name="read_counts"
    )
    level = models.ForeignKey(
        Level,
        models.PROTECT,
        related_name="+",
        help_text=gettext_lazy("The level at which they read, whatever the page is written for."),
    )
    day = models.DateField(gettext_lazy("day"))
    count = models.PositiveIntegerField(gettext_lazy("reads"), default=0)

    objects = ReadCountQuerySet.as_manager()

    # A page is not in use where it is read.
    wagtail_reference_index_ignore = True

    class Meta:
        # Nobody edits it, so that there is nothing to permit.
        default_permissions = ()
        verbose_name = gettext_lazy("count of reads")
        verbose_name_plural = gettext_lazy("counts of reads")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "level", "day"], name="feedback_one_count_of_reads_a_day"
            )
        ]

    def __str__(self) -> str:
        return _("%(page)s: %(count)d") % {"page": self.page.title, "count": self.count}
