"""The content check in Wagtail's editor."""

from typing import Any

from django import template

from plugins.content_checks import is_checked
from plugins.writing_checks.rows import rows_of

register = template.Library()


@register.inclusion_tag("writing_checks/panel.html")
def content_check(page: Any) -> dict[str, Any]:
    """Show what is found in `page` as it is opened; each preview brings what is found then."""
    return {"is_checked": is_checked(page), "rows": rows_of(page, in_editor=True)}
