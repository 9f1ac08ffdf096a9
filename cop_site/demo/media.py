"""The pictures and files of the sample content, in a collection of their own."""

from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Collection

from cop_site.demo.pictures import draw

# Its name is how it is found again, so it is not translated.
COLLECTION = "Sample content"


def demo_collection() -> Collection:
    """Return the collection of the sample content, making it where there is none."""
    root = Collection.get_first_root_node()
    known = root.get_children().filter(name=COLLECTION).first()
    return known or root.add_child(name=COLLECTION)


def demo_image(picture: dict[str, Any], collection: Collection) -> AbstractImage:
    """Return the image for the `picture` of a story; one that is there already is taken again."""
    title = str(picture["alt"])[:255]
    images = get_image_model().objects
    known = images.filter(collection=collection, title=title).first()
    if known:
        return known
    name = picture["drawing"]
    content = ContentFile(draw(name), name=f"sample-{name}.png")
    return images.create(title=title, file=content, collection=collection)


def demo_document(attachment: dict[str, Any], collection: Collection) -> AbstractDocument:
    """Return the document for the `attachment` of a resource, taken again where it is there."""
    title = str(attachment["title"])[:255]
    documents = get_document_model().objects
    known = documents.filter(collection=collection, title=title).first()
    if known:
        return known
    content = ContentFile(str(attachment["text"]).encode(), name=attachment["filename"])
    return documents.create(title=title, file=content, collection=collection)
