"""Pictures that come in, by whatever way, and the clean ones that are kept instead."""

from functools import partial
from pathlib import PurePath
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import ImageField, Model
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage, AbstractRendition

from plugins.uploads.cleaning import (
    TooManyPixelsError,
    UnreadablePictureError,
    most_pixels,
    without_metadata,
)

# Drawings, no photos: nothing that a camera writes is in them.
DRAWINGS = {".svg"}


class CleanPicture(SimpleUploadedFile):
    """A picture without metadata, so that nobody needs to look for it a second time."""


def clean_picture(file: File) -> File:
    """Return the picture `file` without its metadata.

    Raises ValidationError where it cannot be read, or has too many pixels.
    """
    name = PurePath(file.name or "").name
    if isinstance(file, CleanPicture) or PurePath(name).suffix.lower() in DRAWINGS:
        return file
    file.open()
    try:
        return CleanPicture(name, without_metadata(file.read()))
    except TooManyPixelsError as error:
        raise too_many_pixels(name) from error
    except UnreadablePictureError as error:
        raise unreadable(name) from error


def unreadable(name: str) -> ValidationError:
    """Return what to say of a picture file called `name` that cannot be read to its end."""
    message = _("The picture “%(name)s” cannot be read: it is damaged or not complete.")
    return ValidationError(message % {"name": name}, code="invalid_image")


def too_many_pixels(name: str) -> ValidationError:
    """Return what to say of a picture file called `name` that has more pixels than we take."""
    message = _(
        "“%(name)s” has too many pixels: a picture can have %(most)s megapixels, in all its frames "
        "together. Make a smaller one, in the program that shows your photos say, and choose that."
    )
    most = f"{(most_pixels() or 0) / 1_000_000:g}"
    return ValidationError(message % {"name": name, "most": most}, code="file_too_many_pixels")


def clean_new_pictures(
    sender: type[Model],
    instance: Any,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """Put clean pictures in the place of those that are about to be stored with `instance`.

    For Django's `pre_save`.
    """
    if raw:
        return
    for name in picture_fields(sender):
        if update_fields is None or name in update_fields:
            clean_new_picture(instance, name)


def clean_stored(instance: Any) -> bool:
    """Put clean pictures in the place of those of `instance` that are not; tell if there were any.

    The old files go after the commit. Raises ValidationError and OSError for unreadable ones.
    """
    changed = [name for name in picture_fields(type(instance)) if replace_stored(instance, name)]
    if changed:
        instance.save()
    return bool(changed)


def replace_stored(instance: Any, name: str) -> bool:
    """Put a clean picture in the field `name` where the stored one is not; tell if it was not."""
    file = getattr(instance, name)
    if not file:
        return False
    with file.storage.open(file.name) as stored:
        before, clean = stored.read(), clean_picture(stored)
        clean.seek(0)
        if before == clean.read():
            return False
    # Under another name: nothing that remembers the old one, a cache say, has the new one as well.
    transaction.on_commit(partial(file.storage.delete, file.name))
    put(instance, name, clean)
    return True


def models_with_pictures() -> list[type[Model]]:
    """Return the models that keep pictures, but for those that Wagtail makes of others."""
    return [model for model in apps.get_models() if picture_fields(model)]


def picture_fields(model: type[Model]) -> list[str]:
    """Return the names of a model's own fields for pictures."""
    if issubclass(model, AbstractRendition):
        return []
    return [field.name for field in model._meta.local_fields if isinstance(field, ImageField)]


def clean_new_picture(instance: Any, name: str) -> None:
    """Put a clean picture in the field `name`, unless the one in it has been there before."""
    file = getattr(instance, name)
    if not file or (file._committed and not has_come_in(instance, name)):
        return
    clean = clean_picture(file.file)
    if file._committed:
        # Somebody stored it before its model: what they stored goes.
        file.close()
        file.storage.delete(file.name)
    put(instance, name, clean)


def put(instance: Any, name: str, clean: File) -> None:
    """Set the field `name` to a clean picture, and all that is known of it."""
    # Width and height, if there are fields for them, follow from the assignment.
    setattr(instance, name, clean)
    if isinstance(instance, AbstractImage):
        # Its size and its fingerprint.
        instance._set_image_file_metadata()
        instance.has_new_file = True


def drop_renditions_of_old_file(
    sender: type[AbstractImage], instance: Any, created: bool = False, **kwargs: Any
) -> None:
    """Delete what was drawn of a picture before it got the file that was just stored.

    For Django's `post_save`. Wagtail does so in its own form only.
    """
    if vars(instance).pop("has_new_file", False) and not created:
        instance.renditions.all().delete()


def has_come_in(instance: Any, name: str) -> bool:
    """Tell whether the stored file in the field `name` is there, and unknown to the database."""
    file = getattr(instance, name)
    known = type(instance)._base_manager.filter(**{"pk": instance.pk, name: file.name})
    return file.storage.exists(file.name) and not known.exists()
