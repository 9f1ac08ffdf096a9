"""What readers searched for, at which level and how often; nothing of who they were."""

from datetime import date

from django.db import models
from django.db.models import IntegerField, Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.levels.edition import not_shown
from plugins.levels.models import Level, Topic
from plugins.searches.keeping import first_day, is_on, threshold
from plugins.searches.words import MAX_LENGTH


class SearchedWordsQuerySet(models.QuerySet["SearchedWords"]):
    def shown(self) -> "SearchedWordsQuerySet":
        """Return what editors may be shown: what was searched for often enough of late.

        Rare words may be somebody's own. None at all where searches are not counted any more.
        """
        if not is_on():
            return self.none()
        return self.filter(pk__in=SearchCount.objects.kept().of_frequent_words())

    def unmet(self) -> "SearchedWordsQuerySet":
        """Return what found nothing the last time, and was not said to be out of place here."""
        return self.filter(results=0, is_dismissed=False)

    def with_times(
        self, start: date | None = None, end: date | None = None
    ) -> "SearchedWordsQuerySet":
        """Add how often each was searched for, and on which day last, between two days."""
        of_words = SearchCount.objects.kept().between(start, end).filter(words=OuterRef("pk"))
        by_words = of_words.order_by().values("words")
        return self.annotate(
            times=Coalesce(
                Subquery(by_words.annotate(n=Sum("count")).values("n")),
                0,
                output_field=IntegerField(),
            ),
            last_day=Subquery(by_words.annotate(last=Max("day")).values("last")),
        )


@not_shown
class SearchedWords(models.Model):
    """Words that readers of a level searched for, what came of it, and what editors say of them."""

    words = models.CharField(gettext_lazy("words"), max_length=MAX_LENGTH)
    level = models.ForeignKey(
        Level,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("level"),
        help_text=gettext_lazy("The level that was searched."),
    )
    results = models.PositiveIntegerField(
        gettext_lazy("pages found"),
        null=True,
        help_text=gettext_lazy(
            "The last time; empty where only readers with topics of their own did."
        ),
    )
    topic = models.ForeignKey(
        Topic,
        models.SET_NULL,
        related_name="searched_words",
        null=True,
        verbose_name=gettext_lazy("topic"),
    )
    is_placed = models.BooleanField(
        default=False,
        help_text=gettext_lazy("Whether an editor said to which topic, or to none, they belong."),
    )
    is_dismissed = models.BooleanField(gettext_lazy("not for us"), default=False)

    objects = SearchedWordsQuerySet.as_manager()

    #: How often they were searched for, and on which day last: from `with_times`.
    times: int
    last_day: date

    # A topic is not in use where it is searched for.
    wagtail_reference_index_ignore = True

    class Meta:
        # What may be done with it is permitted along with the counts.
        default_permissions = ()
        verbose_name = gettext_lazy("search phrase")
        verbose_name_plural = gettext_lazy("search phrases")
        constraints = [
            models.UniqueConstraint(fields=["words", "level"], name="searches_words_once_a_level")
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_unmet(self) -> bool:
        """Whether they found nothing the last time, and somebody may miss it."""
        return self.results == 0 and not self.is_dismissed

    @property
    def topic_name(self) -> str:
        """The name of the topic that the words belong to, "" where there is none."""
        return self.topic.name if self.topic else ""


class SearchCountQuerySet(models.QuerySet["SearchCount"]):
    def kept(self) -> "SearchCountQuerySet":
        """Leave out what is about to be deleted."""
        return self.filter(day__gte=first_day())

    def between(self, start: date | None, end: date | None) -> "SearchCountQuerySet":
        """Narrow to the days from `start` to `end`, where these are given."""
        since = self.filter(day__gte=start) if start else self
        return since.filter(day__lte=end) if end else since

    def of_frequent_words(self) -> "models.QuerySet[SearchCount, int]":
        """Return the keys of the words that were searched for as often as is needed to be shown."""
        sums = self.order_by().values("words").annotate(times=Sum("count"))
        return sums.filter(times__gte=threshold()).values_list("words", flat=True)


@not_shown
class SearchCount(models.Model):
    """How often words were searched for on one day."""

    words = models.ForeignKey(SearchedWords, models.CASCADE, related_name="counts")
    day = models.DateField(gettext_lazy("day"), db_index=True)
    count = models.PositiveIntegerField(gettext_lazy("searches"), default=0)

    objects = SearchCountQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "change")
        verbose_name = gettext_lazy("count of searches")
        verbose_name_plural = gettext_lazy("counts of searches")
        constraints = [
            models.UniqueConstraint(fields=["words", "day"], name="searches_one_count_a_day")
        ]

    def __str__(self) -> str:
        return _("%(words)s: %(count)d") % {"words": self.words, "count": self.count}
