"""What may meet a call: publishing, tags, places in the tree, privacy, and what editors say."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import AbstractPage, PageViewRestriction
from wagtail.signals import page_published, post_page_move

from plugins.calls.meeting import look_after_commit
from plugins.calls.models import Answer, Call, Wish
from plugins.calls.telling import tell
from plugins.levels.edition import FIELDS_NOT_SHOWN
from plugins.levels.models import LevelTag
from plugins.levels.registry import levelled_models


def note_page(
    instance: AbstractPage,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """Look at the calls that a page answers which readers may find now."""
    is_unseen = bool(update_fields) and FIELDS_NOT_SHOWN.issuperset(update_fields or ())
    if instance.live and not raw and not is_unseen:
        look_after_commit([instance.pk])


def note_tag(instance: LevelTag, raw: bool = False, **kwargs: Any) -> None:
    """Look at the calls that a page answers which has a level that it had not."""
    if not raw:
        look_after_commit([instance.content_object_id])


def note_opened(**kwargs: Any) -> None:
    """Look at all calls: what is below a page may be public now."""
    look_after_commit()


def note_answer(instance: Answer, raw: bool = False, **kwargs: Any) -> None:
    """Look at a call that has one answer more."""
    if not raw:
        look_after_commit([instance.page_id])


def note_call(instance: Call, raw: bool = False, created: bool = False, **kwargs: Any) -> None:
    """Look at a call that may ask for less than before, or for another level."""
    if not (raw or created) and instance.is_open:
        look_after_commit()


def note_wish(instance: Wish, raw: bool = False, **kwargs: Any) -> None:
    """Write to the readers of a wish once there is an answer, which is kept whatever happens."""
    if instance.is_decided and not raw:
        transaction.on_commit(partial(tell, instance.pk), robust=True)


def connect() -> None:
    """Connect this plugin's handlers, once every app is loaded."""
    for model in levelled_models():
        post_save.connect(note_page, model, dispatch_uid="calls.note_page")
    page_published.connect(note_page, dispatch_uid="calls.note_page")
    post_save.connect(note_tag, LevelTag, dispatch_uid="calls.note_tag")
    post_save.connect(note_answer, Answer, dispatch_uid="calls.note_answer")
    post_save.connect(note_wish, Wish, dispatch_uid="calls.note_wish")
    post_save.connect(note_call, Call, dispatch_uid="calls.note_call")
    post_page_move.connect(note_opened, dispatch_uid="calls.note_opened")
    post_delete.connect(note_opened, PageViewRestriction, dispatch_uid="calls.note_opened")
