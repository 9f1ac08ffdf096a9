"""Where pages say that they were checked, and where authors and editors look after them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from plugins.desk import LinkToView
from plugins.freshness import admin_views
from plugins.freshness.checking import (
    CHECKED,
    UNCHECKED,
    last_checked,
    may_check,
    personal_data,
    review_of,
)
from plugins.freshness.link_reports import LinkReportView
from plugins.freshness.models import Link, Review, ReviewInterval
from plugins.freshness.permissions import OnlyChangePolicy, all_permissions, may_change
from plugins.freshness.reminding import choices
from plugins.freshness.review_reports import DueReportView
from plugins.freshness.told import what_became_of
from plugins.freshness.viewsets import ReviewIntervalViewSet
from plugins.freshness.waiting import waiting_for_editors
from plugins.levels.models import LevelledMixin
from plugins.levels.reader import ReaderRequest

for model in (ReviewInterval, Review, Link):
    register_permission_policy(model, OnlyChangePolicy(model), exact_class=True)

hooks.register("email_choices", choices)
hooks.register("last_checked", last_checked)
hooks.register("personal_data", personal_data)
hooks.register("waiting_for_editors", waiting_for_editors)
hooks.register("what_became_of", what_became_of)


@hooks.register("permissions_of_editors")
def look_after_freshness() -> QuerySet[Permission]:
    """Have editors say when pages are due, check them, and deal with links that lead nowhere."""
    return all_permissions()


@hooks.register("register_permissions")
def let_administrators_grant_them() -> QuerySet[Permission]:
    """Offer the rights where groups are given rights; that to intervals its viewset offers."""
    return all_permissions().exclude(content_type__model="reviewinterval")


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Have histories say who found a page still right, and who minds which link."""
    actions.register_action(
        CHECKED, gettext_lazy("Check"), gettext_lazy("Looked at it again: it is still right")
    )
    actions.register_action(
        UNCHECKED, gettext_lazy("Take back a check"), gettext_lazy("Took back that it was checked")
    )
    actions.register_action(
        admin_views.IGNORED, gettext_lazy("Ignore"), gettext_lazy("Has nobody told of it any more")
    )
    actions.register_action(
        admin_views.MINDED, gettext_lazy("Look after again"), gettext_lazy("Looks after it again")
    )


@hooks.register("register_admin_viewset")
def review_intervals() -> ReviewIntervalViewSet:
    return ReviewIntervalViewSet()


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    due, links = DueReportView, LinkReportView
    views = admin_views
    return [
        path("reports/due/", due.as_view(), name="freshness_due"),
        path("reports/due/results/", due.as_view(results_only=True), name="freshness_due_results"),
        path("reports/links/", links.as_view(), name="freshness_links"),
        path(
            "reports/links/results/",
            links.as_view(results_only=True),
            name="freshness_links_results",
        ),
        path("still-right/", views.check_pages, name="freshness_check"),
        path("still-right/undo/", views.undo_check, name="freshness_undo"),
        path("still-right/<int:pk>/", views.check_page, name="freshness_check_page"),
        path("links/<int:pk>/ask/", views.ask_link, name="freshness_ask_link"),
        path("links/<int:pk>/ignore/", views.ignore_link, name="freshness_ignore_link"),
        path("links/<int:pk>/mind/", views.mind_link, name="freshness_mind_link"),
    ]


@hooks.register("register_curating_menu_item")
def pages_due() -> LinkToView:
    return LinkToView(
        DueReportView,
        "freshness_due",
        name="past-their-review-date",
        order=700,
        may=partial(may_change, model=Review),
    )


@hooks.register("register_reports_menu_item")
def broken_links() -> LinkToView:
    return LinkToView(
        LinkReportView,
        "freshness_links",
        name="broken-links",
        order=130,
        may=partial(may_change, model=Link),
    )


@hooks.register("fetched_with_pages")
def fetched_with_pages() -> list[str]:
    """Have a page say when it was checked at the price of no query."""
    return ["freshness_review"]


@hooks.register("below_content")
def ask_whether_it_is_right(page: LevelledMixin, request: ReaderRequest) -> list[SafeString]:
    """Ask those who may say so below a page that is due, and nobody else."""
    is_preview = not page.live or getattr(request, "is_preview", False)
    if is_preview or not request.user.is_authenticated:
        return []
    review = review_of(page)
    if review is None or not review.is_due or not may_check(request.user, page):
        return []
    return [render_to_string("freshness/ask.html", {"review": review}, request=request)]


@hooks.register("register_page_header_buttons")
def offer_to_check(page: Any, user: Any, **kwargs: Any) -> Iterator[Button]:
    """Let editors and authors say in the editor, with one click, that a page is still right."""
    if may_check(user, page):
        url = reverse("freshness_check_page", args=[page.pk])
        attrs = {
            "data-controller": "w-action",
            "data-action": "click->w-action#post",
            "data-w-action-url-value": url,
        }
        yield Button(
            _("Checked, still right"), url, icon_name="calendar-check", attrs=attrs, priority=36
        )
