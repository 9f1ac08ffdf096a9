"""What an editor is told of what a decision has brought about, and where to go on."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import WorkflowState

from plugins.curating.review_access import PageInReview, page_in
from plugins.curating.review_forms import CHANGES
from plugins.curating.submissions import (
    WAITING,
    ListedSubmission,
    most_urgent_first,
    submissions_in,
    submissions_of,
    taken_by_others,
)


def tell_outcome(request: HttpRequest, decided: PageInReview, decision: str) -> None:
    """Say what has become of a page, with a way to it and to what waits next."""
    review = WorkflowState.objects.select_related("content_type").get(pk=decided.review.pk)
    page = page_in(review)
    following = next_for(request.user)
    buttons = []
    if page.live and page.url and decision != CHANGES:
        buttons.append(messages.button(page.url, _("See it")))
    else:
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        buttons.append(messages.button(edit, _("Open it in the editor")))
    if following:
        label = _("Next: “%(title)s”") % {"title": following.title}
        buttons.append(messages.button(following.url, label))
    messages.success(request, words_for(page, review, decision), buttons=buttons)


def words_for(page: Any, review: WorkflowState, decision: str) -> str:
    """Return what has become of `page`, in words."""
    title = {"title": page.get_admin_display_title()}
    if decision == CHANGES:
        return _("You have asked for changes to “%(title)s”. Its author is told why.") % title
    if review.status == WorkflowState.STATUS_IN_PROGRESS:
        task = {"task": review.current_task_state.task.name}
        return _("“%(title)s” is approved here, and waits for “%(task)s”.") % {**title, **task}
    if page.approved_schedule:
        on = date_format(localtime(page.scheduled_revision.approved_go_live_at), "DATETIME_FORMAT")
        return _("“%(title)s” is approved, and will be published on %(on)s.") % {**title, "on": on}
    return _("“%(title)s” is published.") % title


def next_for(user: Any) -> ListedSubmission | None:
    """Return what `user` should review next: what they have taken, or what is late."""
    states = submissions_of(user).filter(Q(claim__user=user) | Q(is_late=True), status=WAITING)
    states = states.exclude(taken_by_others(user))
    return next(iter(submissions_in(most_urgent_first(states, user)[:1])), None)
