"""What readers looked for in vain and ask for, and what becomes of it."""

from typing import Any

import swapper
from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from plugins.calls.models.calls import Call
from plugins.calls.wording import LONGEST_KEY, LONGEST_TEXT, LONGEST_WORDS, key_of
from plugins.levels.edition import not_shown
from plugins.levels.models import Level, Topic
from plugins.levels.topics_by_name import TopicsByName


class WishQuerySet(models.QuerySet["Wish"]):
    def undecided(self) -> "WishQuerySet":
        """Return what readers have no answer to yet, asked of practitioners or not."""
        return self.filter(outcome=Wish.Outcome.NONE)

    def met(self) -> "WishQuerySet":
        """Return what readers have found by a call."""
        return self.filter(outcome=Wish.Outcome.MET)

    def waiting(self) -> "WishQuerySet":
        """Return what waits for an editor: no open call is out for it."""
        return self.undecided().exclude(call__state=Call.State.OPEN)

    def free_for(self, call: Call) -> "WishQuerySet":
        """Return what a call may be out for: what waits for an editor, or for this call."""
        return self.undecided().filter(~Q(call__state=Call.State.OPEN) | Q(call=call.pk))

    def in_words_of(self, call: Call) -> "WishQuerySet":
        """Return what the readers of a call asked for in its own words."""
        return self.filter(key=call.key, level=call.level_id) if call.key else self.none()

    def with_readers(self) -> Any:
        """Add to each wish how many readers have it: `readers`."""
        return self.annotate(readers=Count("askings"))


@not_shown
class Wish(models.Model):
    """Something that readers of a level looked for in vain and asked for, however many did."""

    class Outcome(models.TextChoices):
        NONE = "", gettext_lazy("Waiting")
        MET = "met", gettext_lazy("Met by a call")
        ANSWERED = "answered", gettext_lazy("Answered")
        DECLINED = "declined", gettext_lazy("Not for us")

    words = models.CharField(
        gettext_lazy("what they looked for"), max_length=LONGEST_WORDS, editable=False
    )
    key = models.CharField(max_length=LONGEST_KEY, editable=False)
    level = models.ForeignKey(
        Level,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=gettext_lazy("level"),
    )
    topic = models.ForeignKey(
        Topic,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("topic"),
        help_text=gettext_lazy("Where the stage map counts it."),
    )
    asked_at = models.DateTimeField(
        gettext_lazy("first asked"), default=timezone.now, editable=False
    )
    call = models.ForeignKey(
        Call,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="wishes",
        verbose_name=gettext_lazy("call"),
    )
    outcome = models.CharField(
        gettext_lazy("state"),
        max_length=10,
        choices=Outcome,
        blank=True,
        default=Outcome.NONE,
        editable=False,
    )
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("page that answers it"),
    )
    text = models.TextField(gettext_lazy("what you tell them"), max_length=LONGEST_TEXT, blank=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = WishQuerySet.as_manager()

    # A page is not in use where it answers something.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = gettext_lazy("wish of readers")
        verbose_name_plural = gettext_lazy("wishes of readers")
        ordering = ["asked_at", "pk"]
        constraints = [
            # The same words at the same level are counted together, until somebody answers.
            models.UniqueConstraint(
                fields=["key", "level"],
                condition=Q(outcome=""),
                name="calls_same_words_wait_together",
            )
        ]

    def __str__(self) -> str:
        return _("“%(words)s” at level %(number)d") % {
            "words": self.words,
            "number": self.level.number,
        }

    @property
    def is_decided(self) -> bool:
        return self.outcome != self.Outcome.NONE

    @classmethod
    @transaction.atomic
    def ask(cls, words: str, level: Level, *, own_words: str = "", email: str = "") -> "Asking":
        """Keep what one reader asks for, beside what others asked for in the same words."""
        key = key_of(words)
        call = Call.objects.open().filter(key=key, level=level).first()
        topic = TopicsByName(Topic.objects.all()).of(words)
        given = {"words": words, "topic": topic, "call": call}
        wish, _is_new = cls.objects.get_or_create(
            key=key, level=level, outcome=cls.Outcome.NONE, defaults=given
        )
        # Whoever sends it twice gets one answer.
        has_address = email and wish.askings.filter(email__iexact=email).exists()
        return wish.askings.create(own_words=own_words, email="" if has_address else email)

    @transaction.atomic
    def decide(
        self, outcome: "Wish.Outcome", *, user: Any = None, text: str = "", page: Any = None
    ) -> None:
        """Keep what comes of it. Who left an address is told after the commit (`telling`).

        Of two who decide at once, the first has decided.
        """
        if not Wish.objects.select_for_update().undecided().filter(pk=self.pk).exists():
            return
        self.outcome, self.text, self.page = outcome, text, page
        self.decided_at, self.decided_by = timezone.now(), user
        self.save()
        self.askings.filter(email="").update(answered_at=self.decided_at)
        log(self, f"calls.wish_{outcome.value}", user=user)

    @transaction.atomic
    def put_back(self, *, user: Any = None) -> bool:
        """Have it wait again, and tell whether it could be: others may have asked for it since.

        Then those of its readers that nobody has told anything wait with them.
        """
        twin = Wish.objects.undecided().filter(key=self.key, level=self.level).first()
        if twin:
            self.askings.exclude(email="").update(wish=twin)
            return False
        self.outcome, self.text, self.page = self.Outcome.NONE, "", None
        self.decided_at = self.decided_by = None
        self.save()
        log(self, "calls.wish_put_back", user=user)
        return True


class AskingQuerySet(models.QuerySet["Asking"]):
    def to_be_told(self) -> "AskingQuerySet":
        """Return who left an address, and has no answer although there is one."""
        return self.exclude(email="").exclude(wish__outcome=Wish.Outcome.NONE)


@not_shown
class Asking(models.Model):
    """One reader who asked: in their own words if they liked, and with an address for an answer."""

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="askings")
    own_words = models.TextField(
        gettext_lazy("in your own words"),
        max_length=LONGEST_TEXT,
        blank=True,
        help_text=gettext_lazy("What is it for, and what would help you?"),
    )
    email = models.EmailField(
        gettext_lazy("your e-mail address"),
        blank=True,
        help_text=gettext_lazy("Only if you want an answer. We delete it once you have one."),
    )
    asked_at = models.DateTimeField(default=timezone.now)
    #: When an e-mail to them was begun: nobody else sends it as well in the next minutes.
    begun_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    was_told = models.BooleanField(
        default=False, help_text=gettext_lazy("Whether an e-mail with the answer was sent.")
    )

    objects = AskingQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = gettext_lazy("reader who asked")
        verbose_name_plural = gettext_lazy("readers who asked")
        ordering = ["asked_at", "pk"]
        constraints = [
            # The promise that the form makes, whoever writes to the table.
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(email=""), name="calls_no_address_once_answered"
            )
        ]

    def __str__(self) -> str:
        return self.own_words or self.wish.words
