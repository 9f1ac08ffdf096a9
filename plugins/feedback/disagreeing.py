"""Pages whose readers say that they are at the wrong level, and which level these would have.

Readers of a level that a page is written for disagree with it once five of them have said whether
it fitted, and more than half of these say the same: that it is too early for them (they are further
on), or too deep. Half is enough, since nothing happens by itself: an editor decides, and sees the
numbers. Where that was done, only what is said afterwards counts, and five have to say it anew.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from plugins.desk import curated_by
from plugins.feedback.models import FitCount, FitDecision, sum_of
from plugins.levels.models import Level, LevelledMixin, LevelTag, all_levels

#: So many have to say whether a page fitted them, at one level.
ENOUGH = 5

Verdict = FitCount.Verdict
Row = dict[str, Any]


@dataclass(frozen=True)
class Disagreement:
    """What readers at one of a page's levels say of it, and where they would have it."""

    page: int
    title: str
    #: The level at which they read.
    level: Level
    #: What more than half of them say.
    verdict: FitCount.Verdict
    #: How many do, and how many said anything.
    agreeing: int
    answers: int
    #: The level that they would have it at, None where its type may not be there.
    proposed: Level | None
    #: Whether the page is at the proposed level as well.
    is_there: bool
    #: Whether it is at any other level.
    has_others: bool

    @property
    def can_move(self) -> bool:
        """Whether it can be taken off its level: it has another one then."""
        return self.proposed is not None or self.has_others

    @property
    def can_add(self) -> bool:
        """Whether it can be put at the proposed level, and stay where it is as well."""
        return self.proposed is not None and not self.is_there

    def levels_after(self, kind: str, before: Collection[int]) -> set[int]:
        """Return the numbers of the page's levels once it is decided so."""
        after = set(before)
        if kind != FitDecision.Kind.KEPT and self.proposed:
            after.add(self.proposed.number)
        if kind == FitDecision.Kind.MOVED:
            after.discard(self.level.number)
        return after


def rows(user: Any) -> Any:
    """Return what readers say at the levels of pages that `user` looks after, where they disagree.

    One row for each page and level, the surest first: `page`, `level` (keys), `page__title`, and
    what was said since the last decision, by the names of the verdicts (`too_early` …) and in all
    (`said`).
    """
    since = {verdict.name.lower(): since_decision(verdict) for verdict in Verdict}
    named = FitCount.objects.of_its_own_levels().values("page", "page__title", "level")
    said = named.filter(page__live=True, page__in=curated_by(user).order_by().values("pk"))
    said = said.annotate(**since).annotate(said=sum_up(since))
    disagreeing = said.alias(early_twice=F("too_early") * 2, deep_twice=F("too_deep") * 2)
    disagreeing = disagreeing.filter(
        Q(early_twice__gt=F("said")) | Q(deep_twice__gt=F("said")), said__gte=ENOUGH
    )
    return disagreeing.order_by("-said", "page__title", "page", "level")


def since_decision(verdict: FitCount.Verdict) -> Greatest:
    """Return how many have given a verdict since it was last decided; votes are taken back, too."""
    then = FitDecision.objects.all().counted_then(verdict)
    return Greatest(sum_of(verdict) - then, Value(0))


def sum_up(names: Iterable[str]) -> Any:
    """Return the sum of what has these names."""
    first, *others = (F(name) for name in names)
    return sum(others, start=first)


def disagreements(found: Iterable[Row]) -> list[Disagreement]:
    """Return what `rows` found with the levels that readers propose; two queries for all."""
    listed = list(found)
    keys = [row["page"] for row in listed]
    levels, models = levels_of(keys), models_of(keys)
    return [as_disagreement(row, levels[row["page"]], models[row["page"]]) for row in listed]


def as_disagreement(row: Row, numbers: set[int], model: type[LevelledMixin]) -> Disagreement:
    """Return what a row of `rows` says of a page at levels with these numbers."""
    level = next(each for each in all_levels() if each.pk == row["level"])
    is_early = row["too_early"] * 2 > row["said"]
    verdict = Verdict.TOO_EARLY if is_early else Verdict.TOO_DEEP
    proposed = proposed_level(level.number, verdict, model)
    return Disagreement(
        page=row["page"],
        title=row["page__title"],
        level=level,
        verdict=verdict,
        agreeing=row[verdict.name.lower()],
        answers=row["said"],
        proposed=proposed,
        is_there=proposed is not None and proposed.number in numbers,
        has_others=len(numbers) > 1,
    )


def proposed_level(
    number: int, verdict: FitCount.Verdict, model: type[LevelledMixin]
) -> Level | None:
    """Return the nearest level that pages of a type may be at where their readers would have it.

    Readers for whom it is too early are further on: it is for those at a lower level. None where
    its type may be at no such level.
    """
    if verdict == Verdict.TOO_EARLY:
        nearest = max((each for each in model.may_feed if each < number), default=None)
    else:
        nearest = min((each for each in model.may_feed if each > number), default=None)
    return next((level for level in all_levels() if level.number == nearest), None)


def levels_of(keys: Collection[int]) -> dict[int, set[int]]:
    """Return the numbers of the levels of pages, by their keys."""
    found: dict[int, set[int]] = {key: set() for key in keys}
    tags = LevelTag.objects.filter(content_object__in=keys)
    for key, number in tags.values_list("content_object", "tag__number"):
        found[key].add(number)
    return found


def models_of(keys: Collection[int]) -> dict[int, type[LevelledMixin]]:
    """Return the types of pages, by their keys."""
    pages = LevelTag.objects.filter(content_object__in=keys)
    types = dict(pages.values_list("content_object", "content_object__content_type"))
    models: dict[int, Any] = {
        key: ContentType.objects.get_for_id(content_type).model_class()
        for key, content_type in types.items()
    }
    return models
