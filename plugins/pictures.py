"""How a picture is shown: in the widths that a page has room for, and never drawn for a reader.

Its widths are drawn when a page with it is published: `plugins.uploads.renditions`. Where there are
none, of an animation, a drawing in SVG or a file that cannot be read, the upload itself is shown.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, ResponsiveImage

# Pixels. The text is at most 666 wide (--measure in site.css), on a telephone about 340; screens
# have one to three points of their own for each.
WIDTHS = (480, 800, 1200)
# WebP and not AVIF: half as large again, but an editor waits for them. Of a photo of 12 megapixels
# all widths were encoded in 0.25 s, in AVIF in 1.4 to 1.9 s.
IN_TEXT = [Filter(f"width-{width}|format-webp") for width in WIDTHS]
# What other sites fetch to show beside a link understands no newer format.
TO_SHARE = Filter(f"width-{WIDTHS[-1]}|format-jpeg")


@dataclass(frozen=True)
class ShownPicture:
    """A picture as a page shows it; its size in pixels keeps the place until it is there."""

    url: str
    width: int
    height: int
    #: The widths to choose from, as an `img` element takes them; empty where there is one.
    srcset: str = ""


def filters_in_text(image: AbstractImage) -> list[Filter]:
    """Return the widths that `image` is drawn in, narrowest first: none wider than it is, but one.

    That one is the picture in its own width.
    """
    narrower = [width for width in WIDTHS if width < image.width]
    return [] if image.is_svg() else IN_TEXT[: len(narrower) + 1]


def filters_for(image: AbstractImage) -> list[Filter]:
    """Return all that is drawn of `image`, once a page with it is published."""
    return [] if image.is_svg() else [*filters_in_text(image), TO_SHARE]


def images_with_drawn(keys: Iterable[Any]) -> dict[Any, AbstractImage]:
    """Return images by primary key, each with what has been drawn of it, in one query for all.

    In two where some have never been drawn. Other sizes than those of pages come along as well: the
    editor asks for its own, and where some are fetched, Wagtail takes them for all.
    """
    model, wanted = get_image_model(), set(keys)
    images: dict[Any, AbstractImage] = {}
    drawn_of_all: dict[Any, list[AbstractRendition]] = defaultdict(list)
    for drawn in (
        model.get_rendition_model().objects.filter(image__in=wanted).select_related("image")
    ):
        drawn.image = images.setdefault(drawn.image_id, drawn.image)
        drawn_of_all[drawn.image_id].append(drawn)
    if others := wanted - images.keys():
        images |= model.objects.in_bulk(others)
    for key, image in images.items():
        # Where Wagtail looks first.
        image.prefetched_renditions = drawn_of_all[key]
    return images


def shown_in_text(image: AbstractImage) -> ShownPicture:
    """Return `image` as the text shows it."""
    drawn = drawn_of(image, filters_in_text(image))
    if not drawn:
        return as_uploaded(image)
    widest = drawn[-1]
    srcset = ResponsiveImage.get_width_srcset(drawn) if len(drawn) > 1 else ""
    return ShownPicture(widest.url, widest.width, widest.height, srcset)


def shown_where_shared(image: AbstractImage) -> ShownPicture | None:
    """Return `image` as other sites show it beside a link; None for what they cannot show."""
    if image.is_svg():
        return None
    for drawn in drawn_of(image, [TO_SHARE]):
        return ShownPicture(drawn.url, drawn.width, drawn.height)
    return as_uploaded(image)


def drawn_of(image: AbstractImage, filters: list[Filter]) -> list[AbstractRendition]:
    """Return what has been drawn of `image` by these filters, in their order."""
    drawn = image.find_existing_renditions(*filters) if filters else {}
    return [drawn[each] for each in filters if each in drawn]


def as_uploaded(image: AbstractImage) -> ShownPicture:
    """Return the file of `image` itself."""
    return ShownPicture(image.file.url, image.width, image.height)
