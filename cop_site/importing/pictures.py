"""Pictures beside the Markdown files, and the images that they become."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Collection
from wagtail.utils.file import hash_filelike

from cop_site.importing.body import Picture, PictureFile
from plugins.uploads.forms import PictureField

TITLE_LENGTH = 255


def usable_picture(file: Path | None) -> PictureFile | None:
    """Return `file` as a picture if its format, size and pixels are those of an upload."""
    if file is None:
        return None
    try:
        clean = PictureField().clean(SimpleUploadedFile(file.name, file.read_bytes()))
    except (ValidationError, OSError):
        return None
    # As the image will be stored: without the metadata of the file.
    return PictureFile(file, hash_filelike(clean))


def image_of(picture: Picture, *, collection: Collection | None = None) -> AbstractImage:
    """Return the image with the content of `picture`, making it where there is none yet."""
    images = get_image_model().objects
    known = images.filter(file_hash=picture.file.hash).first()
    if known:
        return known
    content = SimpleUploadedFile(picture.file.path.name, picture.file.path.read_bytes())
    in_collection = {"collection": collection} if collection else {}
    return images.create(
        title=(picture.alt_text or name_of(picture))[:TITLE_LENGTH], file=content, **in_collection
    )


def alt_text_of(picture: Picture) -> str:
    """Return what the picture shows; where nobody said it, its caption or the name of its file."""
    return picture.alt_text or picture.caption or name_of(picture)


def name_of(picture: Picture) -> str:
    """Return the words in the name of the picture's file."""
    return " ".join(picture.file.path.stem.replace("-", " ").replace("_", " ").split())
