"""What the pages of errors show: nothing of it is looked up in the database or the cache."""

from typing import Any

from django import template
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme

register = template.Library()


@register.simple_tag(takes_context=True)
def way_back(context: dict[str, Any]) -> str:
    """The page of this site that led here, an empty string where none did."""
    request = context.get("request")
    if request is None:
        return ""
    came_from = request.headers.get("Referer", "")
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    is_ours = url_has_allowed_host_and_scheme(came_from, {host}, require_https=request.is_secure())
    return came_from if is_ours else ""


@register.simple_tag
def plain_site_name() -> str:
    """What the site is called before an editor has given it a name."""
    return settings.WAGTAIL_SITE_NAME


@register.simple_tag
def static_or_plain(path: str) -> str:
    """The address of a static file, under its plain name where the list of names is lost."""
    try:
        return static(path)
    except (ValueError, OSError):
        return f"{settings.STATIC_URL}{path}"
