"""When each page is due to be looked at again, and who saw when that it is still right."""

from datetime import date
from typing import Any

import swapper
from django.apps import apps
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.panels import FieldPanel
from wagtail.admin.utils import get_user_display_name

from plugins.desk import curated_by
from plugins.freshness.months import MonthsLater, months_later
from plugins.levels.edition import not_shown
from plugins.levels.models import LevelledMixin

PAGE = swapper.get_model_name("wagtailcore", "Page")
#: Ten years.
LONGEST = 120


@not_shown
class ReviewInterval(models.Model):
    """After how many months pages of one kind are due to be looked at again."""

    page_type = models.CharField(max_length=100, editable=False)
    # One of the choices of the type's `kind_field`, empty for a type without kinds.
    kind = models.CharField(max_length=100, blank=True, editable=False)
    months = models.PositiveSmallIntegerField(
        gettext_lazy("months until review"),
        validators=[MaxValueValidator(LONGEST)],
        help_text=gettext_lazy(
            "So many months after a page was last changed or checked, its author is asked to look "
            "at it again. 0: never."
        ),
    )

    panels = [FieldPanel("months")]

    class Meta:
        verbose_name = gettext_lazy("review date of a kind")
        verbose_name_plural = gettext_lazy("review dates by kind")
        default_permissions = ("change",)
        ordering = ["page_type", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["page_type", "kind"], name="freshness_one_interval_a_kind"
            )
        ]

    def __str__(self) -> str:
        return str(self.kind_label)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.reviews.all().recount()

    @cached_property
    def model(self) -> type[LevelledMixin] | None:
        """The page type, None where it is no longer there."""
        try:
            return apps.get_model(self.page_type)
        except LookupError:
            return None

    @property
    def kind_label(self) -> str:
        """What readers call the pages that it is for, for example “Checklist”."""
        if self.model is None:
            return self.page_type
        if self.kind and self.model.kind_field:
            field = self.model._meta.get_field(self.model.kind_field)
            return str(dict(field.flatchoices).get(self.kind, self.kind))
        return capfirst(str(self.model._meta.verbose_name))

    @property
    def in_words(self) -> str:
        """When a page is due, in words."""
        if not self.months:
            return _("never")
        words = ngettext("after %(months)d month", "after %(months)d months", self.months)
        return words % {"months": self.months}

    def due_on(self, right_on: date, own_date: date | None) -> date | None:
        """Return when a page is due that was right on one day, and has perhaps a date of its own.

        A date that its author chose holds until somebody has looked at the page on it or later.
        """
        if own_date and own_date > right_on:
            return own_date
        return months_later(right_on, self.months) if self.months else None


class ReviewQuerySet(models.QuerySet["Review"]):
    def published(self) -> "ReviewQuerySet":
        """Leave out drafts, and pages that are another one a second time."""
        return self.filter(page__live=True, page__alias_of=None)

    def due(self) -> "ReviewQuerySet":
        """Return those of published pages that it is time to look at again."""
        return self.published().filter(due_on__lte=timezone.localdate())

    def curated_by(self, user: Any) -> "ReviewQuerySet":
        """Return those of pages that `user` may publish."""
        return self.filter(Exists(curated_by(user).filter(pk=OuterRef("page"))))

    def of_author(self, user: Any) -> "ReviewQuerySet":
        """Return those of pages that `user` shares."""
        return self.filter(page__owner=user)

    def most_urgent_first(self) -> "ReviewQuerySet":
        """Order by how long it has been time to look at the page."""
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")

    def recount(self) -> None:
        """Work out anew when each is due: one query for each kind of page among them."""
        intervals = ReviewInterval.objects.filter(pk__in=self.order_by().values("interval"))
        for interval in intervals:
            by_kind = MonthsLater("right_on", interval.months) if interval.months else Value(None)
            own = When(own_date__gt=F("right_on"), then=F("own_date"))
            due_on = Case(own, default=by_kind, output_field=models.DateField())
            self.filter(interval=interval).update(due_on=due_on)


# Part of it is shown on the page: a change begins an edition.
class Review(models.Model):
    """When a page is due to be looked at again, and since when it is known to be right."""

    page = models.OneToOneField(
        PAGE, models.CASCADE, related_name="freshness_review", verbose_name=gettext_lazy("page")
    )
    interval = models.ForeignKey(ReviewInterval, models.CASCADE, related_name="reviews")
    changed_on = models.DateField(
        gettext_lazy("last changed"),
        help_text=gettext_lazy("When something that it says was last published."),
    )
    checked_at = models.DateTimeField(gettext_lazy("last checked"), null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=gettext_lazy("checked by"),
    )
    # The later of the two days above.
    right_on = models.DateField(gettext_lazy("known to be right"))
    own_date = models.DateField(
        gettext_lazy("review date of its own"),
        null=True,
        help_text=gettext_lazy("That the page has in a field called `review_date`."),
    )
    due_on = models.DateField(gettext_lazy("due"), null=True, db_index=True)
    reminded_at = models.DateTimeField(gettext_lazy("author reminded"), null=True)

    objects = ReviewQuerySet.as_manager()

    # A page is not in use where it is looked at.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = gettext_lazy("review")
        verbose_name_plural = gettext_lazy("reviews")
        default_permissions = ("change",)

    def __str__(self) -> str:
        return self.page.title

    @property
    def levels(self) -> str:
        """The numbers of the levels that the page is written for."""
        tags = self.page.level_tags.all()
        return ", ".join(map(str, sorted(tag.tag.number for tag in tags)))

    @property
    def author(self) -> str:
        """Who shares the page, as editors know them."""
        return get_user_display_name(self.page.owner) if self.page.owner else ""

    @property
    def checked_in_words(self) -> str:
        """When the page was last checked, and by whom."""
        if self.checked_on is None:
            return _("never")
        day = date_format(self.checked_on, "DATE_FORMAT")
        if self.checked_by is None:
            return day
        who = get_user_display_name(self.checked_by)
        return _("%(day)s by %(who)s") % {"day": day, "who": who}

    @property
    def is_due(self) -> bool:
        """Whether it is time to look at the page again."""
        return self.due_on is not None and self.due_on <= timezone.localdate()

    @property
    def due_in_words(self) -> str:
        """Since when, or from when on, it is time to look at the page again."""
        if self.due_on is None:
            return ""
        day = date_format(self.due_on, "DATE_FORMAT")
        return (_("due since %(day)s") if self.is_due else _("due on %(day)s")) % {"day": day}

    @property
    def checked_on(self) -> date | None:
        return timezone.localdate(self.checked_at) if self.checked_at else None

    def count(self) -> None:
        """Work out when it is due. To be saved."""
        self.right_on = max(filter(None, (self.changed_on, self.checked_on)))
        self.due_on = self.interval.due_on(self.right_on, self.own_date)


@not_shown
class Check(models.Model):
    """That somebody looked at a page, and found it still right."""

    page = models.ForeignKey(PAGE, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        # Nobody edits it, so that there is nothing to permit.
        default_permissions = ()
        verbose_name = gettext_lazy("check of a page")
        verbose_name_plural = gettext_lazy("checks of pages")
        indexes = [models.Index(fields=["by", "at"], name="freshness_checks_of_one")]

    def __str__(self) -> str:
        return _("%(page)s: %(day)s") % {
            "page": self.page.title,
            "day": timezone.localdate(self.at).isoformat(),
        }

    @property
    def moment(self) -> str:
        """What tells it from what the same person has checked at other times."""
        return self.at.isoformat()
