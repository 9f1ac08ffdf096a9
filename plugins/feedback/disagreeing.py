"""Pages whose readers say that they are at the wrong level, and which level these would have.

Readers of a level that a page is written for disagree with it once five of them have said whether
it fitted, and more than half of these say the same: that it is too early for them (they are further
on), or too deep. Half is enough, since nothing happens by itself: an editor decides, and sees the
numbers. Where that was done, only what is said afterwards counts, and five have to say it anew.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum
from wagtail.models import Page

from plugins.desk import curated_by
from plugins.feedback.models import FitCount, FitCountQuerySet, FitDecision, sum_of
from plugins.levels.models import Level, LevelledMixin, LevelTag, all_levels

#: So many have to say whether a page fitted them, at one level.
ENOUGH = 5

Verdict = FitCount.Verdict


@dataclass(frozen=True)
class Dispute:
    """What readers at a level said of a page, both by key, since it was last decided."""

    page: int
    level: int
    early: int
    right: int
    deep: int

    @property
    def answers(self) -> int:
        """How many said anything."""
        return self.early + self.right + self.deep

    @property
    def agreeing(self) -> int:
        """How many say that it is at the wrong level, in the same direction."""
        return max(self.early, self.deep)

    @property
    def verdict(self) -> FitCount.Verdict:
        """What they say."""
        return Verdict.TOO_EARLY if self.early > self.deep else Verdict.TOO_DEEP

    @property
    def is_one(self) -> bool:
        """Whether enough say anything, and more than half of them that the level is wrong."""
        return self.answers >= ENOUGH and self.agreeing * 2 > self.answers


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


def disputes(user: Any, *, page: Any = None) -> list[Dispute]:
    """Return where readers disagree with a level of a page that `user` looks after, or of `page`.

    Where most have said anything comes first. Two queries, however many there are.
    """
    counts = FitCount.objects.of_its_own_levels().filter(page__live=True)
    theirs = counts.filter(page__in=curated_by(user).order_by().values("pk"))
    said = list(sums(theirs.filter(page=page.pk) if page else theirs))
    then = counted_at_decisions() if said else {}
    found = [since(dispute, then.get((dispute.page, dispute.level))) for dispute in said]
    return sorted(
        (dispute for dispute in found if dispute.is_one),
        key=lambda dispute: (-dispute.answers, dispute.page, dispute.level),
    )


def sums(counts: FitCountQuerySet) -> Iterator[Dispute]:
    """Yield what was said of each page at each level, wherever it may be that readers disagree."""
    names = {verdict.value: sum_of(verdict) for verdict in Verdict}
    rows = counts.order_by().values("page", "level").annotate(**names, answers=Sum("count"))
    # More than half of five, which are fewer once what was said before a decision is taken off.
    most = ENOUGH // 2 + 1
    rows = rows.filter(Q(early__gte=most) | Q(deep__gte=most), answers__gte=ENOUGH)
    for row in rows.values_list("page", "level", *names):
        yield Dispute(*row)


def counted_at_decisions() -> dict[tuple[int, int], Dispute]:
    """Return what had been said at the last decision, by the keys of the page and the level."""
    standing = FitDecision.objects.standing().order_by("at", "pk")
    fields = ("page", "level", *(FitDecision.field_of(verdict) for verdict in Verdict))
    return {(row[0], row[1]): Dispute(*row) for row in standing.values_list(*fields)}


def since(now: Dispute, then: Dispute | None) -> Dispute:
    """Return what was said after a decision, if there was one; votes are taken back, too."""
    if then is None:
        return now
    return Dispute(
        now.page,
        now.level,
        early=max(0, now.early - then.early),
        right=max(0, now.right - then.right),
        deep=max(0, now.deep - then.deep),
    )


def disagreements(found: Iterable[Dispute]) -> list[Disagreement]:
    """Return disputes with the titles of their pages and the levels that readers propose."""
    listed = list(found)
    numbers: dict[int, set[int]] = defaultdict(set)
    pages: dict[int, Page] = {}
    tags = LevelTag.objects.filter(content_object__in=[dispute.page for dispute in listed])
    for tag in tags.select_related("content_object"):
        pages[tag.content_object_id] = tag.content_object
        numbers[tag.content_object_id].add(tag.tag.number)
    return [as_disagreement(each, numbers[each.page], pages[each.page]) for each in listed]


def as_disagreement(dispute: Dispute, numbers: set[int], page: Page) -> Disagreement:
    """Return a dispute over `page`, which is at levels with these numbers."""
    level = next(each for each in all_levels() if each.pk == dispute.level)
    proposed = proposed_level(level.number, dispute.verdict, page.specific_class)
    return Disagreement(
        page=page.pk,
        title=page.title,
        level=level,
        verdict=dispute.verdict,
        agreeing=dispute.agreeing,
        answers=dispute.answers,
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
