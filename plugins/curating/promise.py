"""Within how many working days authors were promised an answer, and which answers are late.

Working days are Mondays to Fridays where the site is: nobody knows everybody's holidays.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.contrib.settings.registry import registry

#: Where no setting of the site promises anything.
DEFAULT_DAYS = 5
SATURDAY = 5
WORKING_DAYS_A_WEEK, DAYS_A_WEEK = 5, 7


def promised_days() -> int:
    """Return what the site promises to authors: `review_days`, of whichever of its settings."""
    for setting in registry:
        if issubclass(setting, BaseGenericSetting) and hasattr(setting, "review_days"):
            # Not `load()`, which would write where nobody has changed a setting yet.
            kept = setting._base_manager.first() or setting()
            return int(kept.review_days)
    return DEFAULT_DAYS


def working_days(since: datetime, until: datetime | None = None) -> int:
    """Return how many working days have begun after the day of `since`, up to now or `until`."""
    first, last = day_of(since), day_of(until or timezone.now())
    weeks, rest = divmod(max(0, (last - first).days), DAYS_A_WEEK)
    days = (first + timedelta(days=n) for n in range(1, rest + 1))
    return weeks * WORKING_DAYS_A_WEEK + sum(day.weekday() < SATURDAY for day in days)


def late_before(promised: int, now: datetime | None = None) -> datetime:
    """Return the hour before which something was submitted that has waited longer than `promised`.

    It is the same question as whether `working_days` are more than that, put so that a database
    can answer it.
    """
    now = now or timezone.now()
    whole_weeks = promised // WORKING_DAYS_A_WEEK * DAYS_A_WEEK
    day = day_of(now) - timedelta(days=whole_weeks)
    while working_days(midnight(day), now) <= promised:
        day -= timedelta(days=1)
    return midnight(day + timedelta(days=1))


def day_of(moment: datetime) -> date:
    """Return the day of `moment` where the site is."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def midnight(day: date) -> datetime:
    """Return when `day` begins where the site is."""
    return datetime.combine(day, time.min, timezone.get_default_timezone())
