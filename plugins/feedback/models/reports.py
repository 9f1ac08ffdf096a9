"""What readers report to be wrong with a page."""

from typing import Any

import swapper
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.levels.edition import not_shown


class ProblemReportQuerySet(models.QuerySet["ProblemReport"]):
    def open_first(self) -> "ProblemReportQuerySet":
        """Order by what is to be done: open ones, the oldest first, then the last resolved."""
        return self.order_by(F("resolved_at").desc(nulls_first=True), "created_at", "pk")


@not_shown
class ProblemReport(models.Model):
    """What a reader says is wrong with a page, for the editors to mend."""

    class Reason(models.TextChoices):
        OUT_OF_DATE = "outdated", gettext_lazy("It is out of date")
        WRONG = "wrong", gettext_lazy("Something in it is wrong")
        BROKEN_LINK = "link", gettext_lazy("A link is broken")
        OTHER_LEVEL = "level", gettext_lazy("It is not for this level")
        HARD_TO_USE = "hard", gettext_lazy("It is hard to read or to use")
        OTHER = "other", gettext_lazy("Something else")

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        models.CASCADE,
        related_name="problem_reports",
        verbose_name=gettext_lazy("page"),
    )
    reason = models.CharField(gettext_lazy("what is wrong"), max_length=10, choices=Reason)
    text = models.TextField(
        gettext_lazy("in your own words"),
        max_length=2000,
        blank=True,
        help_text=gettext_lazy("Where on the page, and what should be there instead?"),
    )
    email = models.EmailField(
        gettext_lazy("your e-mail address"),
        blank=True,
        help_text=gettext_lazy("Only if you want an answer. We delete it once you have one."),
    )
    created_at = models.DateTimeField(gettext_lazy("reported"), default=timezone.now)
    resolved_at = models.DateTimeField(gettext_lazy("resolved"), null=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=gettext_lazy("resolved by"),
    )

    objects = ProblemReportQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("problem report")
        verbose_name_plural = gettext_lazy("problem reports")
        constraints = [
            # The promise that the form makes, whoever writes to the table.
            models.CheckConstraint(
                condition=Q(resolved_at=None) | Q(email=""),
                name="feedback_no_address_once_resolved",
            )
        ]

    def __str__(self) -> str:
        return _("%(page)s: %(reason)s") % {
            "page": self.page.title,
            "reason": self.get_reason_display(),
        }

    def clean(self) -> None:
        super().clean()
        if self.reason == self.Reason.OTHER and not self.text:
            raise ValidationError({"text": _("Please say in a sentence what is wrong.")})

    @property
    def is_resolved(self) -> bool:
        return self.resolved_at is not None

    def resolve(self, user: Any) -> None:
        """Say that `user` has dealt with it; the address to answer to is gone. To be saved."""
        if not self.is_resolved:
            self.resolved_at, self.resolved_by, self.email = timezone.now(), user, ""

    def reopen(self) -> None:
        """Say that there is something left to do. To be saved."""
        self.resolved_at = self.resolved_by = None
