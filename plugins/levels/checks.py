"""System checks for what can be forgotten when a site takes the levels plugin."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from wagtail.models import AbstractPage

from plugins.levels.indexing import BACKEND
from plugins.levels.models import FIRST, LAST, LevelledMixin
from plugins.levels.registry import levelled_models

MIDDLEWARE = "plugins.levels.middleware.ReaderMiddleware"
CACHING = "plugins.levels.caching.PrivateByDefaultMiddleware"
SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
REDIRECTS = "plugins.levels.redirects.RedirectMiddleware"
TELLING_REDIRECTS = "wagtail.contrib.redirects.middleware.RedirectMiddleware"


def register() -> None:
    """Register this module's checks with Django."""
    checks.register(check_middleware)
    checks.register(check_caching)
    checks.register(check_redirects)
    checks.register(check_search_backend)
    checks.register(check_levelled_models)


def check_middleware(**kwargs: Any) -> list[checks.CheckMessage]:
    """Return an error where the middleware that knows the reader is not installed."""
    if MIDDLEWARE in settings.MIDDLEWARE:
        return []
    hint = f"Add {MIDDLEWARE!r} to MIDDLEWARE, after authentication and messages."
    return [checks.Error("request.reader is never set.", hint=hint, id="levels.E001")]


def check_caching(**kwargs: Any) -> list[checks.CheckMessage]:
    """Return a warning where nothing keeps one reader's pages from shared caches."""
    order = list(settings.MIDDLEWARE)
    above_sessions = order[: order.index(SESSIONS)] if SESSIONS in order else order
    if CACHING in above_sessions:
        return []
    hint = f"Add {CACHING!r} to MIDDLEWARE, above the sessions."
    message = "Shared caches may keep what was shown at one level, and show it at another."
    return [checks.Warning(message, hint=hint, id="levels.W008")]


def check_redirects(**kwargs: Any) -> list[checks.CheckMessage]:
    """Return a warning where redirects tell the new addresses of hidden pages."""
    if TELLING_REDIRECTS not in settings.MIDDLEWARE:
        return []
    hint = f"Put {REDIRECTS!r} in its place in MIDDLEWARE."
    message = "Wagtail's redirects tell where hidden pages are."
    return [checks.Warning(message, hint=hint, id="levels.W009")]


def check_search_backend(**kwargs: Any) -> list[checks.CheckMessage]:
    """Return an error where there is no search backend for readers."""
    if BACKEND in getattr(settings, "WAGTAILSEARCH_BACKENDS", {}):
        return []
    hint = f"Add {BACKEND!r} to WAGTAILSEARCH_BACKENDS; it may be of the same kind as 'default'."
    return [checks.Error("Readers have no search backend.", hint=hint, id="levels.E006")]


def check_levelled_models(**kwargs: Any) -> list[checks.CheckMessage]:
    """Return what is wrong with the declarations of levelled page types."""
    return [error for model in levelled_models() for error in check_model(model)]


def check_model(model: type[LevelledMixin]) -> list[checks.CheckMessage]:
    """Return what is wrong with the declaration of one levelled page type."""
    if not issubclass(model, AbstractPage):
        hint = "LevelledMixin is for page types: class BlogPage(LevelledMixin, Page)."
        return [
            checks.Error("A levelled model is no page.", hint=hint, obj=model, id="levels.E002")
        ]
    return [*check_levels(model), *check_inheritance(model), *check_panels(model)]


def check_levels(model: type[LevelledMixin]) -> Iterator[checks.CheckMessage]:
    """Yield an error for each level that a page type names and cannot have."""
    if not set(model.may_feed) <= set(range(FIRST, LAST + 1)) or not model.may_feed:
        hint = "may_feed takes one or more of the numbers 1 to 4."
        yield checks.Error("No such level.", hint=hint, obj=model, id="levels.E004")
    if not set(model.feeds_by_default) <= set(model.may_feed):
        hint = "feeds_by_default may hold only what is in may_feed."
        yield checks.Error("A default level is refused.", hint=hint, obj=model, id="levels.E005")


def check_inheritance(model: type[LevelledMixin]) -> Iterator[checks.CheckMessage]:
    """Yield what a page type has from others where it should have it from the mixin."""
    if model.__mro__.index(LevelledMixin) > model.__mro__.index(AbstractPage):
        hint = "Name LevelledMixin before Page, or pages are published without a level."
        yield checks.Error("The mixin comes too late.", hint=hint, obj=model, id="levels.E003")
    if not hasattr(model.objects.all(), "visible_to"):
        hint = (
            "Derive its manager from LevelledPageManager, or its QuerySet from "
            "LevelledPageQuerySet (plugins.levels.visibility)."
        )
        yield checks.Warning("Its lists know no readers.", hint=hint, obj=model, id="levels.W010")


def check_panels(model: type[LevelledMixin]) -> Iterator[checks.CheckMessage]:
    """Yield a warning where the editor of a page type shows no levels."""
    if "levels" not in model.get_edit_handler().get_form_options()["fields"]:
        hint = "Add *LevelledMixin.level_panels to its content_panels."
        yield checks.Warning(
            "Editors cannot set its levels.", hint=hint, obj=model, id="levels.W007"
        )
