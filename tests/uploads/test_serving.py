"""How pictures and documents are sent: who may keep them how long, and what is not there."""

import os
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as site
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.users.models import UserProfile

from plugins.resources.models import ResourceAttachment
from plugins.uploads import checks
from plugins.uploads.pictures import CleanPicture
from tests.factories import ResourcePageFactory
from tests.members.people import signed_in
from tests.uploads.conftest import read
from tests.uploads.photos import PhotoFactory, jpeg

pytestmark = pytest.mark.django_db

FORBIDDEN_OR_MISSING = HTTPStatus.NOT_FOUND


@pytest.fixture
def public(photo, make_story) -> str:
    """The URL of a photo on a published page, as the page shows it."""
    make_story(photo)
    return photo.get_rendition("width-20").url


@pytest.fixture
def secret(photo) -> str:
    """The URL of a photo that no page uses yet."""
    return photo.get_rendition("width-20").url


def fetch(client: Client, url: str, **kwargs: Any) -> Any:
    """Return the answer with its content read and closed."""
    response = client.get(url, **kwargs)
    response.body = read(response)
    return response


class TestAPublicPicture:
    def test_is_the_file_that_is_stored(self, client, public, photo):
        answer = fetch(client, public)

        assert answer.body == Path(photo.renditions.get().file.path).read_bytes()
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Content-Length"] == str(len(answer.body))
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_may_be_kept_by_everybody_for_five_minutes(self, client, member, public):
        for reader in (client, signed_in(member)):
            answer = fetch(reader, public)

            assert answer["Cache-Control"] == "public, max-age=300"
            assert "Cookie" not in answer.get("Vary", "")
            assert not answer.cookies

    def test_is_not_sent_again(self, client, public):
        first = fetch(client, public)

        same = fetch(client, public, headers={"If-None-Match": first["ETag"]})
        unchanged = fetch(client, public, headers={"If-Modified-Since": first["Last-Modified"]})

        assert same.status_code == unchanged.status_code == HTTPStatus.NOT_MODIFIED
        assert same["Cache-Control"] == "public, max-age=300"
        assert not same.body

    def test_is_sent_again_once_it_has_changed(self, client, public, photo):
        first = fetch(client, public)
        path = photo.renditions.get().file.path
        os.utime(path, (1, 1))

        assert fetch(client, public, headers={"If-None-Match": first["ETag"]}).status_code == 200

    def test_may_be_asked_for_without_its_content(self, client, public):
        answer = client.head(public)
        read(answer)

        assert answer.status_code == HTTPStatus.OK
        assert int(answer["Content-Length"]) > 100

    def test_is_gone_with_its_file(self, client, public, photo):
        Path(photo.renditions.get().file.path).unlink()

        assert fetch(client, public).status_code == FORBIDDEN_OR_MISSING


class TestASecretPicture:
    def test_is_kept_by_its_reader_only_and_asked_for_each_time(self, owner, secret):
        answer = fetch(signed_in(owner), secret)

        assert answer.status_code == HTTPStatus.OK
        assert answer["Cache-Control"] == "private, no-cache"
        assert "Cookie" in answer["Vary"]

    def test_is_not_given_away_by_asking_whether_it_has_changed(self, client, owner, secret):
        etag = fetch(signed_in(owner), secret)["ETag"]

        answer = fetch(client, secret, headers={"If-None-Match": etag})

        assert answer.status_code == FORBIDDEN_OR_MISSING

    def test_answers_like_one_that_is_not_there(self, client, member, secret):
        for reader in (client, signed_in(member)):
            hidden = fetch(reader, secret)
            missing = fetch(reader, secret.replace("photo", "phono"))

            assert hidden.status_code == missing.status_code == FORBIDDEN_OR_MISSING
            assert headers_of(hidden) == headers_of(missing)
            assert text_of(hidden) == text_of(missing)


def test_a_secret_document_answers_like_one_that_is_not_there(client, member, document):
    missing_url = document.url.replace(f"/{document.pk}/", "/99999/")

    for reader in (client, signed_in(member)):
        hidden, missing = fetch(reader, document.url), fetch(reader, missing_url)

        assert hidden.status_code == missing.status_code == FORBIDDEN_OR_MISSING
        assert headers_of(hidden) == headers_of(missing)
        assert text_of(hidden) == text_of(missing)


def headers_of(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.items() if name not in ("ETag", "Content-Length")}


