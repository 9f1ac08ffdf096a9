"""Carries a visitor's level over to the account; keeps search and kept pages true to changes."""

from typing import Any

import swapper
from django.apps import apps
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_migrate,
    post_save,
    pre_delete,
)
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from plugins.levels import cookies
from plugins.levels.edition import (
    begin,
    is_shown,
    note_deleted,
    note_related,
    note_saved,
)
from plugins.levels.indexing import index_again, index_keys, keys_and_types
from plugins.levels.models import LEVELS_CACHE_KEY, Level, LevelTag, MemberLevel, Topic, TopicTag
from plugins.levels.visibility import all_pages


def connect() -> None:
    """Connect the plugin's signal handlers."""
    user_logged_in.connect(keep_chosen_level, dispatch_uid="levels_keep_chosen_level")
    post_page_move.connect(index_moved_pages, dispatch_uid="levels_index_moved_pages")
    post_save.connect(index_renamed_topic, Topic, dispatch_uid="levels_index_renamed_topic")
    pre_delete.connect(remember_pages_about, Topic, dispatch_uid="levels_remember_pages_about")
    post_delete.connect(index_pages_about, Topic, dispatch_uid="levels_index_pages_about")
    for signal in (post_save, post_delete):
        signal.connect(forget_levels, Level, dispatch_uid="levels_forget_levels")
        for model in (LevelTag, TopicTag):
            signal.connect(index_tagged_page, model, dispatch_uid="levels_index_tagged_page")
        signal.connect(
            index_restricted_pages, PageViewRestriction, dispatch_uid="levels_index_restricted"
        )
    connect_edition()


def connect_edition() -> None:
    """Have a new edition begin with every change of what a reader may be shown."""
    # Of each model by itself: rows that somebody listens for are loaded before they are deleted.
    for model in filter(is_shown, apps.get_models(include_auto_created=True)):
        for signal, handler in (
            (post_save, note_saved),
            (post_delete, note_deleted),
            (m2m_changed, note_related),
        ):
            signal.connect(handler, model, dispatch_uid="levels_edition")
    # New code may show the same otherwise.
    post_migrate.connect(begin, apps.get_app_config("levels"), dispatch_uid="levels_edition")


def keep_chosen_level(request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Keep the levels that a visitor chose before signing in, unless the account has its own."""
    chosen = cookies.choices_in(request) if request else {}
    known = MemberLevel.choices_of(user) if chosen else {}
    topics = Topic.objects.in_bulk([key for key in chosen if key is not None])
    for key, number in chosen.items():
        if key not in known and (key is None or key in topics):
            MemberLevel.keep(user, number, topic=topics[key] if key else None)


def forget_levels(**kwargs: Any) -> None:
    """Let every page show the words of the levels as they are now."""
    transaction.on_commit(lambda: cache.delete(LEVELS_CACHE_KEY))


def index_renamed_topic(instance: Topic, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Index the pages about a topic again: readers find them by its name."""
    if not raw and not created:
        index_again(all_pages().filter(topic_tags__tag=instance))


def remember_pages_about(instance: Topic, **kwargs: Any) -> None:
    """Keep with a topic that is being deleted which pages are about it."""
    instance.pages_about = keys_and_types(all_pages().filter(topic_tags__tag=instance))


def index_pages_about(instance: Topic, **kwargs: Any) -> None:
    """Index the pages again that a deleted topic was about."""
    index_keys(instance.pages_about)


def index_tagged_page(
    instance: LevelTag | TopicTag, raw: bool = False, origin: Any = None, **kwargs: Any
) -> None:
    """Index a page again whose tags were written without the page being saved."""
    if not (raw or is_indexed_with(origin) or is_written_with_its_page(instance)):
        index_again(all_pages().filter(pk=instance.content_object_id))


def is_indexed_with(origin: Any) -> bool:
    """Tell whether pages are indexed for what a deletion began with: pages, or a topic."""
    base = swapper.load_model("wagtailcore", "Page")
    return issubclass(getattr(origin, "model", type(origin)), (base, Topic))


def is_written_with_its_page(tag: LevelTag | TopicTag) -> bool:
    """Tell whether a tag is written because its page is saved, which is indexed anyway."""
    page = tag._state.fields_cache.get("content_object")
    return getattr(page, "is_being_saved", False)


def index_restricted_pages(
    instance: PageViewRestriction, raw: bool = False, origin: Any = None, **kwargs: Any
) -> None:
    """Index again all that became private or public with a page."""
    if not (raw or is_indexed_with(origin)):
        index_again(instance.page.get_descendants(inclusive=True))


def index_moved_pages(instance: Page, **kwargs: Any) -> None:
    """Index again all that moved with a page: where it is now may be private."""
    index_again(instance.get_descendants(inclusive=True))
