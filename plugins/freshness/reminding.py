"""Reminds authors by e-mail of what of theirs it is time to look at again."""

import logging
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plugins.freshness.models import Review
from plugins.freshness.models.reviews import ReviewQuerySet
from plugins.letters import may_email, message, whole
from plugins.levels.visibility import all_pages, published

logger = logging.getLogger(__name__)

#: The name of these e-mails among those that members may switch off.
REVIEWS = "freshness.reviews"
#: Whoever has not answered is reminded once more after so long.
AGAIN = timedelta(days=30)
#: So many pages an e-mail names; the others are where it leads to.
NAMED = 10


def choices() -> list[dict[str, Any]]:
    """Return the e-mails that members may switch off."""
    return [
        {
            "name": REVIEWS,
            "label": _("Pages of yours to look at again"),
            "hint": _("When it is time to see whether what you shared is still right."),
        }
    ]


def to_be_told() -> ReviewQuerySet:
    """Return the pages that anybody may read and whose authors are to be reminded of them."""
    told = TruncDate("reminded_at")
    is_new = Q(reminded_at=None) | Q(told_on__lt=F("due_on"))
    is_long_ago = Q(reminded_at__lte=timezone.now() - AGAIN)
    due = Review.objects.due().annotate(told_on=told).filter(is_new | is_long_ago)
    return due.filter(page__in=published(all_pages()).order_by().values("pk"))


def remind() -> int:
    """Write to each author whose pages are due; return how many were written to.

    Whom nothing reaches is tried again the next time, and keeps nobody else from being told.
    """
    keys = to_be_told().order_by().values("page__owner")
    authors = get_user_model().objects.filter(pk__in=keys, is_active=True).exclude(email="")
    return sum(remind_author(author) for author in authors.order_by("pk"))


def remind_author(author: Any) -> bool:
    """Write to an author, unless they do not want it; tell whether it was sent."""
    if not may_email(author, REVIEWS):
        return False
    due = list(to_be_told().of_author(author).most_urgent_first().select_related("page"))
    try:
        message(author, "freshness/email/reviews", REVIEWS, context(due)).send()
    except OSError:
        # As the names in `smtplib` are, too.
        logger.exception("A reminder of pages to look at again could not be sent.")
        return False
    keys = [review.pk for review in due]
    Review.objects.filter(pk__in=keys).update(reminded_at=timezone.now())
    return True


def context(due: list[Review]) -> dict[str, Any]:
    """Return what an e-mail says of the pages that are due."""
    return {
        "count": len(due),
        "reviews": due[:NAMED],
        "others": max(0, len(due) - NAMED),
        "url": whole(reverse("freshness:mine")),
    }
