"""What authors see of their own pages beside what readers see: drafts, and pages of any level."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http.response import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

FOR_AUTHORS = "shows_authors_their_own"


def for_authors(view: View) -> View:
    """Say that a view shows those who may edit a page this page, whatever its state and level.

    The conformance kit takes it at its word, and still finds what it tells anybody else.
    """

    @wraps(view)
    def shown(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(*args, **kwargs)

    vars(shown)[FOR_AUTHORS] = True
    return shown  # type: ignore[return-value]


def is_for_authors(view: Callable[..., Any]) -> bool:
    """Tell whether a view said so."""
    return hasattr(view, FOR_AUTHORS)
