"""What templates say about levels: the one in force, a page's own, and the way to change."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.safestring import SafeString

from plugins.levels.languages import marks_of, marks_within
from plugins.levels.models import LAST, LevelledMixin, Topic
from plugins.levels.reader import Reader

register = template.Library()

# So many other pages of a level are read to their end before the next level is offered.
PAGES_BEFORE_NEXT_LEVEL = 3


@register.inclusion_tag("levels/switch.html", takes_context=True)
def level_switch(context: dict[str, Any]) -> dict[str, Any]:
    """The level in force and, one click away, the other three; for the header of every page."""
    request = context["request"]
    return {
        "reader": request.reader,
        "next": request.get_full_path(),
        **own_topics(context, request.reader),
    }


@register.inclusion_tag("levels/topic_switch.html", takes_context=True)
def topic_switch(context: dict[str, Any], topic: Topic) -> dict[str, Any]:
    """The four levels to choose from in one topic, and the way back to the general one."""
    request = context["request"]
    return {
        "reader": request.reader,
        "topic": topic,
        "own_level": request.reader.own_level_in(topic),
        "next": request.get_full_path(),
    }


def own_topics(context: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """Return the topics that the reader has set a level for, each with it.

    By name where they decide what is shown: on a topic's page that topic, else all in search and
    where levels are chosen. On other pages it is told how many there are.
    """
    topic = context.get("topic")
    topics = []
    if isinstance(topic, Topic):
        level = reader.own_level_in(topic)
        topics = [(topic, level)] if level else []
    elif context.get("shows_own_topics"):
        topics = reader.topics
    return {"own_topics": topics, "own_topics_count": 0 if topics else len(reader.topic_levels)}


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
    is_other = bool(levels) and not reader.is_at(page)
    own = [topic for topic in page.topics_in_order() if reader.own_level_in(topic)]
    return {
        "levels": levels if is_other else [],
        "reader": reader,
        # Where a topic has a level of its own, the general one decides nothing.
        "topic": own[0] if own else None,
        "level": reader.level_in(own[0]) if own else reader.level,
        "next": request.get_full_path(),
    }


@register.inclusion_tag("levels/next_level.html", takes_context=True)
def next_level(context: dict[str, Any], page: LevelledMixin) -> dict[str, Any]:
    """At the end of a page at the reader's level, after some reading: what the next is about.

    The pages read are counted in the reader's own browser (`levels/next_level.js`), which shows the
    offer then; where no script runs it is always shown.
    """
    request = context["request"]
    reader: Reader = request.reader
    topic = next((topic for topic in page.topics_in_order() if reader.own_level_in(topic)), None)
    at = reader.level_in(topic) if topic else reader.level
    if at.number == LAST or not reader.is_at(page):
        return {}
    return {
        "level": reader.level_numbered(at.number + 1),
        "at": at.number,
        "topic": topic,
        "page_id": page.pk,
        "after": PAGES_BEFORE_NEXT_LEVEL,
        "next": request.get_full_path(),
    }


@register.inclusion_tag("levels/sign_in_offer.html", takes_context=True)
def sign_in_offer(context: dict[str, Any]) -> dict[str, Any]:
    """For a site's 404.html: what is private answers like what is not there, so offer a way in."""
    request = context["request"]
    sign_in = getattr(settings, "WAGTAIL_FRONTEND_LOGIN_URL", None) or "wagtailcore_login"
    return {
        "is_member": request.user.is_authenticated,
        "sign_in": resolve_url(sign_in),
        "next": request.get_full_path(),
    }


@register.simple_tag
def lang_of(page: Any) -> SafeString:
    """For an element with words of a page: ` lang="de"`, where the words around are in another."""
    return marks_of(page)


@register.simple_tag
def lang_within(page: Any) -> SafeString:
    """For an element with words of the site among those of a page, where they are in another."""
    return marks_within(page)


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
