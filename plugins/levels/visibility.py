"""The one rule that says what a reader's lists, searches, suggestions and counts hold."""

from typing import TYPE_CHECKING

import swapper
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import AbstractPage, PageManager
from wagtail.query import PageQuerySet

from plugins.levels.privacy import is_outside, private_places

if TYPE_CHECKING:
    from plugins.levels.reader import Reader


class LevelledPageQuerySet(PageQuerySet):
    """Queries over levelled pages, or over the base page model."""

    def public_to(self, reader: "Reader") -> "LevelledPageQuerySet":
        """Return what is no secret to `reader`: live, and nothing private above it; any level."""
        return unexpired(self.live()).filter(reader.public)

    def visible_to(self, reader: "Reader") -> "LevelledPageQuerySet":
        """Return what belongs in `reader`'s lists: live, public, and at the reader's level.

        That is the level that the reader has set for one of a page's topics, or the reader's
        general level where none of its topics has one of its own.

        The level is an audience, not a secret: a direct link opens a page of another level.
        Drafts, scheduled, expired, private and deleted pages are a secret.
        """
        pages = self.public_to(reader)
        if not reader.topic_levels:
            return pages.filter(level_tags__tag=reader.level)
        # By key, and not by joins, which would name a page once for each of its tags: DISTINCT
        # over whole pages is slow. By `id`, since engines drop what is said of a `page_ptr`.
        return pages.filter(id__in=all_pages().filter(at_level_of(reader)).values("id"))

    def newest_first(self) -> "LevelledPageQuerySet":
        """Order by the date of first publication, newest first; ties by key."""
        return self.order_by("-first_published_at", "-id")


def at_level_of(reader: "Reader") -> Q:
    """Return what tells pages of every type at `reader`'s level; a page may be named repeatedly."""
    about = all_pages().filter(topic_tags__tag__in=list(reader.topic_levels))
    at_level = Q(level_tags__tag=reader.level) & ~Q(id__in=about.values("id"))
    for number in set(reader.topic_levels.values()):
        topics = [topic for topic, own in reader.topic_levels.items() if own == number]
        level = reader.level_numbered(number)
        at_level |= Q(level_tags__tag=level, topic_tags__tag__in=topics)
    return at_level


LevelledPageManager = PageManager.from_queryset(LevelledPageQuerySet)


def unexpired(pages: PageQuerySet) -> PageQuerySet:
    """Leave out the pages that have expired and that `publish_scheduled` has not taken off yet."""
    return pages.filter(Q(expire_at=None) | Q(expire_at__gt=timezone.now()))


def published(pages: PageQuerySet) -> PageQuerySet:
    """Return those of `pages` that anybody may read: live, and nothing private above them."""
    return unexpired(pages.live()).filter(is_outside(private_places()))


def searchable(objects: QuerySet) -> QuerySet:
    """Return those of `objects` that readers' search may hold: live, public pages with a level.

    The search backend asks it of every indexed model; what is no page is left out. What the
    index holds changes when something is saved, not as an hour passes: so a page that has expired
    stays until `publish_scheduled` takes it off, and `visible_to` keeps it from readers meanwhile.
    """
    if not issubclass(objects.model, AbstractPage):
        return objects.none()
    pages: PageQuerySet = objects
    return pages.live().public().filter(level_tags__isnull=False).distinct()


def all_pages() -> LevelledPageQuerySet:
    """Return the pages of every type, levelled or not."""
    return LevelledPageQuerySet(swapper.load_model("wagtailcore", "Page"))


def pages_visible_to(reader: "Reader") -> LevelledPageQuerySet:
    """Return the pages of every type that belong in `reader`'s lists."""
    return all_pages().visible_to(reader)
