"""Drawing pictures in the sizes that pages show them in, before the first reader comes."""

from collections.abc import Iterable
from io import BytesIO

from django.core.files.base import ContentFile
from django.db.models import QuerySet, prefetch_related_objects
from PIL import Image, ImageCms, ImageOps
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, Filter

from plugins.levels.visibility import all_pages
from plugins.pictures import WIDTHS, drawn_of, filters_for
from plugins.uploads.cleaning import ANIMATED, UNREADABLE
from plugins.uploads.usage import keys_of_files, type_of, uses_on

WIDEST = WIDTHS[-1]
# Pixels of each side from which a JPEG file is read in full; larger ones are read at a half, a
# quarter or an eighth, which their format allows and which is several times as fast.
FULL = 1500
# What every format is written from. The colours of a palette, for one, have no mean.
MODES = {"L", "LA", "RGB", "RGBA", "CMYK"}
MANY_GREYS = ("I", "F")

# What may be raised for a picture that is damaged, missing or in colours that nobody knows.
UNDRAWABLE = (*UNREADABLE, ImageCms.PyCMSError)


def draw_missing(image: AbstractImage) -> int:
    """Draw the sizes of `image` that are not there yet, and return how many those were.

    The original is opened once for all of them. Raises one of UNDRAWABLE.
    """
    missing = missing_sizes(image)
    original = reduced(image) if missing else None
    if original is None:
        return 0
    return sum(draw(image, each, original) for each in missing)


def missing_sizes(image: AbstractImage) -> list[Filter]:
    """Return the sizes of `image` that are shown and not there yet."""
    # From the database, since what a cache remembers may be gone.
    prefetch_related_objects([image], "renditions")
    there = {drawn.filter_spec for drawn in drawn_of(image, filters_for(image))}
    return [each for each in filters_for(image) if each.spec not in there]


def reduced(image: AbstractImage) -> bytes | None:
    """Return `image` no wider than it is shown, in a file quick to read.

    None for what would be another picture then: an animation that stands still, or one of more
    greys than other formats have, all of them white.
    """
    with image.open_file() as file, Image.open(file) as original:
        is_animation = original.format in ANIMATED and getattr(original, "n_frames", 1) > 1
        if is_animation or original.mode.startswith(MANY_GREYS):
            return None
        original.draft(None, (FULL, FULL))
        picture = ImageOps.exif_transpose(original)
        if picture.mode not in MODES:
            picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        if picture.width > WIDEST:
            height = max(1, round(picture.height * WIDEST / picture.width))
            picture = picture.resize((WIDEST, height), Image.Resampling.LANCZOS)
        target = BytesIO()
        # Not compressed. The profile goes along, or the colours would change.
        picture.save(target, "TIFF", icc_profile=original.info.get("icc_profile"))
        return target.getvalue()


def draw(image: AbstractImage, size: Filter, original: bytes) -> bool:
    """Draw one size of `image` from the file `original`; tell whether nobody else did meanwhile."""
    file = image.generate_rendition_file(size, source=ContentFile(original))
    _rendition, is_new = image.renditions.get_or_create(
        filter_spec=size.spec, focal_point_key=size.get_cache_key(image), defaults={"file": file}
    )
    return is_new


def pictures_on_live_pages(keys: Iterable[int] | None = None) -> QuerySet[AbstractImage]:
    """Return the pictures, those with these `keys` or all, that a live page uses."""
    model = get_image_model()
    uses = uses_on(all_pages().live(), model)
    if keys is not None:
        uses = uses.filter(to_object_id__in=[str(key) for key in keys])
    return model.objects.filter(pk__in=keys_of_files(uses, model))


def keys_of_pictures(targets: Iterable[tuple[int, str]]) -> set[str]:
    """Return the keys of the pictures among what a page refers to."""
    pictures = type_of(get_image_model()).pk
    return {key for content_type, key in targets if content_type == pictures}
