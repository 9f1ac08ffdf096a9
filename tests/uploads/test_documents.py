"""Documents that come in: what is not what its name says is refused, in words that help."""

import json
import struct
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model

from plugins.uploads import checks
from plugins.uploads.archive import LONGEST_DIRECTORY, names_in
from plugins.uploads.documents import check_document
from plugins.uploads.malformed import MalformedFileError
from tests.members.people import signed_in
from tests.uploads.conftest import read
from tests.uploads.files import FALSE, HONEST, PROGRAM, archive, office
from tests.uploads.test_uploading import AJAX

ADD = "wagtaildocs:add"


def posted(name: str = "report.docx", data: bytes = PROGRAM) -> dict[str, Any]:
    return {"title": "Report", "file": SimpleUploadedFile(name, data), "collection": 1}


def documents() -> Any:
    return get_document_model().objects


class TestWhatADocumentIs:
    @pytest.mark.parametrize("name", HONEST)
    def test_may_be_what_its_name_says(self, name):
        file = ContentFile(HONEST[name], name=name)

        check_document(file)

        assert file.read() == HONEST[name]

    @pytest.mark.parametrize("name", FALSE)
    def test_may_not_be_something_else(self, name):
        data, reason = FALSE[name]

        with pytest.raises(ValidationError, match=reason) as refusal:
            check_document(ContentFile(data, name=name))

        assert f"“{name}”" in refusal.value.messages[0]
        assert "choose that file" in refusal.value.messages[0]

    def test_is_not_known_of_endings_that_a_site_permits_besides(self):
        check_document(ContentFile(PROGRAM, name="plan.dwg"))


@pytest.mark.django_db
class TestAFalseDocument:
    def test_is_refused_by_the_form(self, editor):
        page = signed_in(editor).post(reverse(ADD), posted())

        assert "not a Word document" in str(page.context["form"].errors["file"])
        assert not documents().exists()

    def test_is_refused_when_it_is_too_large_for_memory(self, editor, settings):
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0

        page = signed_in(editor).post(reverse(ADD), posted())

        assert "not a Word document" in str(page.context["form"].errors["file"])

    def test_is_refused_among_several(self, editor):
        form = {"title": "Report", "files[]": SimpleUploadedFile("report.docx", PROGRAM)}

        answer = signed_in(editor).post(reverse("wagtaildocs:add_multiple"), form, headers=AJAX)

        assert "not a Word document" in json.loads(answer.content)["error_message"]

    def test_is_refused_by_the_chooser(self, owner):
        prefix = "document-chooser-upload"
        form = {f"{prefix}-{name}": value for name, value in posted().items()}

        signed_in(owner).post(reverse("wagtaildocs_chooser:create"), form)

        assert not documents().exists()

    def test_is_refused_in_the_place_of_another(self, editor, document):
        url = reverse("wagtaildocs:edit", args=[document.pk])

        signed_in(editor).post(url, posted())

        document.refresh_from_db()
        assert document.filename.startswith("names")

    def test_is_refused_by_the_model(self):
        with pytest.raises(ValidationError, match="not a Word document"):
            documents().create(title="Report", file=ContentFile(PROGRAM, name="report.docx"))

    def test_is_refused_by_the_model_when_its_file_was_stored_first(self):
        document = get_document_model()(title="Report")
        document.file.save("report.docx", ContentFile(PROGRAM), save=False)

        with pytest.raises(ValidationError, match="not a Word document"):
            document.save()

    def test_may_stay_where_it_was_there_before(self, document):
        with document.file.storage.open(document.file.name, "wb") as file:
            file.write(PROGRAM)
        document.title = "Another title"

        document.save()

        document.refresh_from_db()
        assert document.title == "Another title"


@pytest.mark.django_db
class TestAnHonestDocument:
    def test_is_taken_by_the_form(self, editor):
        signed_in(editor).post(reverse(ADD), posted("a.docx", office("word")))

        with documents().get().open_file() as file:
            assert file.read() == office("word")

    @pytest.mark.parametrize("name", ["a.docx", "a.csv", "a.odt"])
    def test_is_sent_to_be_saved_and_never_to_be_shown(self, owner, name):
        file = ContentFile(HONEST[name], name=name)
        document = documents().create(title="Report", file=file, uploaded_by_user=owner)

        answer = signed_in(owner).get(document.url)

        assert read(answer) == HONEST[name]
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'"


class TestTheDirectoryOfAZipFile:
    def test_names_what_is_in_it(self):
        assert list(names_in(BytesIO(archive("a.xml", "b/c.xml")))) == ["a.xml", "b/c.xml"]

    def test_is_read_without_unpacking(self):
        bomb = archive("zeros", zeros=bytes(30_000_000))

        assert list(names_in(BytesIO(bomb))) == ["zeros"]

    @pytest.mark.parametrize("length", [LONGEST_DIRECTORY + 1, 0xFFFFFFFF])
    def test_is_not_read_when_it_is_huge(self, length):
        data = bytearray(archive("a.xml"))
        data[-10:-6] = struct.pack("<I", length)

        with pytest.raises(MalformedFileError, match="too long"):
            list(names_in(BytesIO(data)))

    def test_is_none_in_what_only_looks_like_one(self):
        data = archive("a.xml").replace(b"PK\1\2", b"PK\1\3")

        with pytest.raises(MalformedFileError):
            list(names_in(BytesIO(data)))

    @pytest.mark.parametrize("length", range(0, len(archive("a.xml")), 7))
    def test_is_refused_when_it_is_cut(self, length):
        with pytest.raises(MalformedFileError):
            list(names_in(BytesIO(archive("a.xml")[:length])))


class TestTheCheckOfTheForm:
    def test_passes_in_this_site(self):
        assert checks.check_document_form() == []

    def test_finds_a_form_that_knows_nothing_of_it(self, settings):
        settings.WAGTAILDOCS_DOCUMENT_FORM_BASE = ""

        assert [warning.id for warning in checks.check_document_form()] == ["uploads.W005"]
