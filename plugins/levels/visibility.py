"""The one rule that says what a reader's lists, searches, suggestions and counts hold."""

from typing import TYPE_CHECKING

import swapper
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import AbstractPage, PageManager
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from plugins.levels.reader import Reader


class LevelledPageQuerySet(PageQuerySet):
    """Queries over levelled pages, or over the base page model."""

    def public_to(self, reader: "Reader") -> "LevelledPageQuerySet":
        """Return what is no secret to `reader`: live, and nothing private above it; any level."""
        return unexpired(self.live()).filter(reader.public)

    def visible_to(self, reader: "Reader") -> "LevelledPageQuerySet":
        """Return what belongs in `reader`'s lists: live, public, and at the reader's level.

        The level is an audience, not a secret: a direct link opens a page of another level.
        Drafts, scheduled, expired, private and deleted pages are a secret.
        """
        return self.public_to(reader).filter(level_tags__tag=reader.level)

    def newest_first(self) -> "LevelledPageQuerySet":
        """Order by the date of first publication, newest first; ties by key."""
        return self.order_by("-first_published_at", "-id")


LevelledPageManager = PageManager.from_queryset(LevelledPageQuerySet)


def unexpired(pages: PageQuerySet) -> PageQuerySet:
    """Leave out the pages that have expired and that `publish_scheduled` has not taken off yet."""
    return pages.filter(Q(expire_at=None) | Q(expire_at__gt=timezone.now()))


def published(pages: PageQuerySet) -> PageQuerySet:
    """Return those of `pages` that anybody may read: live, and nothing private above them."""
    return unexpired(pages.live()).public()


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
