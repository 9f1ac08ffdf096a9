"""Other levels and topics for many pages: what was to be done, and what became of each page."""

from datetime import timedelta
from typing import Any

import swapper
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.levels.edition import not_shown
from plugins.retagging.written import in_words

#: For so long a retagging can be looked at and undone.
KEPT_FOR = timedelta(days=90)
#: In a change, how many times it is undone: twice is done again.
UNDONE = "undone"


class RetaggingQuerySet(models.QuerySet["Retagging"]):
    def outdated(self) -> "RetaggingQuerySet":
        """Return those that are so old that they are forgotten."""
        recently = timezone.now() - KEPT_FOR
        # What undoes one needs to know what that did.
        undone = Retagging.objects.filter(made_at__gte=recently).exclude(undoes=None)
        return self.filter(made_at__lt=recently).exclude(pk__in=undone.values("undoes"))


@not_shown
class Retagging(models.Model):
    """What an editor has many pages be tagged with; it may take longer than one request."""

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        verbose_name=gettext_lazy("who"),
    )
    made_at = models.DateTimeField(gettext_lazy("when"), default=timezone.now, db_index=True)
    #: What becomes of levels and topics, as `written` has it; also of what is undone.
    change = models.JSONField(default=dict)
    #: The one that this undoes: each page gets back what it had before.
    undoes = models.ForeignKey(
        "self", models.SET_NULL, related_name="undone_by", null=True, editable=False
    )
    #: When the last page was done, or somebody said that it is enough.
    finished_at = models.DateTimeField(null=True)
    #: For how many seconds it has been worked at.
    seconds = models.FloatField(default=0)

    objects = RetaggingQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = gettext_lazy("change of levels and topics")
        verbose_name_plural = gettext_lazy("changes of levels and topics")
        ordering = ["-made_at", "-pk"]
        # Nobody edits what was done: it is made, looked at by who made it, and undone.
        default_permissions = ("add",)

    def __str__(self) -> str:
        return self.says

    @property
    def says(self) -> str:
        """What it does, in a line: “levels: 2; add topics: Queues”."""
        what = {"what": in_words(self.change)}
        if not self.is_undoing:
            return what["what"]
        # Who undoes what undid something does it again.
        is_again = self.change[UNDONE] % 2 == 0
        return (_("Again “%(what)s”") if is_again else _("Undo “%(what)s”")) % what

    @property
    def is_undoing(self) -> bool:
        """Whether it gives pages back what they had."""
        return UNDONE in self.change

    def undoing_change(self) -> dict[str, Any]:
        """Return what is kept as the change of what undoes this."""
        return {**self.change, UNDONE: self.change.get(UNDONE, 0) + 1}

    def is_for(self, user: Any) -> bool:
        """Tell whether `user` may look into it, go on with it and undo it."""
        return bool(user.is_superuser or (self.made_by_id and self.made_by_id == user.pk))


@not_shown
class RetaggedPage(models.Model):
    """One of the pages of a retagging, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("To do")
        DONE = "done", gettext_lazy("Changed")
        UNCHANGED = "unchanged", gettext_lazy("Nothing to change")
        LEFT_ALONE = "left alone", gettext_lazy("Left alone")

    retagging = models.ForeignKey(Retagging, models.CASCADE, related_name="pages")
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        models.SET_NULL,
        related_name="+",
        null=True,
    )
    #: What it was called then.
    title = models.CharField(max_length=255)
    state = models.CharField(choices=State, default=State.WAITING, max_length=10)
    #: Why it was left alone.
    reason = models.TextField(blank=True)
    #: The tags of each of its versions, as `written` has them.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    #: Whether search knows of what was changed.
    is_indexed = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = gettext_lazy("page with other levels and topics")
        verbose_name_plural = gettext_lazy("pages with other levels and topics")
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["retagging", "state"], name="retagging_of_a_state")]
        constraints = [
            models.UniqueConstraint(fields=["retagging", "page"], name="retagging_page_once")
        ]

    def __str__(self) -> str:
        return self.title
