"""What is left of a picture, and what is not."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat, PngImagePlugin

from plugins.uploads.cleaning import UnreadablePictureError, without_metadata
from tests.uploads import photos
from tests.uploads.photos import PROFILE, REMARK, SECRETS, XMP, drawing, exif, jpeg


def saved(picture: Image.Image, format_name: str, **options) -> bytes:
    target = io.BytesIO()
    picture.save(target, format_name, **options)
    return target.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def frames(data: bytes) -> list[bytes]:
    picture = opened(data)
    shown = []
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        shown.append(picture.convert("RGBA").tobytes())
    return shown


def png(picture: Image.Image, **options) -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", REMARK.decode())
    text.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    text.add(b"tIME", struct.pack(">HBBBBB", 2024, 1, 1, 1, 1, 1))
    return saved(picture, "PNG", pnginfo=text, exif=exif(), icc_profile=PROFILE, **options)


def animation(format_name: str, **options) -> bytes:
    second = drawing().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    more = {"save_all": True, "append_images": [second], "duration": [100, 250], "loop": 3}
    return saved(drawing(), format_name, **more, **options)


WITH_METADATA = {
    "JPEG": jpeg(),
    "JPEG, progressive": jpeg(progressive=True),
    "JPEG, grey": saved(drawing().convert("L"), "JPEG", exif=exif(), comment=REMARK),
    "JPEG, four inks": saved(drawing().convert("CMYK"), "JPEG", exif=exif(), comment=REMARK),
    "PNG": png(drawing()),
    "PNG, palette": png(drawing().convert("P"), transparency=0),
    "PNG, animated": animation("PNG", exif=exif()),
    "GIF": saved(drawing(), "GIF", comment=REMARK, xmp=XMP),
    "GIF, animated": animation("GIF", comment=REMARK),
    "WebP": saved(drawing(), "WEBP", exif=exif(), xmp=XMP, icc_profile=PROFILE),
    "WebP, lossless": saved(drawing(), "WEBP", exif=exif(), xmp=XMP, lossless=True),
    "WebP, animated": animation("WEBP", exif=exif(), xmp=XMP),
}


@pytest.mark.parametrize("data", WITH_METADATA.values(), ids=WITH_METADATA.keys())
class TestAPictureThatStandsUpright:
    def test_loses_all_that_was_written_into_it(self, data):
        clean = without_metadata(data)

        assert any(secret in data for secret in SECRETS)
        assert not [secret for secret in SECRETS if secret in clean]
        assert not opened(clean).getexif()

    def test_keeps_every_pixel_of_every_frame(self, data):
        clean = without_metadata(data)

        assert frames(clean) == frames(data)
        assert opened(clean).info.get("icc_profile") == opened(data).info.get("icc_profile")

    def test_is_left_as_it_is_a_second_time(self, data):
        clean = without_metadata(data)

        assert without_metadata(clean) == clean

    def test_loses_what_is_hidden_behind_its_end(self, data):
        assert REMARK not in without_metadata(without_metadata(data) + REMARK)


@pytest.mark.parametrize("format_name", ["GIF", "PNG", "WEBP"])
def test_an_animation_keeps_its_pace(format_name):
    before = opened(animation(format_name))

    after = opened(without_metadata(animation(format_name)))

    assert (after.n_frames, after.info["loop"]) == (2, before.info["loop"])
    assert after.info["duration"] == before.info["duration"] == 100


@pytest.mark.parametrize("format_name", ["AVIF", "HEIF"])
def test_a_format_that_is_drawn_anew_loses_it_too(format_name):
    data = saved(drawing(), format_name, exif=exif(), quality=95)

    clean = without_metadata(data)

    assert not [secret for secret in SECRETS if secret in clean]
    difference = ImageChops.difference(opened(clean).convert("RGB"), drawing())
    assert max(ImageStat.Stat(difference).mean) < 10
    assert without_metadata(clean) == clean


class TestAPictureThatLiesOnItsSide:
    # Where the red half of the drawing is, once a camera held like this has been allowed for.
    RED = {
        1: "left",
        2: "right",
        3: "right",
        4: "left",
        5: "top",
        6: "top",
        7: "bottom",
        8: "bottom",
    }
    PLACES = {"left": (0.1, 0.5), "right": (0.9, 0.5), "top": (0.5, 0.1), "bottom": (0.5, 0.9)}

    @pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "AVIF"])
    @pytest.mark.parametrize(("orientation", "red"), RED.items())
    def test_is_turned(self, orientation, red, format_name):
        data = saved(drawing(), format_name, exif=exif(orientation))

        upright = opened(without_metadata(data))

        across, down = self.PLACES[red]
        place = int(across * upright.width), int(down * upright.height)
        assert upright.size == ((60, 40) if orientation < 5 else (40, 60))
        assert upright.convert("RGB").getpixel(place)[0] > 200
        assert not upright.getexif()

    @pytest.mark.parametrize("mode", ["L", "CMYK"])
    def test_keeps_its_kind_of_colours(self, mode):
        data = saved(drawing().convert(mode), "JPEG", exif=exif(6), progressive=True)

        upright = opened(without_metadata(data))

        assert (upright.mode, upright.size) == (mode, (40, 60))
        assert upright.info["progressive"]

    def test_keeps_its_quality_and_colours(self):
        before = opened(jpeg(6, quality=83, subsampling="4:2:2"))

        after = opened(without_metadata(jpeg(6, quality=83, subsampling="4:2:2")))

        assert after.quantization == before.quantization
        assert after.info["icc_profile"] == PROFILE
        assert not [secret for secret in SECRETS if secret in without_metadata(jpeg(6))]


class TestAJpegFromATelephone:
    def test_loses_the_further_pictures_behind_the_first(self):
        second = drawing((600, 400))
        data = saved(drawing(), "MPO", save_all=True, append_images=[second], exif=exif())

        clean = without_metadata(data)

        assert opened(clean).format == "JPEG"
        assert frames(clean) == frames(data)[:1]
        assert len(clean) < len(data) / 2

    def test_loses_the_small_picture_in_its_header(self):
        data = saved(drawing(), "JPEG")
        header = b"\xff\xe0" + struct.pack(">H", 16 + 3) + data[6:18] + b"\x01\x01" + b"pix"

        clean = without_metadata(data[:2] + header + data[20:])

        assert clean == data


class TestADamagedPicture:
    @pytest.mark.parametrize("data", WITH_METADATA.values(), ids=WITH_METADATA.keys())
    def test_is_refused_where_half_of_it_is_missing(self, data):
        clean = without_metadata(data)

        with pytest.raises(UnreadablePictureError):
            without_metadata(clean[: len(clean) // 2])

    def test_is_refused_where_it_is_none(self):
        with pytest.raises(UnreadablePictureError):
            without_metadata(b"GIF89a is how it begins")

    def test_is_refused_where_it_would_take_too_much_memory(self, settings):
        settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60 * 40 - 1

        with pytest.raises(UnreadablePictureError):
            without_metadata(jpeg(6))

    def test_is_refused_where_its_frames_would_take_too_much_memory(self, settings):
        settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 2 * 60 * 40 - 1

        with pytest.raises(UnreadablePictureError):
            without_metadata(animation("GIF"))

    def test_is_kept_where_only_its_metadata_is_damaged(self):
        data = saved(drawing(), "PNG")
        no_exif = chunk(b"eXIf", b"MM\0*" + photos.PLACE)

        assert without_metadata(data[:33] + no_exif + data[33:]) == data

    def test_is_put_in_order_where_it_can_be_read(self):
        data = jpeg()
        # Between two segments: Pillow skips it, and the format knows nothing of it.
        untidy = data[:20] + REMARK + data[20:]

        clean = without_metadata(untidy)

        assert opened(clean).size == (60, 40)
        assert not [secret for secret in SECRETS if secret in clean]


REMARKS = st.binary(min_size=1, max_size=300)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@st.composite
def pictures(draw: st.DrawFn) -> Image.Image:
    size = draw(st.tuples(st.integers(1, 24), st.integers(1, 24)))
    mode = draw(st.sampled_from(["L", "RGB"]))
    length = size[0] * size[1] * len(mode)
    return Image.frombytes(mode, size, draw(st.binary(min_size=length, max_size=length)))


@given(picture=pictures(), marker=st.integers(0xE0, 0xEF), remark=REMARKS)
def test_no_application_segment_outlives_a_jpeg(picture, marker, remark):
    data = saved(picture, "JPEG")
    secret = photos.PLACE + remark
    segment = bytes([0xFF, marker]) + struct.pack(">H", len(secret) + 2) + secret

    assert without_metadata(data[:2] + segment + data[2:]) == data


@given(picture=pictures(), kind=st.sampled_from([b"tEXt", b"eXIf", b"prVt"]), remark=REMARKS)
def test_no_side_chunk_outlives_a_png(picture, kind, remark):
    data = saved(picture, "PNG")
    after_header = 8 + 25

    untidy = data[:after_header] + chunk(kind, b"a\0" + remark) + data[after_header:]

    assert without_metadata(untidy) == data


@given(data=st.binary(max_size=400), beginning=st.sampled_from([*WITH_METADATA.values()]))
def test_any_bytes_are_a_picture_or_refused(data, beginning):
    for bytes_ in (data, beginning[: len(data)] + data, beginning[:12] + data):
        try:
            clean = without_metadata(bytes_)
        except UnreadablePictureError:
            continue
        assert frames(clean)
