"""What happens when pictures come in, and when something stops using a file."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, pre_save
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex
from wagtail.tasks import update_reference_index_task

from plugins.uploads.pictures import clean_new_pictures


def connect() -> None:
    """Connect this plugin's handlers, once every app is loaded."""
    pre_save.connect(clean_new_pictures, dispatch_uid="uploads.clean_new_pictures")
    post_delete.connect(forget_uses, dispatch_uid="uploads.forget_uses")


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
