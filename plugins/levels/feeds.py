"""RSS feeds: what is new at a level, of everything or about a topic. Their URL names the level."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed, rfc3339_date
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from plugins.levels.caching import same_for_everybody
from plugins.levels.languages import foreign_language
from plugins.levels.models import FIRST, LAST, Level, Topic
from plugins.levels.reader import Reader
from plugins.levels.topic_views import keys_about, topic_called
from plugins.levels.visibility import pages_visible_to

FEED_SIZE = 30
# XML has no way to write them; pasted texts hold them.
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Channel:
    """What a feed is about, and the site that it is of."""

    level: Level
    topic: Topic | None
    site_name: str
    root_url: str


class DatedFeed(Rss201rev2Feed):
    """RSS that says of each item what RSS has no element for: when it was changed, its language."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        language = {"xml:lang": item["language"]} if item["language"] else {}
        return {**super().item_attributes(item), **language}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["updateddate"]:
            handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))

    def latest_post_date(self) -> datetime:
        if any(item["pubdate"] or item["updateddate"] for item in self.items):
            return super().latest_post_date()
        # Django says this second, and with it that the feed has changed, each time it is asked.
        return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


class LevelFeed(Feed):
    """What is new at one level, newest first."""

    feed_type = DatedFeed
    item_guid_is_permalink = True

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        # The newest date says nothing of what was hidden or retagged since: who asks by date alone
        # would keep it. The entity tag tells of every change.
        del response.headers["Last-Modified"]
        return response

    def get_object(self, request: HttpRequest, number: int, slug: str | None = None) -> Channel:
        if not FIRST <= number <= LAST:
            raise Http404
        site = Site.find_for_request(request)
        return Channel(
            level=Reader.at(number).level,
            topic=None if slug is None else topic_called(slug),
            site_name=site_name(site),
            root_url=root_url(request, site),
        )

    def title(self, channel: Channel) -> str:
        words = {
            "number": channel.level.number,
            "name": channel.level.name,
            "topic": channel.topic,
            "site": channel.site_name,
        }
        if channel.topic:
            return without_control(_("%(topic)s at level %(number)d, %(name)s · %(site)s") % words)
        return without_control(_("Level %(number)d, %(name)s · %(site)s") % words)

    def description(self, channel: Channel) -> str:
        about = channel.topic.description if channel.topic else ""
        return without_control(about or channel.level.offers)

    def link(self, channel: Channel) -> str:
        if channel.topic:
            return channel.root_url + reverse("topics:topic", args=[channel.topic.slug])
        return channel.root_url + reverse("levels:level", args=[channel.level.number])

    def feed_url(self, channel: Channel) -> str:
        if channel.topic:
            address = [channel.topic.slug, channel.level.number]
            return channel.root_url + reverse("topics:feed", args=address)
        return channel.root_url + reverse("levels:feed", args=[channel.level.number])

    def items(self, channel: Channel) -> list[Page]:
        pages = pages_visible_to(Reader.at(channel.level.number)).newest_first()
        if channel.topic:
            pages = pages.filter(id__in=keys_about(channel.topic))
        newest = pages.prefetch_related("level_tags", "topic_tags").specific()[:FEED_SIZE]
        # A page outside of every site has no URL.
        return [page for page in newest if page.full_url]

    def item_title(self, page: Page) -> str:
        # Escaped twice in the end, since readers take titles for HTML (Django's own way).
        return escape(without_control(page.title))

    def item_description(self, page: Page) -> str:
        summary = getattr(page, "summary", "") or page.search_description
        return escape(without_control(summary))

    def item_link(self, page: Page) -> str:
        return page.full_url

    def item_author_name(self, page: Page) -> str | None:
        return without_control(getattr(page, "credit_line", "")) or None

    def item_pubdate(self, page: Page) -> datetime | None:
        return page.first_published_at

    def item_updateddate(self, page: Page) -> datetime | None:
        # Not when its draft was last changed.
        return page.last_published_at

    def item_extra_kwargs(self, page: Page) -> dict[str, Any]:
        return {**super().item_extra_kwargs(page), "language": foreign_language(page)}

    def item_categories(self, page: Any) -> list[str]:
        return [without_control(str(each)) for each in categories_of(page)]


def categories_of(page: Any) -> Iterator[Level | Topic]:
    """Yield the levels and then the topics of a levelled page."""
    yield from page.levels_in_order()
    yield from page.topics_in_order()


def site_name(site: Site | None) -> str:
    """Return what a site calls itself."""
    return (site.site_name if site else "") or getattr(settings, "WAGTAIL_SITE_NAME", "")


def root_url(request: HttpRequest, site: Site | None) -> str:
    """Return where the site begins, without a slash at the end."""
    return site.root_url if site else f"{request.scheme}://{request.get_host()}"


def without_control(text: str) -> str:
    """Return `text` without the characters that XML cannot hold."""
    return _CONTROL_CHARACTERS.sub("", text)


feed = require_safe(same_for_everybody(LevelFeed()))
