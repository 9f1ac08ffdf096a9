"""The kinds of pages on a site, and after how many months each is due where nobody says otherwise.

A page type may say so: `months_until_review = 24`, or `{"checklist": 6}` by the kinds that its
`kind_field` names. 0 is never.
"""

from collections.abc import Iterator, Mapping

from plugins.freshness.models import ReviewInterval
from plugins.levels.models import LevelledMixin
from plugins.levels.registry import levelled_models

#: Of what says nothing else: a year.
USUAL_MONTHS = 12

#: The label of a page type, and a kind of it, empty where there are none.
Kind = tuple[str, str]


def all_kinds() -> Iterator[tuple[Kind, int]]:
    """Yield every kind of page on this site, with its months by default."""
    for model in levelled_models():
        for kind in kinds_of(model):
            yield (model._meta.label, kind), usual_months(model, kind)


def kinds_of(model: type[LevelledMixin]) -> list[str]:
    """Return the kinds that readers know pages of a type by; one without a name for no kinds."""
    if model.kind_field is None:
        return [""]
    return [str(value) for value, _label in model._meta.get_field(model.kind_field).flatchoices]


def usual_months(model: type[LevelledMixin], kind: str) -> int:
    """Return after how many months pages of a kind are due where no editor has said anything."""
    months = getattr(model, "months_until_review", USUAL_MONTHS)
    if isinstance(months, Mapping):
        months = months.get(kind, USUAL_MONTHS)
    return int(months)


def make_intervals() -> None:
    """Make the intervals that are missing; what editors chose stays as it is."""
    known = set(ReviewInterval.objects.values_list("page_type", "kind"))
    ReviewInterval.objects.bulk_create(
        ReviewInterval(page_type=page_type, kind=kind, months=months)
        for (page_type, kind), months in all_kinds()
        if (page_type, kind) not in known
    )


def kind_of(page: LevelledMixin) -> str:
    """Return the kind of a page, empty where its type has none."""
    return str(getattr(page, page.kind_field) or "") if page.kind_field else ""


def interval_of(page: LevelledMixin) -> ReviewInterval:
    """Return the interval of a page's kind, made where there is none."""
    model, kind = type(page), kind_of(page)
    found, _created = ReviewInterval.objects.get_or_create(
        page_type=model._meta.label, kind=kind, defaults={"months": usual_months(model, kind)}
    )
    return found


def intervals_of(model: type[LevelledMixin]) -> dict[str, ReviewInterval]:
    """Return the intervals of a page type by kind."""
    intervals = ReviewInterval.objects.filter(page_type=model._meta.label)
    return {interval.kind: interval for interval in intervals}
