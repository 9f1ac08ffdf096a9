"""What plugins tell editors on their desk and on the stage map, and which pages are theirs.

Plain values: a plugin hands them over by the hooks `waiting_for_editors` and `stage_map_measures`,
and whoever shows them knows nothing of where they come from.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

import swapper
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Model, OrderBy, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from plugins.levels.visibility import LevelledPageQuerySet

Kind = TypeVar("Kind", bound=Model)
Text: TypeAlias = str | Promise
#: The key of a topic, None for pages and words of no topic, and the number of a level, 1 to 4.
Cell: TypeAlias = tuple[int | None, int]

#: The most rows of one kind that the desk shows; the others are where it leads to.
ROWS_SHOWN = 5


@dataclass(frozen=True)
class Row:
    """One thing that waits for an editor."""

    title: str
    #: Where an editor deals with it.
    url: str
    #: What helps to choose what to do first: who wrote it, at which level, how often it was asked.
    notes: Sequence[Text] = ()
    #: Since when it waits, or None where that says nothing.
    since: datetime | None = None
    #: Whether it has waited longer than was promised.
    is_late: bool = False


@dataclass(frozen=True)
class Waiting:
    """All of one kind that waits for an editor: how many there are, and the most urgent of them."""

    #: Tells it from others, for example "curating.submissions".
    name: str
    title: Text
    #: The name of one of Wagtail's icons.
    icon: str
    count: int
    #: The most urgent first, at most ROWS_SHOWN.
    rows: Sequence[Row]
    #: Where all of them are.
    url: str
    #: What is said where there is nothing.
    empty: Text
    #: Where it stands on the desk: the lowest first.
    order: int = 100
    #: How many have waited longer than was promised.
    late: int = 0


@dataclass(frozen=True)
class Measure:
    """One thing that is known of the cells of the stage map: topics by levels."""

    #: Tells it from others, and names its column in an export: "searches.unmet".
    name: str
    label: Text
    #: What it means, in a sentence.
    hint: Text
    #: Numbers by cell; a cell that is missing has none.
    values: Mapping[Cell, float]
    #: Returns how a number is written for people, for example "75 %".
    show: Callable[[float], str]
    #: Whether a number above 0 means that readers look there for what is not there.
    is_wish: bool = False
    #: Whether a number above 0 means that practitioners are being asked for it already.
    is_asked: bool = False
    #: Below this number, what is there serves its readers badly; None where no number means that.
    low: float | None = None
    #: Returns where what is counted in a cell is listed, or "".
    url: Callable[[Cell], str] = lambda cell: ""


def count_and_first(rows: QuerySet[Kind]) -> tuple[int, list[Kind]]:
    """Return how many rows there are, and the first of them: in one query, as the desk has many."""
    alike = rows.order_by().annotate(alike=Value(1)).values("alike")
    how_many = Subquery(alike.annotate(number=Count("pk")).values("number"))
    first: list[Any] = list(rows.annotate(how_many=how_many)[:ROWS_SHOWN])
    return (first[0].how_many if first else 0), first


def in_order(name: str) -> OrderBy:
    """Return how to put rows in order by `name`, or by "-name": those without a value last.

    Left to themselves SQLite has these first, and PostgreSQL takes them for the highest.
    """
    field = F(name.lstrip("-"))
    return field.desc(nulls_last=True) if name.startswith("-") else field.asc(nulls_last=True)


def curated_by(user: Any) -> LevelledPageQuerySet:
    """Return the pages that `user` may publish, in whatever state: what their reports hold."""
    policy = policy_registry.get_by_type(swapper.load_model("wagtailcore", "Page"))
    theirs = policy.instances_user_has_permission_for(user, "publish").order_by()
    # The same query, and not one within another: each would look at all pages once more.
    return LevelledPageQuerySet(theirs.model, query=theirs.query)


def curates(user: Any) -> bool:
    """Tell whether `user` is an editor: somebody who may publish some page."""
    policy = policy_registry.get_by_type(swapper.load_model("wagtailcore", "Page"))
    may: bool = policy.user_has_permission(user, "publish")
    return may


class ForEditors(View):
    """A view of the admin that is for editors; stands before the view's own base class."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not curates(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class LinkToView(MenuItem):
    """Leads from a menu of the admin to a view, by its own title and icon, those who may see it."""

    def __init__(
        self,
        view: Any,
        url_name: str,
        *,
        name: str,
        order: int,
        may: Callable[[Any], bool] = curates,
    ) -> None:
        """Make one that is shown to those users for whom `may` returns True: editors by default."""
        self._may = may
        icon = view.header_icon
        super().__init__(view.page_title, reverse(url_name), name=name, icon_name=icon, order=order)

    def is_shown(self, request: HttpRequest) -> bool:
        return self._may(request.user)


def with_undo(request: HttpRequest, message: Text, url: str, **fields: str) -> SafeString:
    """Return what a message in the admin says, with a button that posts `fields` to undo it."""
    context = {"message": message, "url": url, "fields": fields, "csrf_token": get_token(request)}
    return render_to_string("components/admin_undo.html", context)
