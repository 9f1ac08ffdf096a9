"""What authors are told at “My writing” of their pages that it is time to look at again."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plugins.freshness.models import Review


def what_became_of(pages: Collection[Any]) -> dict[Any, list[dict[str, str]]]:
    """Return what to tell the authors of those of `pages` that are due, by key: in one query."""
    due = Review.objects.due().filter(page__in=[page.pk for page in pages])
    return {review.page_id: [fact(review)] for review in due}


def fact(review: Review) -> dict[str, str]:
    """Return what to tell of a page that is due."""
    assert review.due_on is not None  # noqa: S101
    return {
        "label": _("Still right?"),
        "value": _("to be looked at again since %(day)s")
        % {"day": date_format(review.due_on, "DATE_FORMAT")},
        "hint": _("One click tells readers that it is."),
        "url": reverse("freshness:mine"),
    }
