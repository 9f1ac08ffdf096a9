"""Where the content check is shown: in the user bar of previews."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.userbar import AccessibilityItem, BaseItem
from wagtail.models import Page

from plugins.content_checks import is_checked
from plugins.writing_checks.userbar import ContentCheckItem, TextCheckerItem


@hooks.register("construct_wagtail_userbar")
def check_content(request: HttpRequest, items: list[BaseItem], page: Page | None) -> None:
    """Add the content check to the previews of a page, for those who may edit it."""
    if not is_checked(page):
        return
    items[:] = [
        TextCheckerItem(item.in_editor) if type(item) is AccessibilityItem else item
        for item in items
    ]
    if getattr(request, "is_preview", False) and may_edit(request.user, page):
        items.append(ContentCheckItem(page))


def may_edit(user: Any, page: Any) -> bool:
    """Whether `user` may edit `page`; who is shown a page that is not saved yet is writing it."""
    return not page.pk or page.permissions_for_user(user).can_edit()
