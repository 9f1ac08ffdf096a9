"""What a review is done with: questions for each level, notes of the editors, second opinions."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, TaskState

from plugins.levels.edition import not_shown
from plugins.levels.models import FIRST, LAST

#: Characters of what an editor asks a peer, and of the answer: more than a page of paper.
LONGEST_WORDS = 5_000


class ReviewQuestionQuerySet(models.QuerySet["ReviewQuestion"]):
    def for_levels(self, numbers: Iterable[int]) -> "ReviewQuestionQuerySet":
        """Return what is asked of a page at these levels, the lowest level first."""
        return self.filter(level__in=numbers).order_by("level", "sort_order", "pk")


@not_shown
class ReviewQuestion(Orderable):
    """Something that editors ask themselves before a page goes to the readers of a level."""

    level = models.PositiveSmallIntegerField(
        gettext_lazy("level"),
        choices=[(number, str(number)) for number in range(FIRST, LAST + 1)],
        help_text=gettext_lazy("It is asked of every page that is to be at this level."),
    )
    text = models.CharField(
        gettext_lazy("question"),
        max_length=300,
        help_text=gettext_lazy("Put so that “yes” is the good answer."),
    )

    objects = ReviewQuestionQuerySet.as_manager()

    panels = [FieldPanel("level"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = gettext_lazy("checklist question")
        verbose_name_plural = gettext_lazy("checklist questions")

    def __str__(self) -> str:
        return self.text


@not_shown
class ReviewNotes(models.Model):
    """What editors have noted of a page while they review it; whoever goes on with it sees it."""

    review = models.OneToOneField(
        "wagtailcore.WorkflowState", models.CASCADE, primary_key=True, related_name="notes"
    )
    ticked = models.JSONField(default=list, help_text=gettext_lazy("Keys of questions."))
    comment = models.TextField(blank=True)
    levels = models.JSONField(
        null=True, help_text=gettext_lazy("Numbers, where others are chosen than the page has.")
    )
    topics = models.JSONField(
        null=True, help_text=gettext_lazy("Keys, where others are chosen than the page has.")
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        verbose_name = gettext_lazy("notes of a review")
        verbose_name_plural = gettext_lazy("notes of reviews")

    def __str__(self) -> str:
        return self.comment[:50]


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def open(self) -> "OpinionQuerySet":
        """Return those that are still asked for: what they are about opens to whom they ask."""
        return self.filter(
            answered_at=None,
            declined_at=None,
            withdrawn_at=None,
            task_state__status=TaskState.STATUS_IN_PROGRESS,
        )

    def of_review(self, review: Any) -> "OpinionQuerySet":
        """Return what was asked in a review, a workflow state, in any of its rounds."""
        return self.filter(task_state__workflow_state=review)


@not_shown
class Opinion(models.Model):
    """What a practitioner thinks of a page in review, asked by an editor; a right to see no more.

    It is about the revision that was submitted, and asked for as long as that is in review.
    """

    class Recommendation(models.TextChoices):
        PUBLISH = "publish", gettext_lazy("Publish it")
        CHANGE = "change", gettext_lazy("Change it first")
        UNSURE = "unsure", gettext_lazy("I am not sure")

    # Neither a page nor a revision is in use by what was said of it.
    wagtail_reference_index_ignore = True

    task_state = models.ForeignKey(
        "wagtailcore.TaskState",
        models.CASCADE,
        related_name="opinions",
        verbose_name=gettext_lazy("round of the review"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="opinions_asked"
    )
    # What a member said goes with their account, as Wagtail's comments do.
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="opinions_given"
    )
    question = models.TextField(blank=True, max_length=LONGEST_WORDS)
    asked_at = models.DateTimeField(default=timezone.now)
    recommendation = models.CharField(max_length=10, choices=Recommendation, blank=True)
    answer = models.TextField(blank=True, max_length=LONGEST_WORDS)
    answered_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        # An editor asks who reviews the page, and only who is asked answers.
        default_permissions = ()
        verbose_name = gettext_lazy("second opinion")
        verbose_name_plural = gettext_lazy("second opinions")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task_state", "asked_of"],
                condition=Q(withdrawn_at=None),
                name="curating_one_opinion_each",
            )
        ]

    def __str__(self) -> str:
        return _("%(member)s, asked for a second opinion") % {"member": self.asked_of}

    @property
    def is_open(self) -> bool:
        """Whether it is still asked for."""
        is_over = self.answered_at or self.declined_at or self.withdrawn_at
        return not is_over and self.task_state.status == TaskState.STATUS_IN_PROGRESS
