"""Whom a page helped, for those who wrote it: how often it was read, and whom it fitted."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Sum
from django.utils.formats import localize
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.feedback.models import FitCount, ReadCount, sum_of

Fact = dict[str, str]


def what_became_of(pages: Collection[Any]) -> dict[int, list[Fact]]:
    """Return what to tell the authors of `pages`, by key; nothing of one that nobody could read.

    Two queries, however many pages there are. Small numbers are told as they are: nobody is known
    by them.
    """
    keys = [page.pk for page in pages]
    reads = ReadCount.objects.filter(page__in=keys).by_page_and_level()
    said = verdicts_on(keys)
    return {
        page.pk: [*facts(reads.get(page.pk, {}), *said.get(page.pk, (0, 0)))]
        for page in pages
        if page.live or page.pk in reads or page.pk in said
    }


def verdicts_on(keys: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return how many found each page just right, and how many said anything, by its key."""
    rows = FitCount.objects.filter(page__in=keys, count__gt=0).values("page")
    sums = rows.annotate(right=sum_of(FitCount.Verdict.JUST_RIGHT), answers=Sum("count"))
    return {
        page: (right, said) for page, right, said in sums.values_list("page", "right", "answers")
    }


def facts(reads: Mapping[int, int], right: int, answers: int) -> Iterator[Fact]:
    """Yield what became of one page, from its reads by level and what its readers said."""
    yield times_read(reads) if reads else not_read_yet()
    if right:
        yield found_just_right(right, answers)


def times_read(reads: Mapping[int, int]) -> Fact:
    total = sum(reads.values())
    by_level = [
        _("%(times)s at level %(number)d") % {"times": localize(times), "number": number}
        for number, times in reads.items()
    ]
    return {
        "label": _("Read"),
        "value": ngettext("%(times)s time", "%(times)s times", total) % {"times": localize(total)},
        "hint": get_text_list(by_level, _("and")),
    }


def not_read_yet() -> Fact:
    return {
        "label": _("Read"),
        "value": _("Waiting for its first readers"),
        "hint": _("It can be found now. Once somebody has read it, you see it here."),
    }


def found_just_right(right: int, answers: int) -> Fact:
    value = ngettext("%(readers)s reader", "%(readers)s readers", right)
    hint = ngettext(
        "Of %(answers)s who said whether it fitted them",
        "Of %(answers)s who said whether it fitted them",
        answers,
    )
    return {
        "label": _("Just right for"),
        "value": value % {"readers": localize(right)},
        "hint": hint % {"answers": localize(answers)},
    }
