"""What a member takes along of what they are writing."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from plugins.interviews import interview_named
from plugins.sharing.models import Draft
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db


def make_draft(owner, text: str) -> Draft:
    interview = interview_named("story")
    content = interview.blank()
    content["title"] = "A queue"
    content["body"][0]["value"] = f"<p>{text}</p>"
    return Draft.objects.create(interview_name="story", owner=owner, content=content)


def download(client: Client) -> ZipFile:
    response = client.post("/accounts/download/")
    return ZipFile(BytesIO(b"".join(response)))


def test_drafts_come_along_as_data_and_as_texts(db):
    member = MemberFactory()
    make_draft(member, "They <b>waited</b> all day.")

    archive = download(signed_in(member))

    data = json.loads(archive.read("data.json"))
    assert "waited" in json.dumps(data["plugins"])
    texts = [archive.read(name).decode() for name in archive.namelist() if "texts/" in name]
    assert any("They **waited** all day." in text and "# A queue" in text for text in texts)


def test_drafts_of_others_do_not(db):
    make_draft(MemberFactory(), "Nobody else reads this.")

    archive = download(signed_in(MemberFactory()))

    assert not any(b"Nobody else" in archive.read(name) for name in archive.namelist())
