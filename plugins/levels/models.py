"""Levels and topics as two tag vocabularies, the levelled page, and where a member stands."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

import swapper
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, resolve, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, NaturalKeyManager, TagBase
from wagtail.admin.panels import FieldPanel
from wagtail.models import PreviewableMixin

from plugins.levels.edition import keeping, kept
from plugins.levels.indexing import put_off
from plugins.levels.tagging import LevelsManager, TopicsManager
from plugins.levels.visibility import LevelledPageManager

FIRST, LAST = 1, 4
LEVELS_CACHE_KEY = "levels.all"
CHOOSING = "choosing"


class LevelQuerySet(models.QuerySet["Level"]):
    def numbered(self, *numbers: int) -> "LevelQuerySet":
        """Return the levels with these numbers (1 to 4)."""
        return self.filter(number__in=numbers)


class Level(PreviewableMixin, TagBase):
    """One of the four stages of a practice; editors may reword it, nobody adds a fifth."""

    number = models.PositiveSmallIntegerField(
        gettext_lazy("number"),
        unique=True,
        editable=False,
        validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)],
    )
    sentence = models.CharField(
        gettext_lazy("the reader says"),
        max_length=200,
        help_text=gettext_lazy("The sentence by which readers choose this level."),
    )
    offers = models.TextField(
        gettext_lazy("what it offers"),
        help_text=gettext_lazy("What the community offers at this level, in a sentence or two."),
    )
    leaves_out = models.TextField(
        gettext_lazy("what it leaves out"),
        help_text=gettext_lazy("What is deliberately kept for another level."),
    )

    objects = NaturalKeyManager.from_queryset(LevelQuerySet)()

    #: Where readers meet the words of a level; the first is its page.
    preview_modes = [
        ("", gettext_lazy("The page of the level")),
        (CHOOSING, gettext_lazy("Where readers choose")),
    ]

    panels = [
        FieldPanel("name"),
        FieldPanel("sentence"),
        FieldPanel("offers"),
        FieldPanel("leaves_out"),
    ]

    class Meta:
        verbose_name = gettext_lazy("level")
        verbose_name_plural = gettext_lazy("levels")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__range=(FIRST, LAST)), name="levels_four_levels"
            )
        ]

    def __str__(self) -> str:
        return _("%(number)d %(name)s") % {"number": self.number, "name": self.name}

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show what readers would be shown with these words, unsaved as they may be."""
        url = reverse("levels:level", args=[self.number])
        if mode_name == CHOOSING:
            url = reverse("levels:choose")
        view, args, kwargs = resolve(f"/{url.removeprefix(get_script_prefix())}")
        others = Level.objects.exclude(pk=self.pk)
        with keeping(LEVELS_CACHE_KEY, sorted([self, *others], key=lambda level: level.number)):
            return view(request, *args, **kwargs)


def all_levels() -> list[Level]:
    """Return the four levels, lowest first; every page shows them, so they are kept."""
    # Whoever asks before `migrate` has made them asks again.
    return kept(LEVELS_CACHE_KEY, lambda: list(Level.objects.all())) or list(Level.objects.all())


class PageTagManager(NaturalKeyManager):
    """Fetches the tag along with the fact that a page has it: one is never shown alone."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().select_related("tag")


class LevelTag(ItemBase):
    """Says that a page is written for a level; part of the page's drafts and revisions."""

    tag = models.ForeignKey(Level, models.PROTECT, related_name="level_tags")
    content_object = ParentalKey(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.CASCADE,
        related_name="level_tags",
    )

    objects = PageTagManager()

    def save(self, *args: Any, **kwargs: Any) -> None:
        model = self.content_object.specific_class
        if model and issubclass(model, LevelledMixin):
            check_levels(model, [self.tag.number])
        super().save(*args, **kwargs)

    class Meta:
        verbose_name = gettext_lazy("level of a page")
        verbose_name_plural = gettext_lazy("levels of pages")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="levels_level_once_a_page"
            )
        ]


