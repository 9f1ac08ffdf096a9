"""A picture without what its camera and its programs wrote into it, the place above all."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from math import inf
from typing import Any

from django.conf import settings
from PIL import Image, ImageFile, ImageSequence
from PIL.Image import Transpose
from PIL.JpegImagePlugin import get_sampling

from plugins.uploads import gif, jpeg, png, webp
from plugins.uploads.malformed import MalformedFileError

ORIENTATION = 0x0112
UPRIGHT = 1
# What makes a picture upright, by the number that EXIF gives its orientation.
TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
# Formats whose files can be cut without drawing the picture anew: not a pixel changes.
CUTS: dict[str, Callable[[bytes], bytes]] = {
    "GIF": gif.without_metadata,
    "JPEG": jpeg.without_metadata,
    # What telephones make: a JPEG picture and further ones behind it.
    "MPO": jpeg.without_metadata,
    "PNG": png.without_metadata,
    "WEBP": webp.without_metadata,
}
ANIMATED = {"AVIF", "GIF", "PNG", "WEBP"}
# Formats that are drawn anew only where these say that there is something to leave out.
SAYS_METADATA = ("exif", "xmp", "metadata", "thumbnails", "depth_images", "aux")
# What a frame takes along when it is drawn anew.
KEPT = ("icc_profile", "transparency", "background", "loop", "duration", "disposal", "blend")
# Percent, for formats that do not tell at which quality they were made.
QUALITY = 90

# What Pillow raises for bytes that it cannot read, or warns of where warnings are errors.
UNREADABLE = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError,
    MemoryError, struct.error, zlib.error, Image.DecompressionBombError,
    Image.DecompressionBombWarning, UserWarning,
)  # fmt: skip
# What Pillow raises, or warns of, for pictures of more pixels than it takes on itself.
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class UnreadablePictureError(ValueError):
    """Raised for bytes that are no picture, or only the beginning of one."""


class TooManyPixelsError(UnreadablePictureError):
    """Raised for a picture of more pixels, in all frames, than an upload may have."""


def without_metadata(data: bytes) -> bytes:
    """Return the picture file `data`, upright, in its format, and without its metadata.

    EXIF (the place, the camera), XMP, IPTC, comments, texts and previews go; pixels, frames and the
    colour profile stay. What is clean is returned as it is. Raises UnreadablePictureError.
    """
    check_pixels(data)
    try:
        with Image.open(BytesIO(data)) as picture:
            turn = TURNS.get(orientation(picture))
            # Reads all of it: one that ends too early would fail on each page that shows it.
            picture.load()
            return cut(picture, data) if turn is None else drawn_anew(picture, data, turn)
    except UNREADABLE as error:
        raise UnreadablePictureError(str(error)) from error


def check_pixels(data: bytes) -> None:
    """Raise TooManyPixelsError where the picture file `data` says that it is too large.

    Its head is read, and no pixel: 12 KB of them may be a hundred million. What is no picture is
    not too large.
    """
    limit = most_pixels()
    if limit is not None and pixels_in(data) > limit:
        raise TooManyPixelsError


def pixels_in(data: bytes) -> float:
    """Return how many pixels, in all frames, the head of a file promises; 0 for no picture."""
    try:
        with Image.open(BytesIO(data)) as picture:
            frames = getattr(picture, "n_frames", 1) if picture.format in ANIMATED else 1
            return picture.width * picture.height * frames
    except BOMBS:
        return inf
    except UNREADABLE:
        return 0


def most_pixels() -> int | None:
    """Return how many pixels a picture may have, in all frames; None where any number."""
    return getattr(settings, "WAGTAILIMAGES_MAX_IMAGE_PIXELS", 128_000_000)


def orientation(picture: Image.Image) -> int:
    """Return how the picture is to be turned, 1 to 8; 1 where it stands upright or nobody knows."""
    try:
        return picture.getexif().get(ORIENTATION, UPRIGHT)
    except UNREADABLE:
        return UPRIGHT


def cut(picture: ImageFile.ImageFile, data: bytes) -> bytes:
    """Return the file of an upright picture without metadata."""
    if picture.format in CUTS:
        try:
            return CUTS[picture.format](data)
        except MalformedFileError:
            # Pillow is more patient than we are: what it can read, it can write in good order.
            return drawn_anew(picture, data)
    if any(picture.info.get(name) for name in SAYS_METADATA):
        return drawn_anew(picture, data)
    return data


def drawn_anew(picture: ImageFile.ImageFile, data: bytes, turn: Transpose | None = None) -> bytes:
    """Return a new file of the picture in its format, turned by `turn`, in its quality."""
    format_name = "JPEG" if picture.format == "MPO" else str(picture.format)
    options = quality(picture, format_name, data)
    frames = [bare(frame, turn) for frame in frames_of(picture)]
    if len(frames) > 1:
        durations = [frame.info.get("duration", 0) for frame in frames]
        options |= {"save_all": True, "append_images": frames[1:], "duration": durations}
    target = BytesIO()
    frames[0].save(target, format_name, icc_profile=picture.info.get("icc_profile"), **options)
    return target.getvalue()


def frames_of(picture: ImageFile.ImageFile) -> Any:
    """Return the frames of an animation, or the one picture."""
    return ImageSequence.Iterator(picture) if picture.format in ANIMATED else [picture]


def bare(frame: Image.Image, turn: Transpose | None) -> Image.Image:
    """Return a copy of the frame, turned, that knows nothing but how it is shown."""
    copy = frame.copy() if turn is None else frame.transpose(turn)
    copy.info = {name: frame.info[name] for name in KEPT if name in frame.info}
    return copy


def quality(picture: Any, format_name: str, data: bytes) -> dict[str, Any]:
    """Return the options of Pillow's `save` that keep the quality of the picture."""
    if format_name == "JPEG":
        # As `quality="keep"` does, which Pillow refuses for a picture that was turned.
        return {
            "qtables": picture.quantization,
            "subsampling": get_sampling(picture),
            "progressive": bool(picture.info.get("progressive")),
        }
    if format_name == "WEBP":
        return {"lossless": b"VP8L" in data[:64], "quality": QUALITY, "exact": True}
    return {"quality": QUALITY} if format_name in ("AVIF", "HEIF") else {}
