"""Cleans the pictures that were there before new ones were cleaned."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm

from plugins.uploads.pictures import clean_stored, models_with_pictures


class Command(BaseCommand):
    help = (
        "Takes the place, the camera and all other metadata out of the pictures that are there, "
        "and drops the smaller ones that were made of them. Can be run again at any time: what is "
        "clean stays as it is. Names the pictures that it could not read, and fails if there are."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        cleaned, unreadable = 0, []
        # By default it says how far it is on a terminal only.
        for thing in tqdm(stored(), total=number(), disable=None if verbosity else True):
            try:
                with transaction.atomic():
                    cleaned += clean_stored(thing)
            except (ValidationError, OSError) as error:
                unreadable.append(f"{thing._meta.label} {thing.pk}: {reason(error)}")
        if verbosity:
            message = _("Pictures: %(total)d looked at, %(cleaned)d cleaned.")
            self.stdout.write(message % {"total": number(), "cleaned": cleaned})
        if unreadable:
            raise CommandError(_("Not cleaned:") + "\n" + "\n".join(unreadable))


def stored() -> Iterator[Any]:
    """Return all that has a picture: Wagtail's images, portraits, and what other models keep."""
    models = [model._default_manager.order_by("pk") for model in models_with_pictures()]
    return chain.from_iterable(things.iterator(chunk_size=200) for things in models)


def number() -> int:
    """Return how many there are."""
    return sum(model._default_manager.count() for model in models_with_pictures())


def reason(error: ValidationError | OSError) -> str:
    """Return what went wrong, in words."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
