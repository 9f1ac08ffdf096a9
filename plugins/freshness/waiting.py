"""What waits for editors on their desk: pages past their date, and links that lead nowhere."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from plugins.desk import Row, Waiting, count_and_first
from plugins.freshness.models import Link, LinkOnPage, Review
from plugins.freshness.permissions import may_change


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
    count, first = count_and_first(due.select_related("interval", "page__owner"))
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


def row_of(review: Review) -> Row:
    """Say of a page that is due what it is, of whom, and since when."""
    notes = [review.interval.kind_label, review.author, review.due_in_words]
    url = reverse("wagtailadmin_pages:edit", args=[review.page_id])
    return Row(review.page.title, url, notes=[note for note in notes if note])


def broken_links(user: Any) -> Waiting:
    """Return the links that lead nowhere."""
    broken = LinkOnPage.objects.curated_by(user).broken().select_related("page", "link")
    count, first = count_and_first(broken.order_by("link__failing_since", "pk"))
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
