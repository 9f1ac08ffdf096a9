"""What stands in a page's head for machines; for the `<head>` of a site's base.html.

`{% about_page page site_name=… licence=… licence_url=… %}`; all but the page may be left out.
"""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage, Page

from plugins.levels.models import Level, Topic
from plugins.levels.structured_data import (
    SiteFacts,
    about_list,
    level_term,
    term_set,
    topic_term,
)
from plugins.levels.structured_data import about_page as describe_page

register = template.Library()


@register.inclusion_tag("levels/about.html", takes_context=True)
def about_page(
    context: Context,
    page: Page | str,
    *,
    site_name: str = "",
    licence: str = "",
    licence_url: str = "",
) -> dict[str, Any]:
    """What a page of Wagtail's says of itself; nothing in a preview, or where there is no page."""
    request = context["request"]
    if not isinstance(page, AbstractPage) or getattr(request, "is_preview", False):
        return {}
    site = SiteFacts.of(request, site_name, licence=licence, licence_url=licence_url)
    shown: dict[str, Any] = context.flatten()  # type: ignore[assignment]
    return {
        "about": describe_page(page, site, shown),
        "newer": context.get("newer"),
        "older": context.get("older"),
        "request": request,
    }


@register.inclusion_tag("levels/about.html", takes_context=True)
def about_level(context: Context, level: Level, *, site_name: str = "") -> dict[str, Any]:
    """What the page of a level says of itself."""
    site = SiteFacts.of(context["request"], site_name)
    title = _("Level %(number)d, %(name)s") % {"number": level.number, "name": level.name}
    above = (_("Levels of practice"), site.url("levels:choose"))
    url = numbered(site.url("levels:level", level.number), context)
    term = level_term(level, site)
    about = about_list(title, level.offers, url, site, about=term, above=above, level=level)
    return {"about": about}


@register.inclusion_tag("levels/about.html", takes_context=True)
def about_topic(context: Context, topic: Topic, *, site_name: str = "") -> dict[str, Any]:
    """What the page of a topic says of itself."""
    site = SiteFacts.of(context["request"], site_name)
    above = (_("Topics"), site.url("topics:index"))
    url = numbered(site.url("topics:topic", topic.slug), context)
    term = topic_term(topic, site)
    return {"about": about_list(topic.name, topic.description, url, site, about=term, above=above)}


@register.inclusion_tag("levels/about.html", takes_context=True)
def about_topics(context: Context, description: str, *, site_name: str = "") -> dict[str, Any]:
    """What the index of topics says of itself."""
    site = SiteFacts.of(context["request"], site_name)
    url = site.url("topics:index")
    terms = term_set(_("Topics"), url)
    return {"about": about_list(_("Topics"), description, url, site, about=terms)}


def numbered(url: str, context: Context) -> str:
    """Return the address of the page of the list that is shown; the first has no number."""
    number = context["pages"].number
    return f"{url}?page={number}" if number > 1 else url
