"""Who has taken which submission, and which e-mails editors want."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name

from plugins.curating.review_models import Opinion, ReviewNotes, ReviewQuestion
from plugins.levels.edition import not_shown

# Where Django looks for the models of an app.
__all__ = ["Claim", "DeskEmails", "Opinion", "ReviewNotes", "ReviewQuestion"]


class ClaimQuerySet(models.QuerySet["Claim"]):
    def on(self, review: Any) -> "Claim | None":
        """Return who has taken the page that is in `review`, a workflow state, if anybody has."""
        return self.filter(review=review).select_related("user").first()


@not_shown
class Claim(models.Model):
    """Says that an editor has taken a submission, so that no colleague begins on it as well."""

    review = models.OneToOneField(
        "wagtailcore.WorkflowState",
        models.CASCADE,
        related_name="claim",
        verbose_name=_("review"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims", verbose_name=_("editor")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return str(get_user_display_name(self.user))


@not_shown
class DeskEmails(models.Model):
    """Says when an editor wants e-mails of what waits; who has none gets them daily.

    Whether they want any is kept with all other e-mails that members may switch off.
    """

    class When(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="desk_emails"
    )
    when = models.CharField(_("when"), max_length=10, choices=When.choices, default=When.DAILY)
    #: The last day on which the daily e-mail was sent, so that no second one is.
    sent_on = models.DateField(null=True, editable=False)

    class Meta:
        default_permissions = ()
        verbose_name = _("e-mails to an editor")
        verbose_name_plural = _("e-mails to editors")

    def __str__(self) -> str:
        return self.get_when_display()
