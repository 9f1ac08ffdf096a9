"""What editors decided where readers disagreed with the level of a page."""

import swapper
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.feedback.models.fit import FitCount
from plugins.levels.edition import not_shown
from plugins.levels.models import Level


class FitDecisionQuerySet(models.QuerySet["FitDecision"]):
    def standing(self) -> "FitDecisionQuerySet":
        """Leave out what was undone."""
        return self.filter(undone_at=None)


@not_shown
class FitDecision(models.Model):
    """What an editor made of it that the readers at a level disagree with that of a page."""

    class Kind(models.TextChoices):
        MOVED = "moved", gettext_lazy("Moved")
        ADDED = "added", gettext_lazy("Added a level")
        KEPT = "kept", gettext_lazy("Left as it is")

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"), models.CASCADE, related_name="fit_decisions"
    )
    level = models.ForeignKey(
        Level,
        models.PROTECT,
        related_name="+",
        help_text=gettext_lazy("At which readers disagree."),
    )
    proposed = models.ForeignKey(
        Level,
        models.PROTECT,
        related_name="+",
        null=True,
        help_text=gettext_lazy("Where most of them would have it; empty where it cannot be."),
    )
    kind = models.CharField(gettext_lazy("decision"), max_length=10, choices=Kind)
    note = models.CharField(gettext_lazy("note"), max_length=300, blank=True)
    # How many had said what by then: only what is said afterwards counts anew.
    early = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)
    deep = models.PositiveIntegerField(default=0)
    levels_before = models.JSONField(default=list)
    levels_after = models.JSONField(default=list)
    at = models.DateTimeField(gettext_lazy("decided"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=gettext_lazy("decided by"),
    )
    undone_at = models.DateTimeField(null=True)

    objects = FitDecisionQuerySet.as_manager()

    # A page is not in use where something was decided of it.
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        verbose_name = gettext_lazy("decision on the level of a page")
        verbose_name_plural = gettext_lazy("decisions on the levels of pages")
        indexes = [models.Index(fields=["page", "level", "-at"], name="feedback_last_decision")]

    def __str__(self) -> str:
        words = {"page": self.page.title, "decision": self.get_kind_display()}
        return _("%(page)s: %(decision)s") % words

    @staticmethod
    def field_of(verdict: FitCount.Verdict) -> str:
        """Return the name of the field that holds how many had given a verdict."""
        return str(verdict.value)

    @property
    def changed_levels(self) -> bool:
        """Whether the page was given other levels by it."""
        return bool(self.levels_before != self.levels_after)

    def undo(self) -> None:
        """Say that it holds no longer: all that readers said counts again."""
        self.undone_at = timezone.now()
        self.save(update_fields=["undone_at"])
