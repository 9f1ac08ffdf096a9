"""What is private, and for whom a page is hidden: to them it answers as if it were not there."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import swapper
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

if TYPE_CHECKING:
    from plugins.levels.reader import ReaderRequest


@dataclass(frozen=True)
class PrivatePlace:
    """A page that is private with all below it, and what it takes to open them."""

    #: The page's path in the tree.
    path: str
    restriction: PageViewRestriction


def private_places() -> list[PrivatePlace]:
    """Return the pages that restrictions are on, and the aliases of these, as Wagtail has it."""
    restrictions = PageViewRestriction.objects.select_related("page")
    found = [(restriction.page, restriction) for restriction in restrictions]
    places: list[PrivatePlace] = []
    while found:
        places += [PrivatePlace(page.path, restriction) for page, restriction in found]
        found = aliases_of(found)
    return places


def aliases_of(
    restricted: list[tuple[Page, PageViewRestriction]],
) -> list[tuple[Page, PageViewRestriction]]:
    """Return the aliases of pages, each with the restriction that is on its source."""
    base = swapper.load_model("wagtailcore", "Page")
    aliases = base.objects.filter(alias_of__in=[page.pk for page, _restriction in restricted])
    return [
        (alias, restriction)
        for alias in aliases.only("path", "alias_of")
        for page, restriction in restricted
        if page.pk == alias.alias_of_id
    ]


def is_outside(places: Collection[PrivatePlace]) -> Q:
    """Return what is true of pages that are in none of these places."""
    inside = [Q(path__startswith=place.path) for place in places]
    return ~reduce(or_, inside) if inside else Q()


def is_hidden(page: Page, request: "ReaderRequest") -> bool:
    """Tell whether whoever makes `request` may not know that `page` is there.

    Drafts, scheduled and expired pages are hidden, and private ones from those whom they are not
    for. Who may be asked for a shared password has to be asked, so that page is not.
    """
    if not page.live or has_expired(page):
        return True
    restrictions = request.reader.restrictions_on(page)
    return not all(asks(each) or each.accept_request(request) for each in restrictions)


def has_expired(page: Page) -> bool:
    """Tell whether a page's time is over, also before `publish_scheduled` takes it off."""
    return page.expire_at is not None and page.expire_at <= timezone.now()


def asks(restriction: PageViewRestriction) -> bool:
    """Tell whether a restriction asks everybody for a password: a site can switch that off."""
    options = getattr(settings, "WAGTAIL_PRIVATE_PAGE_OPTIONS", {})
    is_password = restriction.restriction_type == PageViewRestriction.PASSWORD
    return is_password and options.get("SHARED_PASSWORD", True)
