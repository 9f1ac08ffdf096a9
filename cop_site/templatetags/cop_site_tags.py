"""What every page of the site shows around its content."""

from typing import Any

from django import template
from django.apps import apps
from django.urls import reverse

from cop_site.models import COMMUNITY_CACHE_KEY, CommunitySettings, InformationPage
from cop_site.navigation import top_pages
from plugins.levels.edition import kept
from plugins.pages import ListingPage

register = template.Library()


@register.simple_tag
def community() -> CommunitySettings:
    """What the whole site says of itself; every page shows it, so it is kept."""
    return kept(COMMUNITY_CACHE_KEY, CommunitySettings.load)


@register.inclusion_tag("cop_site/navigation.html", takes_context=True)
def navigation(context: dict[str, Any]) -> dict[str, Any]:
    """The lists that the reader's level can fill."""
    request = context["request"]
    reader = request.reader
    return {
        "pages": [
            page
            for page in top_pages(request)
            if issubclass(page.specific_class, ListingPage)
            and page.specific_class.can_fill_for(reader)
        ],
        "request": request,
    }


@register.inclusion_tag("cop_site/information_links.html", takes_context=True)
def information_links(context: dict[str, Any]) -> dict[str, Any]:
    """The plain pages of the footer."""
    request = context["request"]
    return {
        "pages": [
            page for page in top_pages(request) if issubclass(page.specific_class, InformationPage)
        ],
        "request": request,
    }


@register.simple_tag
def sharing_address() -> str:
    """Return where one begins to share, empty where the plugin for it is not installed."""
    return reverse("sharing:start") if apps.is_installed("plugins.sharing") else ""
