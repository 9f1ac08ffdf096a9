"""Draws the pictures of pages that were published before pictures were drawn on publishing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from tqdm import tqdm

from plugins.uploads.renditions import UNDRAWABLE, draw_missing, pictures_on_live_pages


class Command(BaseCommand):
    help = (
        "Draws the pictures of all live pages in the sizes that readers are shown, where these are "
        "missing; publishing a page does so for its own. Can be run again at any time. Names the "
        "pictures that it could not draw: they are shown as they were uploaded. Which pages use "
        "which pictures it asks the reference index (rebuild_references_index)."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        pictures, drawn = pictures_on_live_pages().order_by("pk"), 0
        # By default it says how far it is on a terminal only.
        progress = tqdm(pictures.iterator(), total=pictures.count(), disable=not verbosity or None)
        for picture in progress:
            try:
                drawn += draw_missing(picture)
            except UNDRAWABLE as error:
                self.stderr.write(f"{picture._meta.label} {picture.pk}: {error}")
        if verbosity:
            message = _("Pictures: %(total)d looked at, %(drawn)d sizes drawn.")
            self.stdout.write(message % {"total": pictures.count(), "drawn": drawn})