class TopicQuerySet(models.QuerySet["Topic"]):
    def named(self, name: str) -> "TopicQuerySet":
        """Return the topic of this name, whatever its case and spacing (at most one)."""
        return self.filter(folded_name=Topic.fold(name))


class Topic(TagBase):
    """What a page is about; an open vocabulary that editors curate."""

    name: str
    # Wagtail's tag field asks this: authors choose topics, editors make them.
    free_tagging = False

    folded_name = models.CharField(max_length=200, unique=True, editable=False)
    description = models.TextField(
        gettext_lazy("description"),
        blank=True,
        help_text=gettext_lazy("One or two sentences for those who wonder what belongs here."),
    )

    objects = NaturalKeyManager.from_queryset(TopicQuerySet)()

    panels = [FieldPanel("name"), FieldPanel("description")]

    class Meta:
        verbose_name = gettext_lazy("topic")
        verbose_name_plural = gettext_lazy("topics")
        ordering = ["name"]

    def clean(self) -> None:
        super().clean()
        self.name = self.tidy(self.name)
        twin = Topic.objects.named(self.name).exclude(pk=self.pk).first()
        if twin:
            message = _("There is a topic “%(name)s” already.") % {"name": twin.name}
            raise ValidationError({"name": message})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = self.tidy(self.name)
        self.folded_name = self.fold(self.name)
        super().save(*args, **kwargs)

    @staticmethod
    def tidy(name: str) -> str:
        """Return `name` with single spaces between its words, and none around them."""
        return " ".join(name.split())

    @staticmethod
    def fold(name: str) -> str:
        """Return `name` without what tells no topics apart: case, spaces, hyphens, underscores."""
        return "".join(name.replace("-", " ").replace("_", " ").split()).casefold()


class TopicTag(ItemBase):
    """Says that a page is about a topic; part of the page's drafts and revisions."""

    tag = models.ForeignKey(Topic, models.CASCADE, related_name="topic_tags")
    content_object = ParentalKey(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.CASCADE,
        related_name="topic_tags",
    )

    objects = PageTagManager()

    class Meta:
        verbose_name = gettext_lazy("topic of a page")
        verbose_name_plural = gettext_lazy("topics of pages")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="levels_topic_once_a_page"
            )
        ]


# Type checkers see the page that the mixin is for; Django a model without a table.
if TYPE_CHECKING:
    from wagtail.models import Page as PageOrModel
else:
    PageOrModel = models.Model


class LevelError(ValidationError):
    """Raised when a levelled page would be published without a level that it may feed."""


