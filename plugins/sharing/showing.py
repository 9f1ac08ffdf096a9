"""A draft as others will see it: the page that it is to become, saved nowhere."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from wagtail.models import Page

from plugins.levels.reader import Reader, ReaderRequest
from plugins.pages import ContentPage, pages_passed
from plugins.sharing.models import Draft


def page_of(draft: Draft) -> ContentPage:
    """Return the page that readers would see if `draft` were published as it is, not saved."""
    page = draft.latest_page() or draft.interview.model()
    draft.interview.fill(page, draft.content)
    page.title = draft.title
    return page


def numbers_of(page: ContentPage) -> list[int]:
    """Return the numbers of the levels that `page` is to be at, lowest first."""
    return [level.number for level in page.levels_in_order()]


def show_as_page(
    request: ReaderRequest, draft: Draft, page: ContentPage, template: str, **context: Any
) -> HttpResponse:
    """Show `page` to whom it has not been published to yet.

    By a template that extends `page_template`, the one that readers get. At which level it is read,
    `request.reader` says.
    """
    vars(request)["is_preview"] = True
    pages_passed(request).update({above.pk: above for above in places_above(draft, request.reader)})
    context |= {"draft": draft, "page_template": page.get_template(request)}
    return render(request, template, page.get_context(request) | context)


def places_above(draft: Draft, reader: Reader) -> list[Page]:
    """Return the pages above the place that `draft` has or will have, topmost first."""
    listing = draft.interview.listings(reader).first()
    return list(listing.get_ancestors(inclusive=True).filter(depth__gt=1)) if listing else []
