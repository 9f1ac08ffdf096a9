"""Pictures that come in: through the admin's forms, a chooser, an import and a model."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from PIL import Image
from wagtail.images import get_image_model
from wagtail.users.models import UserProfile
from wagtail.utils.file import hash_filelike

from tests.members.people import signed_in
from tests.uploads.photos import SECRETS, PhotoFactory, jpeg

pytestmark = pytest.mark.django_db

AJAX = {"X-Requested-With": "XMLHttpRequest"}


def secrets_in(file: Any) -> list[bytes]:
    with file.storage.open(file.name) as content:
        data = content.read()
    return [secret for secret in SECRETS if secret in data]


def assert_clean(image: Any) -> None:
    """Check that all that is known of a photo that lay on its side is true of the upright one."""
    image = get_image_model().objects.get(pk=image.pk)
    with image.file.storage.open(image.file.name) as content:
        stored = Image.open(content)
        assert (image.width, image.height) == stored.size == (40, 60)
        assert image.file_hash == hash_filelike(content)
    assert image.file_size == image.file.size
    assert not secrets_in(image.file)
    assert not secrets_in(image.get_rendition("width-20").file)
    assert not secrets_in(image.get_rendition("original").file)


def photo_file(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", data or jpeg(6), content_type="image/jpeg")


def import_story(folder: Path, words: str = "Words.") -> None:
    """Bring in a story that shows the file photo.jpg beside it."""
    fields = "title: A title\nkind: story"
    (folder / "a.md").write_text(f"---\n{fields}\n---\n{words}\n\n![](photo.jpg)\n")
    call_command("import_content", folder, stdout=StringIO())


class TestThePhotoIsClean:
    def test_from_the_form(self, editor):
        url = reverse("wagtailimages:add")

        signed_in(editor).post(url, {"title": "Photo", "file": photo_file(), "collection": 1})

        assert_clean(get_image_model().objects.get())

    def test_from_the_form_when_it_is_too_large_for_memory(self, editor, settings):
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
        url = reverse("wagtailimages:add")

        signed_in(editor).post(url, {"title": "Photo", "file": photo_file(), "collection": 1})

        assert_clean(get_image_model().objects.get())

    def test_from_the_form_for_several(self, editor):
        url = reverse("wagtailimages:add_multiple")

        signed_in(editor).post(url, {"title": "Photo", "files[]": photo_file()}, headers=AJAX)

        assert_clean(get_image_model().objects.get())

    def test_from_the_chooser(self, owner):
        url = reverse("wagtailimages_chooser:create")
        form = {"image-chooser-upload-title": "Photo", "image-chooser-upload-file": photo_file()}

        signed_in(owner).post(url, form)

        assert_clean(get_image_model().objects.get())

    def test_in_the_place_of_another(self, editor, photo):
        url = reverse("wagtailimages:edit", args=[photo.pk])

        signed_in(editor).post(url, {"title": "Photo", "file": photo_file(), "collection": 1})

        photo.refresh_from_db()
        assert_clean(photo)

    def test_from_code(self):
        assert_clean(PhotoFactory(file=ContentFile(jpeg(6), name="photo.jpg")))

    def test_from_code_that_stores_the_file_first(self):
        image = get_image_model()(title="Photo")
        image.file.save("photo.jpg", ContentFile(jpeg(6)), save=False)
        first = image.file.name

        image.save()

        assert_clean(image)
        assert image.file.name == first or not image.file.storage.exists(first)

    def test_from_an_import(self, stories, tmp_path):
        (tmp_path / "photo.jpg").write_bytes(jpeg(6))
        import_story(tmp_path)

        assert_clean(get_image_model().objects.get())

    def test_of_a_person(self, member):
        profile = UserProfile.get_for_user(member)
        profile.avatar = photo_file()

        profile.save()

        assert not secrets_in(profile.avatar)


def test_importing_again_makes_no_second_image(stories, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(jpeg(6))
    import_story(tmp_path)

    import_story(tmp_path, words="More words.")

    assert get_image_model().objects.count() == 1


class TestAPictureThatCannotBeRead:
    DAMAGED = [
        jpeg()[:-100],
        jpeg()[:600],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"no picture",
        b"\xff\xd8\xff\xe0",
    ]

    @pytest.mark.parametrize("data", DAMAGED)
    def test_is_refused_by_the_form(self, editor, data):
        url = reverse("wagtailimages:add")
        file = SimpleUploadedFile("photo.png" if b"PNG" in data else "photo.jpg", data)

        page = signed_in(editor).post(url, {"title": "Photo", "file": file, "collection": 1})

        assert page.status_code == 200
        assert page.context["form"].errors["file"]
        assert not get_image_model().objects.exists()

    @pytest.mark.parametrize("data", DAMAGED)
    def test_is_refused_among_several(self, editor, data):
        url = reverse("wagtailimages:add_multiple")
        form = {"title": "Photo", "files[]": photo_file(data)}

        answer = json.loads(signed_in(editor).post(url, form, headers=AJAX).content)

        assert answer["success"] is False
        assert answer["error_message"]

    def test_is_refused_by_a_model(self, member):
        profile = UserProfile.get_for_user(member)
        profile.avatar = photo_file(jpeg()[:-100])

        with pytest.raises(ValidationError, match=r"photo\.jpg"):
            profile.save()

    def test_is_left_out_by_an_import(self, stories, tmp_path):
        (tmp_path / "photo.jpg").write_bytes(jpeg()[:-100])
        import_story(tmp_path)

        assert not get_image_model().objects.exists()

    def test_with_too_many_pixels_is_refused_as_before(self, editor, settings):
        settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100
        url = reverse("wagtailimages:add")
        form = {"title": "Photo", "file": photo_file(), "collection": 1}

        page = signed_in(editor).post(url, form)

        assert "too many pixels" in str(page.context["form"].errors["file"])


class TestStripPictureMetadata:
    @pytest.fixture
    def old(self) -> Any:
        """A photo that was there before this plugin, with a rendition."""
        image = PhotoFactory()
        Path(image.file.path).write_bytes(jpeg(6))
        Path(image.get_rendition("width-30").file.path).write_bytes(jpeg(6))
        return image

    def test_cleans_what_is_there(self, old, django_capture_on_commit_callbacks):
        before = [old.file.path, old.renditions.get().file.path]

        with django_capture_on_commit_callbacks(execute=True):
            call_command("strip_picture_metadata", verbosity=0)

        assert_clean(old)
        assert not any(Path(path).exists() for path in before)

    def test_leaves_what_is_clean(self, capsys):
        image = PhotoFactory()

        call_command("strip_picture_metadata")

        assert get_image_model().objects.get().file.name == image.file.name
        assert "1 looked at, 0 cleaned" in capsys.readouterr().out

    def test_names_what_it_could_not_read(self, old):
        Path(old.file.path).write_bytes(jpeg()[:-100])

        with pytest.raises(CommandError, match=Path(old.file.name).name):
            call_command("strip_picture_metadata", verbosity=0)

    def test_cleans_portraits(self, member, django_capture_on_commit_callbacks):
        profile = UserProfile.get_for_user(member)
        profile.avatar = photo_file()
        profile.save()
        Path(profile.avatar.path).write_bytes(jpeg(6))

        with django_capture_on_commit_callbacks(execute=True):
            call_command("strip_picture_metadata", verbosity=0)

        profile.refresh_from_db()
        assert not secrets_in(profile.avatar)
