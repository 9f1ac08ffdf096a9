"""A member takes along all that the site keeps of them."""

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.models import Comment

from plugins.levels.models import MemberLevel
from plugins.members.models import EmailOptOut
from tests.factories import ResourcePageFactory, TopicFactory
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db

DOWNLOAD = reverse("members:download")


def download(member: Any) -> ZipFile:
    response = signed_in(member).post(DOWNLOAD)
    return ZipFile(BytesIO(b"".join(response)))


def data_of(member: Any) -> dict[str, Any]:
    return json.loads(download(member).read("data.json"))


def texts_of(member: Any) -> dict[str, str]:
    archive = download(member)
    names = [name for name in archive.namelist() if name != "data.json"]
    return {name: archive.read(name).decode() for name in names}


class TestData:
    def test_tells_of_the_account(self, member, topic):
        member.organisation = "Nordvik Council"
        member.job_title = "nurse"
        member.save()
        member.topics.add(topic)

        account = data_of(member)["account"]

        assert account["name"] == "Mia Member"
        assert account["email"] == member.email
        assert account["organisation"] == "Nordvik Council"
        assert account["what_you_do"] == "nurse"
        assert account["topics"] == ["Topic"]

    def test_holds_no_password(self, member):
        archive = download(member)

        assert member.password not in archive.read("data.json").decode()

    def test_tells_of_addresses_levels_and_e_mails(self, member):
        MemberLevel.keep(member, 2)
        MemberLevel.keep(member, 3, topic=TopicFactory(name="Roads"))
        EmailOptOut.objects.create(user=member, name="news")
        choice = {"name": "news", "label": "What is new", "hint": ""}
        with hooks.register_temporarily("email_choices", lambda: [choice]):
            data = data_of(member)

        assert data["email_addresses"] == [
            {"email": member.email, "verified": True, "primary": True}
        ]
        assert data["levels"] == {"in_general": 2, "in_topics": {"Roads": 3}}
        assert data["emails"]["news"] is False

    def test_tells_of_pages_and_how_they_stand(self, make_story, practitioner):
        make_story("Read", owner=practitioner, live=True)
        make_story("Unread", owner=practitioner)
        submitted = make_story("Submitted", owner=practitioner)
        submitted.get_workflow().start(submitted, practitioner)

        pages = data_of(practitioner)["pages"]

        assert {page["title"]: page["state"] for page in pages} == {
            "Read": "published",
            "Unread": "draft",
            "Submitted": "in_progress",
        }
        assert [bool(page["url"]) for page in pages] == [True, False, False]

    def test_tells_of_files_and_comments(self, make_story, practitioner):
        story = make_story("Story", owner=practitioner)
        Comment.objects.create(page=story, user=practitioner, text="Too long?", contentpath="title")
        get_document_model().objects.create(
            title="Plan", file=ContentFile(b"plan", name="plan.txt"), uploaded_by_user=practitioner
        )

        data = data_of(practitioner)

        assert [file["title"] for file in data["documents"]] == ["Plan"]
        assert [comment["text"] for comment in data["comments"]] == ["Too long?"]

    def test_holds_what_plugins_keep(self, member):
        kept = {"badges": {"since": date(2026, 1, 2)}}
        with hooks.register_temporarily("personal_data", lambda user: kept):
            data = data_of(member)

        assert data["plugins"]["badges"] == {"since": "2026-01-02"}

    def test_is_nobody_elses(self, make_story, practitioner, editor):
        make_story("Secret of another", owner=practitioner)
        make_story("Known to all", owner=practitioner, live=True)

        archive = download(editor)

        assert archive.namelist() == ["data.json"]
        assert "Secret of another" not in archive.read("data.json").decode()


class TestTexts:
    def test_are_as_they_stand_last(self, make_story, practitioner):
        story = make_story("Telephone", owner=practitioner, live=True)
        story.title = "The telephone"
        story.save_revision()

        ((name, text),) = texts_of(practitioner).items()

        assert name == f"pages/{story.pk}-the-telephone.md"
        assert text.startswith("# The telephone\n\nWhat it is about.\n\n## What was going on\n\n")
        assert "The queue was long." in text

    def test_hold_all_that_was_written(self, resources, practitioner):
        figure = {"measure": "calls", "before": "40", "after": "12", "unit": "a day"}
        ResourcePageFactory(
            parent=resources,
            owner=practitioner,
            body=[
                ("heading", "How it goes"),
                ("quote", {"text": "It works.", "attribution": "a nurse"}),
                ("figures", {"figures": [figure], "note": "counted"}),
            ],
            questions=[("question", "Who calls?")],
            credits=[("person", {"name": "Ana Lind", "role": "", "organisation": "Nordvik"})],
        )

        (text,) = texts_of(practitioner).values()

        parts = (
            "Pattern",
            "## How it goes",
            "It works.",
            "a nurse",
            "calls",
            "40",
            "12",
            "counted",
        )
        assert all(part in text for part in (*parts, "Who calls?", "Ana Lind", "Nordvik"))

    def test_name_no_page_that_is_not_public(self, make_story, stories, resources, practitioner):
        hidden = ResourcePageFactory(parent=resources, title="Hidden draft", live=False)
        shown = ResourcePageFactory(parent=resources, title="Shown to all")
        body = [("resource", hidden), ("resource", shown)]
        make_story("Story", owner=practitioner, body=body)

        (text,) = texts_of(practitioner).values()

        assert "Shown to all" in text
        assert "Hidden draft" not in text

    @pytest.mark.parametrize(
        "title", ["../../etc/passwd", "a/b\\c", "CON", "…", "Ä" * 300, "x" * 255]
    )
    def test_have_names_that_are_safe_everywhere(self, member, title):
        with hooks.register_temporarily("personal_texts", lambda user: [(title, "text")] * 2):
            names = list(texts_of(member))

        assert len(set(names)) == 2
        for name in names:
            folder, _slash, file = name.partition("/")
            assert folder == "texts"
            assert not set(file) & set("/\\:")
            assert ".." not in file
            assert file[0].isdigit()
            assert len(file.encode()) < 255

    def test_come_from_plugins_too(self, member):
        def texts(user: Any) -> Iterator[tuple[str, str]]:
            yield "What I began.md", f"# {user.get_full_name()}"

        with hooks.register_temporarily("personal_texts", texts):
            found = texts_of(member)

        assert found == {"texts/1-what-i-began.md": "# Mia Member"}


class TestDownload:
    def test_is_for_members(self, client):
        answer = client.post(DOWNLOAD)

        assert answer.url.startswith(reverse("account_login"))

    def test_is_a_file_that_is_kept_nowhere(self, member):
        response = signed_in(member).post(DOWNLOAD)

        assert response.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
        assert "no-store" in response.headers["Cache-Control"]
        assert b"".join(response)

    def test_leads_back_to_the_account_where_it_was_only_looked_at(self, member):
        answer = signed_in(member).get(DOWNLOAD)

        assert answer.url == reverse("members:account")

    def test_is_not_made_over_and_over(self, member):
        client, other = signed_in(member), signed_in(MemberFactory())
        for _time in range(6):
            b"".join(client.post(DOWNLOAD))

        refused = client.post(DOWNLOAD)

        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "3600"
        assert b"".join(other.post(DOWNLOAD)).startswith(b"PK")

    def test_asks_no_more_of_the_database_for_more_pages(
        self, make_story, practitioner, django_assert_max_num_queries
    ):
        for number in range(30):
            make_story(f"Story {number}", owner=practitioner, live=True)

        with django_assert_max_num_queries(40):
            texts = texts_of(practitioner)

        assert len(texts) == 30
