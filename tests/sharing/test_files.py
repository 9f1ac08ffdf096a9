"""Pictures in what somebody writes: good ones, bad ones, too large ones and too many."""

import zlib
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.images import get_image_model

from plugins.interviews import new_block
from plugins.sharing.models import Draft
from plugins.sharing.problems import MOST_PICTURES
from tests.members.people import MemberFactory, signed_in
from tests.uploads.conftest import status
from tests.uploads.photos import SECRETS, PhotoFactory, drawing, jpeg

from .drafts import story_by
from .windows import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)


def png_of(width: int, height: int) -> bytes:
    """Return the head of a PNG file of so many pixels, all of which are left out."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + check

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    head = chunk(b"IHDR", size + bytes([8, 2, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def gif(*colours: str) -> bytes:
    """Return an animation with a frame in each colour."""
    target = BytesIO()
    first, *others = (Image.new("RGB", (60, 40), colour) for colour in colours)
    first.save(target, "GIF", save_all=True, append_images=others, duration=100)
    return target.getvalue()


def photo(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


#: By name, what is refused, and words of what is said.
REFUSED = {
    "large.png": (png_of(10_000, 10_000), "too many pixels: a picture can have 40 megapixels"),
    "larger.png": (png_of(60_000, 60_000), "too many pixels: a picture can have 40 megapixels"),
    "heavy.jpg": (jpeg() + bytes(11 * 1024 * 1024), "too big (11.0\xa0MB). Maximum filesize 10.0"),
    "text.jpg": (b"The queue was long.", "Upload a valid image"),
    "script.svg": (SVG, "Not a supported image format. Supported formats: AVIF, GIF, JPG"),
    "script.png": (SVG, "The extension does not match"),
    "phone.HEIC": (HEIC, "HEIC. Save it as JPEG"),
    "phone.jpg": (HEIC, "The extension does not match"),
    "cut.jpg": (
        jpeg()[:-100],
        "The picture “cut.jpg” cannot be read: it is damaged or not complete",
    ),
    "empty.jpg": (b"", "The submitted file is empty"),
}


@pytest.fixture
def author(db: None) -> Any:
    return MemberFactory()


@pytest.fixture
def window(author: Any) -> Window:
    """The first question, with a sentence, and a picture that is still to be chosen."""
    window = Window(signed_in(author)).type("The queue was long.")
    unit = window.texts[0].removeprefix("u-").removesuffix("-text")
    window.send(add=f"picture:{unit}")
    return window


def field(window: Window, name: str) -> str:
    """Return the whole name of a field of the picture."""
    return next(each for each in window.fields if each.endswith(f"-{name}"))


def choose(window: Window, file: SimpleUploadedFile) -> str:
    """Choose a picture, save, and return the text that is answered."""
    return unescape(window.send(**{field(window, "file"): file, "go": "save"}).text)


def picture_in(window: Window) -> dict[str, Any]:
    """Return the picture as it is saved."""
    body = Draft.objects.get(pk=window.key).content["body"]
    return next(block["value"] for block in body if block["type"] == "picture")


class TestAPictureThatIsRefused:
    @pytest.mark.parametrize("name", REFUSED)
    def test_says_why_and_keeps_all_that_was_typed(self, window, name):
        data, reason = REFUSED[name]
        window.type("The queue was very long.")
        window.fields[field(window, "alt_text")] = "A queue in the rain"

        text = choose(window, photo(data, name))

        assert window.response.status_code == 400
        assert reason in text
        assert window.shown() == "The queue was very long."
        assert window.fields[field(window, "alt_text")] == "A queue in the rain"
        assert picture_in(window) == {
            "image": None, "alt_text": "A queue in the rain", "caption": "",
        }  # fmt: skip
        assert not get_image_model().objects.exists()

    @pytest.mark.parametrize("name", REFUSED)
    def test_tells_the_script_why(self, window, name):
        data, reason = REFUSED[name]

        answer = window.autosave(**{field(window, "file"): photo(data, name)})

        assert answer["status"] == 200
        assert reason in answer["errors"][unit_of(window)][0]

    def test_leaves_the_one_that_was_there(self, window):
        choose(window, photo(jpeg()))
        before = picture_in(window)["image"]

        choose(window, photo(b"The queue was long."))

        assert picture_in(window)["image"] == before

    def test_can_be_followed_by_a_better_one(self, window):
        choose(window, photo(b"The queue was long."))

        choose(window, photo(jpeg()))

        assert window.response.status_code == 200
        assert picture_in(window)["image"] == get_image_model().objects.get().pk


def unit_of(window: Window) -> str:
    return field(window, "alt_text").removeprefix("u-").removesuffix("-alt_text")


class TestAPicture:
    def test_is_kept_without_the_place_where_it_was_taken(self, window):
        choose(window, photo(jpeg(6)))

        with get_image_model().objects.get().open_file() as file:
            data = file.read()
        assert not [secret for secret in SECRETS if secret in data]

    def test_may_move(self, window):
        choose(window, photo(gif("red", "blue"), "moving.gif"))

        with get_image_model().objects.get().open_file() as file:
            assert Image.open(file).n_frames == 2

    def test_in_colours_that_nobody_knows_is_taken_all_the_same(self, window):
        target = BytesIO()
        drawing().convert("CMYK").save(target, "JPEG", icc_profile=b"no profile at all")

        choose(window, photo(target.getvalue()))

        assert window.response.status_code == 200
        assert picture_in(window)["image"]

    def test_may_have_a_long_name(self, window):
        choose(window, photo(jpeg(), f"{'ä' * 300}.jpg"))

        assert picture_in(window)["image"]

    def test_is_shown_to_its_author_beside_the_question(self, window):
        text = choose(window, photo(jpeg()))

        thumbnail = get_image_model().objects.get().renditions.get()
        assert f'src="{thumbnail.url}"' in text
        assert status(window.client, thumbnail.url) == 200

    def test_is_shown_to_nobody_else(self, window):
        choose(window, photo(jpeg()))
        thumbnail = get_image_model().objects.get().renditions.get()

        assert status(Client(), thumbnail.url) == 404
        assert status(signed_in(MemberFactory()), thumbnail.url) == 404

    def test_is_not_asked_for_without_an_account(self):
        window = Window(Client()).type("The queue was long.")
        unit = window.texts[0].removeprefix("u-").removesuffix("-text")

        page = window.send(add=f"picture:{unit}")

        assert "to choose a picture. What you have written comes along." in page.text
        assert "-file" not in page.text

    def test_is_not_taken_without_an_account(self):
        window = Window(Client()).type("The queue was long.")
        unit = window.texts[0].removeprefix("u-").removesuffix("-text")
        window.send(add=f"picture:{unit}")

        window.send(**{f"u-{unit_of(window)}-file": photo(jpeg()), "go": "save"})

        assert not get_image_model().objects.exists()

    def test_names_its_limits_where_it_is_asked_for(self, window, settings):
        settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 24_000_000
        settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024 * 1024

        window.send()

        assert "AVIF, GIF, JPG, JPEG, PNG, WEBP" in window.response.text
        assert "at most 5.0\xa0MB and 24 megapixels" in window.response.text


class TestManyPictures:
    def draft_of(self, author: Any, number: int) -> Draft:
        image = PhotoFactory(uploaded_by_user=author)
        value = {"image": image.pk, "alt_text": "A queue", "caption": ""}
        draft = story_by(author)
        draft.content["body"] += [new_block("picture", value) for _time in range(number)]
        draft.save()
        return draft

    def test_are_too_many_to_be_submitted(self, author):
        draft = self.draft_of(author, 30)

        page = signed_in(author).get(f"/share/{draft.pk}/check/")

        assert f"There are 30 pictures; a page can have {MOST_PICTURES}." in page.text

    def test_are_no_more_than_a_page_can_have(self, author):
        draft = self.draft_of(author, MOST_PICTURES)
        window = Window(signed_in(author), f"/share/{draft.pk}/advice/")
        last = draft.content["body"][-1]["id"]

        window.send(add=f"picture:{last}")

        draft.refresh_from_db()
        pictures = [block for block in draft.content["body"] if block["type"] == "picture"]
        assert len(pictures) == MOST_PICTURES
        assert "20 pictures, as many as a page can have" in window.response.text

    def test_keep_what_was_typed_where_one_more_is_asked_for(self, author):
        draft = self.draft_of(author, MOST_PICTURES)
        window = Window(signed_in(author), f"/share/{draft.pk}/advice/").type("Ask.")

        window.send(add="picture:")

        assert window.shown() == "Ask."
