"""“Checked, still right”: what somebody says who has looked at pages again, and takes back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from plugins.desk import curated_by
from plugins.freshness.models import Check, Review
from plugins.levels.edition import begin_after_commit
from plugins.levels.visibility import LevelledPageQuerySet, all_pages

#: For so long a check can be taken back by whoever made it.
UNDO = timedelta(days=1)

CHECKED, UNCHECKED = "freshness.checked", "freshness.unchecked"


def may_check(user: Any, page: Any) -> bool:
    """Tell whether `user` may say of a page that it is still right: its author, and its editors."""
    if not page.live or page.alias_of_id or review_of(page) is None:
        return False
    return page.owner_id == user.pk or curated_by(user).filter(pk=page.pk).exists()


@transaction.atomic
def check(pages: LevelledPageQuerySet, user: Any) -> datetime:
    """Keep that `user` has looked at `pages` and found them right; return the moment."""
    at = timezone.now()
    reviewed = list(
        pages.filter(live=True, alias_of=None, freshness_review__isnull=False).specific()
    )
    Check.objects.bulk_create(Check(page_id=page.pk, at=at, by=user) for page in reviewed)
    reviews = Review.objects.filter(page__in=reviewed)
    reviews.update(checked_at=at, checked_by=user, right_on=timezone.localdate(at))
    reviews.recount()
    log_each(reviewed, CHECKED, user)
    begin_after_commit()
    return at


@transaction.atomic
def take_back(moment: str, user: Any) -> int:
    """Make as if `user` had not checked what they checked at one moment; return how many pages.

    The moment is the one that `check` returned, written in the form of ISO 8601.
    """
    keys = forget_checks(moment, user)
    for review in Review.objects.filter(page__in=keys).select_related("interval"):
        last = Check.objects.filter(page=review.page_id).order_by("-at").first()
        review.checked_at, review.checked_by = (last.at, last.by) if last else (None, None)
        review.count()
        review.save()
    log_each(all_pages().filter(pk__in=keys).specific(), UNCHECKED, user)
    return len(keys)


def forget_checks(moment: str, user: Any) -> list[Any]:
    """Forget what `user` checked at one moment of late; return the keys of the pages."""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return []
    if timezone.is_naive(at) or at < timezone.now() - UNDO:
        return []
    checks = Check.objects.filter(by=user, at=at)
    keys = list(checks.values_list("page", flat=True))
    checks.delete()
    return keys


def log_each(pages: Iterable[Any], action: str, user: Any) -> None:
    """Write down in the history of each page who did what."""
    for page in pages:
        log(instance=page, action=action, user=user)


def checked_lately(user: Any) -> list[Check]:
    """Return what `user` has checked and can still take back, the latest first."""
    since = timezone.now() - UNDO
    checks = Check.objects.filter(by=user, at__gte=since).select_related("page")
    return list(checks.order_by("-at", "page__title"))


def last_checked(page: Any) -> date | None:
    """Return the day on which somebody last saw that what `page` says is right."""
    review = review_of(page)
    return review.checked_on if review else None


def review_of(page: Any) -> Review | None:
    """Return when a page is due, asked for once for a page at hand; None where it is not kept."""
    try:
        review: Review = page.freshness_review
    except Review.DoesNotExist:
        return None
    return review


def personal_data(user: Any) -> dict[str, Any]:
    """Return which pages `user` has checked, and when."""
    checks = Check.objects.filter(by=user).order_by("at")
    return {"pages_checked": [{"page": each.page_id, "at": each.at} for each in checks]}
