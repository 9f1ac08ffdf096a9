"""What templates say about levels: the one in force, a page's own, and the way to change."""

from typing import Any

from django import template
from django.http import HttpRequest

from plugins.levels.models import LevelledMixin
from plugins.levels.reader import Reader

register = template.Library()


@register.inclusion_tag("levels/switch.html", takes_context=True)
def level_switch(context: dict[str, Any]) -> dict[str, Any]:
    """The level in force and, one click away, the other three; for the header of every page."""
    request = context["request"]
    return {"reader": request.reader, "next": request.get_full_path()}


@register.inclusion_tag("levels/question.html", takes_context=True)
def level_question(context: dict[str, Any]) -> dict[str, Any]:
    """The quiet question where a reader stands, for those who have not said so yet."""
    request = context["request"]
    return {"reader": request.reader, "next": request.get_full_path()}


@register.inclusion_tag("levels/badges.html")
def level_badges(page: LevelledMixin) -> dict[str, Any]:
    """The levels that a page is written for."""
    return {"levels": page.levels_in_order()}


@register.inclusion_tag("levels/notice.html", takes_context=True)
def level_notice(context: dict[str, Any], page: LevelledMixin) -> dict[str, Any]:
    """On a page of another level: for which it is written, and the offer to read there."""
    request = context["request"]
    reader: Reader = request.reader
    levels = page.levels_in_order()
    is_other = bool(levels) and reader.number not in [level.number for level in levels]
    return {
        "levels": levels if is_other else [],
        "reader": reader,
        "next": request.get_full_path(),
    }


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """The query string of this request with `changes`; an empty value takes a parameter out."""
    return changed_query(context["request"], changes)


@register.simple_tag(takes_context=True)
def query_choosing(context: dict[str, Any], name: str, value: str) -> str:
    """The query string of this request with one parameter, named by a variable, changed."""
    return changed_query(context["request"], {name: value})


def changed_query(request: HttpRequest, changes: dict[str, Any]) -> str:
    """Return the query string of `request` with `changes`, from the first page of the list on."""
    parameters = request.GET.copy()
    for name in ("page", *changes):
        parameters.pop(name, None)
    parameters.update({name: value for name, value in changes.items() if value not in ("", None)})
    return "?" + parameters.urlencode()
