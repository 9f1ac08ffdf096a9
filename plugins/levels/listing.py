"""Lists of pages, a page at a time."""

from typing import Any

from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator


def paginate(pages: Any, number: str | int | None, *, size: int) -> PageOfList:
    """Return page `number` of a list or queryset; the first or last one where there is no such."""
    return Paginator(pages, size).get_page(number)
