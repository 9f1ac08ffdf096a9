"""Trying a URL of the desk as somebody, and telling in a word what became of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import HttpResponse, QueryDict
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.http import urlencode
from wagtail.admin.models import EditingSession
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.viewsets import viewsets

from plugins.retagging.bulk_forms import RetagForm
from tests.curating.desk_world import World

PLUGINS = (
    *("curating", "calls", "searches", "picks", "freshness", "retagging", "stage_map"),
    "feedback",
)

SHOWN, DONE = "shown", "done"
NOTHING = "nothing to do"
SIGN_IN, REFUSED, NOT_FOUND, NO_METHOD = "sign in", "refused", "not found", "no method"

STATUSES = {403: REFUSED, 404: NOT_FOUND, 405: NO_METHOD}
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")
#: Where Wagtail and Django note who is there: on looking at something, too.
NOTED_OF_VISITS = (Session._meta.db_table, EditingSession._meta.db_table)

BULK = "bulk action: "


# What there is.


def names_of_urls() -> set[str]:
    """Return the names of all URLs and bulk actions that the desk's plugins bring."""
    namespaces = {each.url_namespace for each in viewsets_of_plugins()} | set(PLUGINS)
    found = {
        name for name, view, namespace in all_urls() if is_ours(view) or namespace in namespaces
    }
    return found | {*bulk_actions()}


def all_urls(
    resolver: URLResolver | None = None, namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, Any, str]]:
    """Yield each URL's name with its namespaces, its view, and the innermost namespace."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            yield ":".join([*namespaces, str(each.name)]), each.callback, "".join(namespaces[-1:])
        else:
            inner = [each.namespace] if each.namespace else []
            yield from all_urls(each, (*namespaces, *inner))


def is_ours(what: Any) -> bool:
    """Tell whether a view, or anything else of Python's, stands in one of the desk's plugins."""
    while hasattr(what, "__wrapped__"):
        what = what.__wrapped__
    module = getattr(getattr(what, "view_class", what), "__module__", "")
    return any(module.startswith(f"plugins.{plugin}.") for plugin in PLUGINS)


def viewsets_of_plugins() -> list[Any]:
    """Return the viewsets of the plugins' models; those of others' models have no URLs of ours."""
    get_resolver().url_patterns  # noqa: B018 - they are registered with the URLs
    return [each for each in viewsets.viewsets if is_ours(getattr(each, "model", each))]


def bulk_actions() -> Iterator[str]:
    """Yield the bulk actions that the plugins bring, and all those on models of theirs."""
    bulk_action_registry._scan_for_bulk_actions()
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            for action, view in actions.items():
                if app in PLUGINS or is_ours(view):
                    yield f"{BULK}{app} {model} {action}"


# Trying it.


def address_of(world: World, name: str, *things: str) -> str:
    """Return the URL of this name, and its query if it has one, for some of the world's things."""
    keys = [world[thing].pk for thing in things]
    if name.startswith(BULK):
        action = name.removeprefix(BULK).split()
        return reverse("wagtail_bulk_action", args=action, query={"id": keys})
    name, question, query = name.partition("?")
    return reverse(name, args=keys) + question + query


@dataclass(frozen=True)
class Tried:
    """What became of a request."""

    outcome: str
    status: int
    #: What was written although somebody only looked, or was refused.
    writes_amiss: Sequence[str]
    text: str = field(repr=False)


def tried(world: World, url: str, data: Mapping[str, Any] | None) -> Tried:
    """Ask for a URL, or send `data` to it; then take back all that this has done."""
    # What was said of the last request, and not read, is not said of this one.
    world.client.cookies.pop("messages", None)
    with taken_back(), written() as statements:
        response = world.client.get(url) if data is None else world.client.post(url, data)
        found = outcome(response)
        text = response.getvalue().decode(errors="replace")
    if found == DONE and data is None:
        found = SHOWN
    elif found == DONE and not statements:
        found = NOTHING
    amiss = [] if found == DONE else statements
    return Tried(found, response.status_code, amiss, text)


def outcome(response: HttpResponse) -> str:
    """Return what has become of a request."""
    if response.status_code in STATUSES:
        return STATUSES[response.status_code]
    if response.status_code == 302 and "/login/" in response.headers["Location"]:
        return SIGN_IN
    told = "".join(str(message) for message in get_messages(response.wsgi_request))
    return REFUSED if "do not have permission" in told else DONE


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def written() -> Iterator[list[str]]:
    """Note what is written to the database."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith(WRITING) and not any(table in sql for table in NOTED_OF_VISITS):
            statements.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(note):
        yield statements


# What is sent.


def retag_form(world: World) -> dict[str, Any]:
    """Return what is sent once an editor has seen what retagging would do."""
    chosen = {"levels_how": "add", "levels": [world.level[4].pk]}
    seal = RetagForm(QueryDict(urlencode(chosen, doseq=True))).seal()
    return {**chosen, "previewed": seal, "go": "1"}
