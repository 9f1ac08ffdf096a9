"""What waits for editors on their desk: pages past their date, and links that lead nowhere."""

from typing import Any, TypeVar

from django.db.models import Count, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy

from plugins.desk import ROWS_SHOWN, Row, Waiting
from plugins.freshness.models import Link, LinkOnPage, Review
from plugins.freshness.permissions import may_change

Kind = TypeVar("Kind", Review, LinkOnPage)


def waiting_for_editors(user: Any) -> list[Waiting]:
    """Return what waits for `user`, as far as they look after it."""
    waiting = []
    if may_change(user, Review):
        waiting.append(past_their_date(user))
    if may_change(user, Link):
        waiting.append(broken_links(user))
    return waiting


def past_their_date(user: Any) -> Waiting:
    """Return the pages that it is time to look at again."""
    due = Review.objects.due().curated_by(user).most_urgent_first()
    count, first = counted(due.select_related("interval", "page__owner"))
    return Waiting(
        name="freshness.due",
        title=gettext_lazy("Past their review date"),
        icon="calendar-check",
        count=count,
        rows=[row_of(review) for review in first],
        url=reverse("freshness_due"),
        empty=gettext_lazy("All that is published was changed or checked in time."),
        order=60,
    )


def counted(rows: QuerySet[Kind]) -> tuple[int, list[Kind]]:
    """Return how many rows there are, and the first of them: in one query, as the desk has many."""
    alike = rows.order_by().annotate(alike=Value(1)).values("alike")
    how_many = Subquery(alike.annotate(number=Count("pk")).values("number"))
    first: list[Any] = list(rows.annotate(how_many=how_many)[:ROWS_SHOWN])
    return (first[0].how_many if first else 0), first


def row_of(review: Review) -> Row:
    """Say of a page that is due what it is, of whom, and since when."""
    notes = [review.interval.kind_label, review.author, review.due_in_words]
    url = reverse("wagtailadmin_pages:edit", args=[review.page_id])
    return Row(review.page.title, url, notes=[note for note in notes if note])


def broken_links(user: Any) -> Waiting:
    """Return the links that lead nowhere."""
    broken = LinkOnPage.objects.curated_by(user).broken().select_related("page", "link")
    count, first = counted(broken.order_by("link__failing_since", "pk"))
    return Waiting(
        name="freshness.links",
        title=gettext_lazy("Broken links"),
        icon="link-external",
        count=count,
        rows=[row_of_link(each) for each in first],
        url=reverse("freshness_links"),
        empty=gettext_lazy("No link to another site is known to be broken."),
        order=70,
    )


def row_of_link(each: LinkOnPage) -> Row:
    """Say of a broken link where it is, and what came back."""
    url = reverse("wagtailadmin_pages:edit", args=[each.page_id])
    notes = [each.link.url, each.link.what_came_back]
    return Row(each.page.title, url, notes=notes, since=each.link.failing_since)