def text_of(answer: Any) -> str:
    """Return the text of an answer without what repeats the URL, and what each answer has anew."""
    url = answer.request["PATH_INFO"]
    text = answer.text.replace(url, "").replace(quote(url, safe=""), "").replace(quote(url), "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_a_document_may_be_kept_as_long_as_a_picture(client, owner, document, resources):
    own = fetch(signed_in(owner), document.url)
    page = ResourcePageFactory(parent=resources)
    ResourceAttachment.objects.create(page=page, document=document)

    public = fetch(client, document.url)

    assert own["Cache-Control"] == "private, no-cache"
    assert public["Cache-Control"] == "public, max-age=300"
    assert public.body == b"names"


class TestNothingElseIsServed:
    def test_of_what_lies_in_the_folder(self, editor):
        default_storage.save("notes.txt", ContentFile(b"secret"))

        assert fetch(signed_in(editor), "/media/notes.txt").status_code == FORBIDDEN_OR_MISSING

    @pytest.mark.parametrize(
        "path",
        ["", ".", "..", "../db.sqlite3", "%2e%2e/db.sqlite3", "original_images/../../x", "a%00.jpg",
         "a%0d%0ab.jpg", "//etc/passwd", "\\windows", "a" * 5_000, "%ff%fe", "%F0%9F%93%B7.jpg"],
    )  # fmt: skip
    def test_by_odd_paths(self, client, path):
        assert fetch(client, f"/media/{path}").status_code == FORBIDDEN_OR_MISSING

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(path=st.text(max_size=60))
    def test_by_any_path(self, client, path):
        assert fetch(client, f"/media/{path}").status_code == FORBIDDEN_OR_MISSING

    def test_to_who_posts(self, client, public):
        assert client.post(public).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_portrait_is_for_who_may_enter_the_editor(who_gets, owner):
    profile = UserProfile.get_for_user(owner)
    profile.avatar = CleanPicture("me.jpg", jpeg())
    profile.save()

    assert who_gets(profile.avatar.url) == {"owner", "other", "editor"}


def test_a_server_in_front_may_send_the_file(client, public, photo, settings):
    settings.SENDFILE_BACKEND = "plugins.uploads.x_accel"
    settings.SENDFILE_URL = "/protected/"

    answer = fetch(client, public)

    assert answer["X-Accel-Redirect"] == f"/protected/{photo.renditions.get().file.name}"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.body


class TestTheChooser:
    URL = "/admin/images/chooser/results/"

    def test_offers_ones_own_pictures_and_published_ones(self, owner, other, make_story):
        PhotoFactory(title="My own", uploaded_by_user=owner)
        PhotoFactory(title="Not out yet", uploaded_by_user=other)
        make_story(PhotoFactory(title="On a page", uploaded_by_user=other))

        offered = signed_in(owner).get(self.URL).text

        assert "My own" in offered
        assert "On a page" in offered
        assert "Not out yet" not in offered

    def test_offers_editors_all(self, editor, photo):
        assert photo.title in signed_in(editor).get(self.URL).text

    def test_tells_nothing_of_a_picture_that_it_does_not_offer(self, other, photo):
        reader = signed_in(other)

        for view in ("chosen", "select_format"):
            url = f"/admin/images/chooser/{photo.pk}/{view}/"
            assert photo.title not in reader.get(url, follow=True).text
        several = reader.get(f"/admin/images/chooser/chosen-multiple/?id={photo.pk}")
        assert photo.title not in several.text

    def test_offers_no_document_of_somebody_elses_draft(self, other, owner, document):
        url = "/admin/documents/chooser/results/"

        assert document.title in signed_in(owner).get(url).text
        assert document.title not in signed_in(other).get(url).text

    def test_tells_nothing_through_the_admins_api(self, other, owner, photo, document):
        for kind, file in (("images", photo), ("documents", document)):
            for url in (f"/admin/api/main/{kind}/", f"/admin/api/main/{kind}/{file.pk}/"):
                assert file.title in signed_in(owner).get(url).text
                assert file.title not in signed_in(other).get(url).text


class Remote(FileSystemStorage):
    """A storage elsewhere."""

    def path(self, name: str) -> str:
        raise NotImplementedError


class TestChecks:
    def test_find_nothing_wrong_here(self):
        assert not [message for message in run_checks() if message.id.startswith("uploads.")]

    @pytest.mark.parametrize("method", [None, "direct", "redirect"])
    def test_find_documents_that_nobody_guards(self, settings, method):
        settings.WAGTAILDOCS_SERVE_METHOD = method

        assert [error.id for error in checks.check_documents_are_served()] == ["uploads.E001"]

    def test_find_pictures_that_nobody_guards(self, settings):
        settings.MEDIA_URL = "https://pictures.example.org/"

        assert [error.id for error in checks.check_pictures_are_served()] == ["uploads.E002"]

    def test_find_a_storage_elsewhere(self, settings):
        settings.STORAGES = {**site.STORAGES, "default": {"BACKEND": f"{__name__}.Remote"}}

        assert [warning.id for warning in checks.check_storage()] == ["uploads.W003"]

    def test_find_a_form_that_does_not_look(self, settings):
        settings.WAGTAILIMAGES_IMAGE_FORM_BASE = ""

        assert [warning.id for warning in checks.check_image_form()] == ["uploads.W004"]
