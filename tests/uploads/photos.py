"""Photos as cameras make them, with the place where they were taken."""

from io import BytesIO
from typing import Any

import factory
from django.core.files.base import ContentFile
from PIL import ExifTags, Image, ImageCms, TiffImagePlugin
from wagtail.images import get_image_model

# Bytes that no picture holds by chance. The place is what most matters.
MAKER, PLACE, REMARK = b"CAMERA-OF-ANNA", b"PLACE-OF-ANNA", b"REMARK-OF-ANNA"
SECRETS = [MAKER, PLACE, REMARK, b"http://ns.adobe.com/xap/1.0/", b"Exif\0\0"]
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + REMARK + b"</x:xmpmeta>"
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a camera writes: its maker, the place, and how it was held."""
    data = Image.Exif()
    data[ExifTags.Base.Make] = MAKER.decode()
    data[ExifTags.Base.Orientation] = orientation
    data.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: tuple(TiffImagePlugin.IFDRational(n) for n in (51, 30, 26)),
            ExifTags.GPS.GPSAreaInformation: PLACE,
        }
    )
    return data


def drawing(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Return a picture whose left half is red and whose right half is blue."""
    width, height = size
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (width // 2, 0, width, height))
    return picture


def jpeg(orientation: int = 1, **options: Any) -> bytes:
    """Return a JPEG photo with EXIF, XMP, a comment and a colour profile."""
    target = BytesIO()
    drawing().save(
        target,
        "JPEG",
        **{"exif": exif(orientation), "xmp": XMP, "comment": REMARK, "icc_profile": PROFILE}
        | options,
    )
    return target.getvalue()


class PhotoFactory(factory.django.DjangoModelFactory):
    """A picture in Wagtail, of a photo as it came from the camera."""

    title = factory.Sequence(lambda n: f"Photo {n}")
    file = factory.LazyFunction(lambda: ContentFile(jpeg(), name="photo.jpg"))

    class Meta:
        model = get_image_model()
