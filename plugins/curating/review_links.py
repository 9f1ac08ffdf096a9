"""How one gets from a page to its review: from the editor, and from the bar of its previews."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.userbar import BaseItem
from wagtail.admin.widgets import Button
from wagtail.models import AbstractPage

from plugins.curating.review_access import APPROVE, REJECT


def review_address(page: Any, user: Any) -> str:
    """Return where `user` reviews `page`, "" where it is not in review, or not for them."""
    state = page.current_workflow_task_state if page.pk else None
    if state is None or state.status != state.STATUS_IN_PROGRESS:
        return ""
    names = {name for name, *_more in state.task.specific.get_actions(page, user)}
    return reverse("curating:review", args=[state.pk]) if {APPROVE, REJECT} <= names else ""


def offer_review(
    page: AbstractPage, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Lead from the editor to the review."""
    url = review_address(page, user) if view_name == "edit" else ""
    if url:
        yield Button(_("Review"), url, icon_name="glasses", priority=5)


class ReviewItem(BaseItem):
    """Leads from a preview to the review."""

    template_name = "curating/admin/userbar_item.html"

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url


def put_into_userbar(request: HttpRequest, items: list[BaseItem], page: Any) -> None:
    """Add the review to the bar of a preview. Of the preview in the editor nobody sees the bar."""
    is_page = isinstance(page, AbstractPage) and request.user.is_authenticated
    if not is_page or getattr(request, "in_preview_panel", False):
        return
    if url := review_address(page, request.user):
        items.append(ReviewItem(url))
