"""What editors want readers to find first: a page, for words, at a level."""

from typing import Any

import swapper
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.levels.models import Level, LevelTag, TopicTag
from plugins.levels.queries import Typed, typed
from plugins.levels.reader import Reader
from plugins.levels.visibility import all_pages
from plugins.levels.words import stems

LONGEST_KEY = 255


def key_of(words: str) -> str:
    """Return what words have in common that are the same but for their order, case and endings."""
    return " ".join(sorted(stems(words, settings.LANGUAGE_CODE)))


class PickQuerySet(models.QuerySet["Pick"]):
    def for_words(self, query: Typed) -> "PickQuerySet":
        """Return what was picked for all that a reader wants, and for nothing more or less.

        Where something is to be left out, readers know better.
        """
        if query.excluded or not query.wanted:
            return self.none()
        return self.filter(key=key_of(query.wanted_text))

    def for_reader(self, reader: Reader) -> "PickQuerySet":
        """Return what was picked for the level at which `reader` reads what the page is about.

        Whether it is in the reader's lists at all is not asked here.
        """
        general = Q(level__number=reader.number)
        if not reader.topic_levels:
            return self.filter(general)
        at_level = general & ~Q(page__in=pages_about(reader.topic_levels))
        for number in set(reader.topic_levels.values()):
            topics = [topic for topic, own in reader.topic_levels.items() if own == number]
            at_level |= Q(level__number=number, page__in=pages_about(topics))
        return self.filter(at_level)

    def in_order(self) -> "PickQuerySet":
        """Return the first place first; of several in one place, the older."""
        return self.order_by("place", "pk")

    def with_state(self) -> "PickQuerySet":
        """Add to each whether its page is there for readers, and at its level."""
        public = all_pages().public_to(Reader()).filter(pk=OuterRef("page"))
        tagged = LevelTag.objects.filter(content_object=OuterRef("page"), tag=OuterRef("level"))
        return self.annotate(is_public=Exists(public), is_at_level=Exists(tagged))

    def shown(self, is_shown: bool = True) -> "PickQuerySet":
        """Return those `with_state` that readers are shown, or those that they are not."""
        return self.filter(Q(is_public=True, is_at_level=True) if is_shown else NOT_SHOWN)


#: What tells picks `with_state` that no reader is shown.
NOT_SHOWN = Q(is_public=False) | Q(is_at_level=False)


def pages_about(topics: Any) -> Any:
    """Return the keys of the pages about any of `topics` (keys), as a subquery."""
    return TopicTag.objects.filter(tag__in=list(topics)).values("content_object")


class Pick(models.Model):
    """A page that comes first where readers of a level search for certain words."""

    # A page is not in use by it: it may be deleted, and the pick goes with it.
    wagtail_reference_index_ignore = True

    words = models.CharField(
        gettext_lazy("words"),
        max_length=100,
        help_text=gettext_lazy(
            "What readers search for. Order, case and endings do not matter: who searches for "
            "“hub starts” is shown what is picked for “Starting hubs”. No word may be missing or "
            "added."
        ),
    )
    key = models.CharField(max_length=LONGEST_KEY, editable=False, db_index=True)
    level = models.ForeignKey(
        Level,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("level"),
        help_text=gettext_lazy("Only readers of this level are shown it."),
    )
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        models.CASCADE,
        related_name="+",
        verbose_name=gettext_lazy("page"),
        help_text=gettext_lazy("It has to be published, and at the level."),
    )
    place = models.PositiveSmallIntegerField(
        gettext_lazy("place"),
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=gettext_lazy(
            "Where several are picked for the same words: 1 comes first. Empty: behind the others."
        ),
    )
    note = models.TextField(
        gettext_lazy("why"),
        blank=True,
        max_length=1000,
        help_text=gettext_lazy("For the other editors; readers do not see it."),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=gettext_lazy("picked by"),
    )
    made_at = models.DateTimeField(gettext_lazy("picked"), default=timezone.now, editable=False)

    objects = PickQuerySet.as_manager()

    # Set by `with_state`.
    is_public: bool
    is_at_level: bool

    class Meta:
        verbose_name = gettext_lazy("pick")
        verbose_name_plural = gettext_lazy("picks")
        ordering = ["key", "level", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "level", "page"], name="picks_page_once_for_the_same_words"
            )
        ]

    def __str__(self) -> str:
        return _("“%(words)s” at level %(level)s") % {"words": self.words, "level": self.level}

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = key_of(self.words)
        if self.place is None:
            others = Pick.objects.filter(key=self.key, level=self.level).exclude(pk=self.pk)
            last = others.aggregate(last=models.Max("place"))["last"] or 0
            self.place = last + 1
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.words = " ".join(self.words.split())
        self.check_words()
        if self.level_id and self.page_id:
            self.check_page()
            self.check_twin()

    def check_words(self) -> None:
        """Raise ValidationError for words for which no search would find the pick."""
        query = typed(self.words)
        if not query.wanted:
            raise ValidationError({"words": _("Write at least one word.")})
        if query.excluded:
            message = _("Leave out “%(word)s”: who leaves something out is shown no picks.")
            word = query.excluded[0].as_typed
            raise ValidationError({"words": message % {"word": word}})
        if query.left_out or len(key_of(self.words)) > LONGEST_KEY:
            raise ValidationError({"words": _("These are too many words: use fewer.")})

    def check_page(self) -> None:
        """Raise ValidationError unless readers of the level have the page in their lists."""
        if not all_pages().public_to(Reader()).filter(pk=self.page_id).exists():
            message = _("“%(page)s” is not published for everybody: pick what readers may read.")
            raise ValidationError({"page": message % {"page": self.page.title}})
        tags = LevelTag.objects.filter(content_object=self.page_id).order_by("tag__number")
        levels = [tag.tag for tag in tags]
        if self.level not in levels:
            message = _("“%(page)s” is not at level %(level)s, but at %(levels)s.")
            if not levels:
                message = _("“%(page)s” is at no level: only stories, resources and the like are.")
            words = {
                "page": self.page.title,
                "level": self.level,
                "levels": ", ".join(map(str, levels)),
            }
            raise ValidationError({"page": message % words})

    def check_twin(self) -> None:
        """Raise ValidationError where the page is picked already for the same words and level."""
        same = Pick.objects.filter(key=key_of(self.words), level=self.level, page=self.page)
        twin = same.exclude(pk=self.pk).first()
        if twin:
            message = _("It is picked for “%(words)s” at this level already.")
            raise ValidationError({"page": message % {"words": twin.words}})

    @property
    def state(self) -> str:
        """Whether readers are shown it, in words; of those `with_state`."""
        if not self.is_public:
            return _("No longer shown: not published for everybody")
        if not self.is_at_level:
            return _("No longer shown: not at this level")
        return _("Shown")

    @property
    def is_shown(self) -> bool:
        """Whether readers of its level are shown it; of those `with_state`."""
        return self.is_public and self.is_at_level
