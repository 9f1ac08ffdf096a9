"""Whether searches are counted, for how long that is kept, and how often is often enough to show.

The settings SEARCH_LOG (True), SEARCH_LOG_DAYS (90) and SEARCH_LOG_THRESHOLD (3).
"""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

DAYS = 90
THRESHOLD = 3


def is_on() -> bool:
    """Tell whether searches are counted and shown at all."""
    return getattr(settings, "SEARCH_LOG", True)


def days_kept() -> int:
    """Return for how many days, today among them, it is kept what was searched for."""
    return getattr(settings, "SEARCH_LOG_DAYS", DAYS)


def threshold() -> int:
    """Return how often words are searched for, in the days that are kept, before they are shown."""
    return getattr(settings, "SEARCH_LOG_THRESHOLD", THRESHOLD)


def today() -> date:
    """Return the day that a search is counted on, which is all that is kept of its time."""
    return timezone.localdate()


def first_day() -> date:
    """Return the first of the days that are kept."""
    return today() - timedelta(days=days_kept() - 1)
