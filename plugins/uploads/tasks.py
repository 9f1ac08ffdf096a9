"""What is done outside of a request where the site has a queue, and right after it elsewhere."""

import logging

from django_tasks import task
from wagtail.images import get_image_model

from plugins.uploads.renditions import UNDRAWABLE, draw_missing

logger = logging.getLogger(__name__)


@task()
def draw_picture(key: str) -> None:
    """Draw the picture with the primary key `key` in the sizes that pages show it in.

    One that cannot be drawn is no reason to break what it is shown on: see `plugins.pictures`.
    """
    image = get_image_model().objects.filter(pk=key).first()
    if image is None:
        return
    try:
        draw_missing(image)
    except UNDRAWABLE as error:
        logger.warning("Picture %s is shown as it was uploaded, it cannot be drawn: %s", key, error)
