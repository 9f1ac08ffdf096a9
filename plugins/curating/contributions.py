"""What each member has given: what they submitted, and what was published of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, IntegerField, Max, Min, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.admin.utils import get_user_display_name
from wagtail.coreutils import get_content_type_label
from wagtail.models import WorkflowState, get_default_page_content_type

from plugins.curating.promise import day_of, midnight
from plugins.desk import curated_by

DECEMBER = 12


@dataclass
class Contribution:
    """What one member has given, in a month or ever."""

    user: Any
    #: Pages of which they have begun a review.
    submitted: int = 0
    #: Pages of theirs that readers have had since then.
    published: int = 0
    #: The published ones, by the key of their content type.
    published_by_type: Counter[int] = field(default_factory=Counter)
    #: When they submitted, or were published, last.
    last: datetime | None = None

    @property
    def name(self) -> str:
        return str(get_user_display_name(self.user))

    @property
    def by_type(self) -> str:
        """What was published, in words, most first: "Story: 3, Resource: 1"."""
        types = ContentType.objects.get_for_id
        counts = self.published_by_type.items()
        each = [(str(get_content_type_label(types(key))), count) for key, count in counts]
        # Of as many by name: a database may give them in another order for each member.
        each.sort(key=lambda of_type: (-of_type[1], of_type[0]))
        return ", ".join(f"{label}: {count}" for label, count in each)

    def happened(self, last: datetime) -> None:
        self.last = max(self.last or last, last)


def contributions(user: Any, *, month: date | None = None) -> list[Contribution]:
    """Return what each member gave to the pages of `user`, an editor, those who gave most first.

    With `month`, a day of it, what was submitted or first published in that month.
    """
    found: dict[int, Contribution] = {}
    for row in submitted(user, month):
        each = found.setdefault(row["requested_by"], Contribution(None))
        each.submitted = row["pages"]
        each.happened(row["last"])
    for row in published(user, month):
        each = found.setdefault(row["owner"], Contribution(None))
        each.published += row["pages"]
        each.published_by_type[row["content_type"]] += row["pages"]
        each.happened(row["last"])
    members = get_user_model().objects.in_bulk(found)
    for key, member in members.items():
        found[key].user = member
    return sorted(found.values(), key=lambda each: (-each.published, -each.submitted, each.name))


def submitted(user: Any, month: date | None) -> Iterator[dict[str, Any]]:
    """Yield of how many pages each member has begun a review, each page counted once."""
    reviews = WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(),
        requested_by__isnull=False,
        **within("created_at", month),
    ).annotate(page_id=Cast("object_id", IntegerField()))
    theirs = reviews.filter(Exists(curated_by(user).filter(pk=OuterRef("page_id"))))
    rows = theirs.order_by().values("requested_by")
    yield from rows.annotate(pages=Count("page_id", distinct=True), last=Max("created_at"))


def published(user: Any, month: date | None) -> Iterator[dict[str, Any]]:
    """Yield how many pages of each type of each member readers have got."""
    pages = curated_by(user).filter(owner__isnull=False, first_published_at__isnull=False)
    pages = pages.filter(**within("first_published_at", month))
    rows = pages.order_by().values("owner", "content_type")
    yield from rows.annotate(pages=Count("pk"), last=Max("first_published_at"))


def within(name: str, month: date | None) -> dict[str, datetime]:
    """Return what a field of that name is filtered by, so that it is in `month`, if any."""
    if month is None:
        return {}
    begin = month.replace(day=1)
    return {f"{name}__gte": midnight(begin), f"{name}__lt": midnight(following(begin))}


def following(begin: date) -> date:
    """Return the first day of the month after the one that begins on `begin`."""
    if begin.month == DECEMBER:
        return date(begin.year + 1, 1, 1)
    return date(begin.year, begin.month + 1, 1)


def months() -> list[date]:
    """Return the first days of the months since the first submission, the newest first."""
    first = WorkflowState.objects.aggregate(first=Min("created_at"))["first"]
    last = day_of(timezone.now()).replace(day=1)
    found = [day_of(first).replace(day=1) if first else last]
    while found[-1] < last:
        found.append(following(found[-1]))
    return found[::-1]
