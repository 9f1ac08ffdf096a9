"""What happens when files come in or are published, and when something stops using one."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.models import AbstractRendition
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published
from wagtail.tasks import update_reference_index_task

from plugins.uploads.documents import check_new_document
from plugins.uploads.pictures import clean_new_pictures, drop_renditions_of_old_file
from plugins.uploads.renditions import keys_of_pictures, pictures_on_live_pages
from plugins.uploads.tasks import draw_picture
from plugins.uploads.usage import targets_of


def connect() -> None:
    """Connect this plugin's handlers, once every app is loaded."""
    pre_save.connect(clean_new_pictures, dispatch_uid="uploads.clean_new_pictures")
    pre_save.connect(
        check_new_document, sender=get_document_model(), dispatch_uid="uploads.check_new_document"
    )
    post_delete.connect(forget_uses, dispatch_uid="uploads.forget_uses")
    image = get_image_model()
    post_save.connect(
        drop_renditions_of_old_file, sender=image, dispatch_uid="uploads.drop_renditions"
    )
    post_delete.connect(
        draw_again, sender=image.get_rendition_model(), dispatch_uid="uploads.draw_again"
    )
    page_published.connect(draw_pictures_of, dispatch_uid="uploads.draw_pictures_of")


def forget_uses(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Have Wagtail look again what a page uses when an attachment, or the like, is taken off it.

    Wagtail does so when one is added; without this, what was published once stayed public.
    """
    if sender not in ReferenceIndex.tracked_models:
        return
    for field in sender._meta.concrete_fields:
        if isinstance(field, ParentalKey):
            parents = field.related_model._base_manager.filter(pk=getattr(instance, field.attname))
            # Whatever is deleted with its page is forgotten with it.
            if parents.exists():
                model, key = field.related_model._meta, str(getattr(instance, field.attname))
                update_reference_index_task.enqueue(model.app_label, model.model_name, key)


def draw_pictures_of(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Draw the pictures of a page that was published, by whatever way, once that is certain.

    For Wagtail's `page_published`, which is sent for what is to be published later as well.
    """
    if not instance.live:
        return
    keys = keys_of_pictures(targets_of(instance))
    transaction.on_commit(partial(draw_all, keys), robust=True)


def draw_again(sender: type[AbstractRendition], instance: AbstractRendition, **kwargs: Any) -> None:
    """Draw a picture anew whose sizes are deleted, as they are with each change of its file."""
    transaction.on_commit(partial(draw_if_shown, instance.image_id), robust=True)


def draw_if_shown(key: Any) -> None:
    """Draw the picture with the primary key `key`, unless no live page shows it."""
    draw_all(pictures_on_live_pages([key]).values_list("pk", flat=True))


def draw_all(keys: Iterable[Any]) -> None:
    """Draw the pictures with these primary keys, each by a task of its own."""
    for key in keys:
        draw_picture.enqueue(str(key))