class LevelledMixin(PageOrModel):
    """Makes a Wagtail page type levelled: `class BlogPage(LevelledMixin, Page)`, and no migration.

    The class attributes say which of the four levels the type may feed, and which it is given when
    its author chooses none.
    """

    may_feed: ClassVar[tuple[int, ...]] = (1, 2, 3, 4)
    feeds_by_default: ClassVar[tuple[int, ...]] = ()
    # The name of a field with choices by which readers tell pages of this type apart, if any.
    kind_field: ClassVar[str | None] = None

    levels = LevelsManager(through=LevelTag, verbose_name=gettext_lazy("levels"))
    topics = TopicsManager(through=TopicTag, verbose_name=gettext_lazy("topics"), blank=True)

    objects = LevelledPageManager()

    level_panels = [FieldPanel("levels"), FieldPanel("topics")]

    class Meta:
        abstract = True

    # Tells tags that are written with their page from those that are written alone.
    is_being_saved = False

    def save(self, *args: Any, **kwargs: Any) -> None:
        update_fields = kwargs.get("update_fields")
        if self.live and (update_fields is None or "live" in update_fields):
            self.check_levels()
        self.is_being_saved = True
        try:
            super().save(*args, **kwargs)
        finally:
            self.is_being_saved = False

    def get_indexed_instance(self) -> Any:
        """Return what search engines index after a save: nothing yet, where many are saved."""
        return None if put_off(self) else super().get_indexed_instance()

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        # A page that is scheduled goes live later, by a command that nobody watches: refuse it now.
        revision.as_object().check_levels()
        super().publish(revision, *args, **kwargs)

    def check_levels(self) -> None:
        """Raise LevelError unless the page is at a level, and only at those that it may feed."""
        check_levels(type(self), [level.number for level in self.levels_in_order()])

    def levels_in_order(self) -> list[Level]:
        """Return the levels that the page is written for, lowest first, unsaved changes too."""
        tags = self.level_tags.all()
        return sorted((tag.tag for tag in tags), key=lambda level: level.number)

    def topics_in_order(self) -> list[Topic]:
        """Return the topics that the page is about, by name, unsaved changes too."""
        return sorted(tag.tag for tag in self.topic_tags.all())

    def default_level_numbers(self) -> tuple[int, ...]:
        """Return the levels that a new page of this type is offered in the editor."""
        return self.feeds_by_default

    def text_for_excerpt(self) -> str:
        """Return what the page says, its title left out: the values of its search fields."""
        fields = [f for f in self.get_searchable_search_fields() if f.field_name != "title"]
        return " · ".join(texts_in([field.get_value(self) for field in fields]))

    @cached_property
    def kind_label(self) -> str:
        """What readers call a page like this one, for example “story” or “checklist”."""
        if self.kind_field:
            return str(getattr(self, f"get_{self.kind_field}_display")())
        return str(self._meta.verbose_name)


def texts_in(value: Any) -> list[str]:
    """Return the texts in `value`, lists in it opened; None and empty texts left out."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, Iterable):
        return [text for part in value for text in texts_in(part)]
    return []


def check_levels(model: type[LevelledMixin], numbers: Iterable[int]) -> None:
    """Raise LevelError unless `numbers` holds a level, and only levels that `model` may feed."""
    numbers = list(numbers)
    refused = [number for number in numbers if number not in model.may_feed]
    words = {
        "type": model._meta.verbose_name,
        "allowed": ", ".join(map(str, model.may_feed)),
        "refused": ", ".join(map(str, refused)),
    }
    if refused:
        message = ngettext(
            "A %(type)s may be at level %(allowed)s, not at level %(refused)s.",
            "A %(type)s may be at levels %(allowed)s, not at level %(refused)s.",
            len(model.may_feed),
        )
        raise LevelError({"levels": message % words})
    if not numbers:
        message = _("Choose a level: a %(type)s needs one of %(allowed)s before it is published.")
        raise LevelError({"levels": message % words})


class MemberLevel(models.Model):
    """The level that a member reads at, in general or in one topic, kept with the account."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reading_levels"
    )
    topic = models.ForeignKey(
        Topic,
        models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
        help_text=gettext_lazy("Empty: everything that has no level of its own."),
    )
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = gettext_lazy("level of a member")
        verbose_name_plural = gettext_lazy("levels of members")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(topic=None),
                name="levels_general_level_once_a_member",
            ),
            models.UniqueConstraint(
                fields=["user", "topic"], name="levels_topic_level_once_a_member"
            ),
        ]

    def __str__(self) -> str:
        return _("%(member)s reads at level %(number)d") % {
            "member": self.user,
            "number": self.level.number,
        }

    @classmethod
    def choices_of(cls, user: Any) -> dict[int | None, int]:
        """Return the numbers of a member's levels by topic, the general one under None."""
        return dict(cls.objects.filter(user=user).values_list("topic", "level__number"))

    @classmethod
    def keep(cls, user: Any, number: int, *, topic: Topic | None = None) -> None:
        """Keep level `number` with the account of `user`, in general or for a topic."""
        level = Level.objects.get(number=number)
        cls.objects.update_or_create(user=user, topic=topic, defaults={"level": level})
