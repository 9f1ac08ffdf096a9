"""What editors ask practitioners for, and which pages answer it."""

from datetime import date
from functools import cached_property
from typing import Any

import swapper
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import log

from plugins.calls.wording import LONGEST_KEY, LONGEST_TEXT, LONGEST_WORDS, key_of
from plugins.interviews import Interview, interviews
from plugins.levels.edition import not_shown
from plugins.levels.models import Level, Topic

#: What the drafts remember that are written for a call, before its key.
OCCASION = "calls."


class CallQuerySet(models.QuerySet["Call"]):
    def open(self) -> "CallQuerySet":
        """Leave out what is answered, or no longer asked."""
        return self.filter(state=Call.State.OPEN)

    def past_their_date(self) -> "CallQuerySet":
        """Return what is still asked after the day until which it was to be, the oldest first."""
        return self.open().filter(until__lt=timezone.localdate()).order_by("until", "pk")


class Call(models.Model):
    """What editors ask practitioners for, so that readers of a level find it."""

    class State(models.TextChoices):
        OPEN = "open", gettext_lazy("Open")
        MET = "met", gettext_lazy("Met")
        CLOSED = "closed", gettext_lazy("Closed")

    title = models.CharField(
        gettext_lazy("what you ask for"),
        max_length=150,
        help_text=gettext_lazy("In a line, as practitioners read it: “Your first week of it”."),
    )
    text = models.TextField(
        gettext_lazy("more about it"),
        max_length=LONGEST_TEXT,
        blank=True,
        help_text=gettext_lazy("What would help these readers, and what they need not be told."),
    )
    level = models.ForeignKey(
        Level,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("for readers at"),
        help_text=gettext_lazy("Practitioners are asked at level 4, whoever it is for."),
    )
    topic = models.ForeignKey(
        Topic,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name=gettext_lazy("topic"),
        help_text=gettext_lazy("The page of the topic shows the call at level 4."),
    )
    kind = models.CharField(
        gettext_lazy("what it may be"),
        max_length=50,
        blank=True,
        help_text=gettext_lazy("The name of the interview by which it is written; empty for any."),
    )
    why = models.TextField(
        gettext_lazy("why"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy("Who needs it, and how you know. Practitioners read this, too."),
    )
    words = models.CharField(
        gettext_lazy("for who searches for"),
        max_length=LONGEST_WORDS,
        blank=True,
        help_text=gettext_lazy(
            "Readers of the level who looked for these words, and asked for them, are told once "
            "the call is met. Practitioners do not see the words."
        ),
    )
    key = models.CharField(max_length=LONGEST_KEY, blank=True, editable=False, db_index=True)
    wanted = models.PositiveSmallIntegerField(
        gettext_lazy("how many"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=gettext_lazy("The call closes by itself once so many are published."),
    )
    until = models.DateField(
        gettext_lazy("until"),
        null=True,
        blank=True,
        help_text=gettext_lazy("After that day the desk reminds you of it; it does not close."),
    )
    state = models.CharField(
        gettext_lazy("state"), max_length=10, choices=State, default=State.OPEN, editable=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="calls",
        verbose_name=gettext_lazy("asked by"),
    )
    asked_at = models.DateTimeField(
        gettext_lazy("asked"), default=timezone.now, editable=False, db_index=True
    )
    closed_at = models.DateTimeField(gettext_lazy("closed"), null=True, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("call")
        verbose_name_plural = gettext_lazy("calls")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | ~Q(state="open") & Q(closed_at__isnull=False),
                name="calls_open_until_it_is_closed",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = key_of(self.words)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("calls:call", args=[self.pk])

    def clean(self) -> None:
        super().clean()
        interview = self.interview
        number = self.level.number if self.level_id else None
        if interview and number and number not in interview.model.may_feed:
            message = ngettext(
                "A %(type)s may be at level %(allowed)s: choose another, or any kind.",
                "A %(type)s may be at levels %(allowed)s: choose another, or any kind.",
                len(interview.model.may_feed),
            )
            allowed = ", ".join(map(str, interview.model.may_feed))
            words = {"type": interview.model._meta.verbose_name, "allowed": allowed}
            raise ValidationError({"kind": message % words})

    @property
    def occasion(self) -> str:
        """What a draft remembers that is written for it."""
        return f"{OCCASION}{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_past_its_date(self) -> bool:
        """Whether it is still asked after the day until which it was to be."""
        return self.is_open and is_past(self.until)

    @cached_property
    def interview(self) -> Interview | None:
        """The interview by which it is to be answered, None where any will do."""
        return next((each for each in interviews() if each.name == self.kind), None)

    def may_be_written_by(self, interview: Interview) -> bool:
        """Tell whether what is written by an interview may be what is asked for."""
        return self.kind in ("", interview.name) and self.level.number in interview.model.may_feed

    @property
    def kinds(self) -> str:
        """What it may be, for people: “story or resource”."""
        fitting = filter(self.may_be_written_by, interviews())
        return get_text_list([str(each.model._meta.verbose_name) for each in fitting], _("or"))

    @transaction.atomic
    def end(self, state: "Call.State", *, user: Any = None) -> None:
        """Close it as met, or because it is no longer asked; None as `user` where nobody did."""
        self.state, self.closed_at = state, timezone.now()
        self.save()
        log(self, f"calls.{state.value}", user=user)
        if state == self.State.MET:
            for wish in self.wishes.undecided():
                wish.decide(wish.Outcome.MET, user=user)

    @transaction.atomic
    def reopen(self, *, answers: int, user: Any) -> None:
        """Ask again, for one more than the `answers` that readers find, if these were enough.

        Wishes that nobody has been told of by e-mail wait for it again.
        """
        self.state, self.closed_at = self.State.OPEN, None
        self.wanted = max(self.wanted, answers + 1)
        self.save()
        log(self, "calls.reopen", user=user)
        for wish in self.wishes.met():
            if not wish.askings.filter(was_told=True).exists():
                wish.put_back()


def is_past(day: date | None) -> bool:
    """Tell whether a day, if there is one, is over."""
    return day is not None and day < timezone.localdate()


# A call shows its answers to each reader as far as their own lists hold them.
@not_shown
class Answer(models.Model):
    """Says that a page answers a call: its author wrote it for that, or an editor found it."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="answers")
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        models.CASCADE,
        related_name="calls_answered",
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text=gettext_lazy("The editor who found it, nobody where its author wrote it for it."),
    )
    made_at = models.DateTimeField(default=timezone.now)

    # A page is not in use where it answers something.
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        verbose_name = gettext_lazy("answer to a call")
        verbose_name_plural = gettext_lazy("answers to calls")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "page"], name="calls_page_answers_a_call_once")
        ]

    def __str__(self) -> str:
        return _("%(page)s answers %(call)s") % {"page": self.page.title, "call": self.call}
