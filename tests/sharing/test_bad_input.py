"""Far too much, and what no text is made of: a clear message, and what was typed is still there."""

import html
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from plugins.interviews import interview_named, new_block
from plugins.sharing.models import LONGEST, Draft, KeptVersion
from plugins.sharing.posted import MOST_GONE
from plugins.sharing.problems import MOST_CHARACTERS
from tests.factories import TopicFactory
from tests.members.people import signed_in

from .windows import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

LINE = "The queue was long, and nobody knew why. "
MEGABYTE = LINE * (1024 * 1024 // len(LINE))
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def visitor() -> Client:
    return Client()


class TestTooLongTexts:
    def test_are_kept_as_a_draft_and_the_limit_of_pages_is_named(self, visitor):
        window = Window(visitor).type(MEGABYTE)

        window.send("next")
        page = visitor.get(f"/share/{window.key}/check/")

        assert Draft.objects.get().content["body"][0]["value"].count(LINE[:-1]) > 20_000
        assert f"a page can have {MOST_CHARACTERS}" in page.text.replace(",", "")

    def test_are_refused_and_shown_again_where_a_draft_has_no_room(self, visitor):
        window = Window(visitor).type("Short.")
        window.send()

        page = window.type(MEGABYTE * 3).send()

        assert page.status_code == 413
        assert "two million characters" in page.text
        assert window.shown().strip() == (MEGABYTE * 3).strip()
        assert "Short." in Window(visitor, window.all).shown()

    def test_are_refused_from_the_first_save_on(self, visitor):
        window = Window(visitor).type(MEGABYTE * 3)

        page = window.send()

        assert page.status_code == 413
        assert window.shown().strip() == (MEGABYTE * 3).strip()
        assert not Draft.objects.exists()

    def test_are_told_to_the_script(self, visitor):
        answer = Window(visitor).type(MEGABYTE * 3).autosave()

        assert answer["status"] == 413
        assert "two million characters" in answer["refused"]

    def test_count_in_characters_of_any_alphabet(self, visitor):
        window = Window(visitor).type("щ" * (LONGEST // 4))

        assert window.send().status_code == 200

    def test_that_are_more_than_the_site_reads_lead_to_a_page_that_says_so(self, visitor):
        window = Window(visitor).type(MEGABYTE * 11)

        page = window.send()

        assert page.status_code == 413
        assert "Nothing of it is saved." in page.text
        assert "10.0\xa0MB" in page.text
        assert not Draft.objects.exists()

    def test_that_are_more_than_the_site_reads_are_told_to_the_script(self, visitor):
        answer = Window(visitor).type(MEGABYTE * 11).autosave()

        assert answer["status"] == 413
        assert answer["refused"]


def test_characters_that_no_text_has_are_left_out(visitor):
    window = Window(visitor).type("The \0queue")
    body = urlencode({**window.fields, "go": "save"}).replace("queue", "queue%ED%A0%80%FF")

    visitor.post(window.address, body, content_type="application/x-www-form-urlencoded")

    (draft,) = Draft.objects.all()
    draft.content["body"][0]["value"].encode()
    assert "The queue" in Window(visitor, window.all).shown()


@pytest.mark.parametrize("name", ["window", "at", "go", "add", "move", "remove", "use", "drop"])
def test_nonsense_in_what_is_not_typed_does_no_harm(visitor, name):
    window = Window(visitor).type("The queue was long.")

    pages = [window.send(**{name: value}) for value in ("\0", SCRIPT, "9" * 5000, "-1", "٣")]

    assert [page.status_code for page in pages] == [200] * 5
    assert all(SCRIPT not in page.text for page in pages)
    assert "The queue was long." in Window(visitor, window.all).shown()


@pytest.mark.parametrize("key", ["9" * 30, "9" * 5000, "-1", "x"])
def test_a_key_that_no_row_can_have_is_refused(visitor, key):
    TopicFactory()
    window = Window(visitor).type("The queue was long.")

    answer = window.autosave(**{"u-topics-seen": "", "u-topics-topics": key})

    assert answer["status"] == 200
    assert "topics" in answer["errors"]
    assert "The queue was long." in Window(visitor, window.all).shown()


def test_a_hundred_thousand_full_stops_are_looked_through_once(visitor):
    # Looked through from each anew, they would take a quarter of an hour.
    window = Window(visitor).type(f"The queue was long{'.' * 100_000}. I counted.")
    window.send()

    page = visitor.get(f"/share/{window.key}/about/")

    assert page.status_code == 200


def test_blocks_that_never_were_there_are_refused(visitor):
    window = Window(visitor).type("The queue was long.")
    window.send()
    made_up = {
        f"u-{number}-{name}": value
        for number in range(MOST_GONE + 1)
        for name, value in (("seen", ""), ("kind", "text"), ("text", "Mine"))
    }

    answer = window.autosave(**made_up)

    assert answer["status"] == 413
    assert not KeptVersion.objects.exists()


def test_what_looks_like_tags_can_be_looked_over(member):
    draft = Draft.fresh(interview_named("story"), uuid4(), member)
    draft.content["body"].append(new_block("quote", {"text": "<a" * 700, "attribution": ""}))
    draft.save()

    pages = [signed_in(member).get(f"/share/{draft.pk}/{name}/") for name in ("check", "preview")]

    assert [page.status_code for page in pages] == [200, 200]


def test_a_fingerprint_that_is_none_loses_no_text(visitor):
    window = Window(visitor).type("The queue was long.")
    window.send()
    (seen,) = (name for name in window.fields if name.endswith("-seen"))
    window.fields[seen] = "\0"

    page = window.type("The queue was short.").send()

    assert "The queue was short." in page.text


def test_script_is_shown_as_what_it_is_in_every_field(member):
    window = Window(signed_in(member))
    window.send("all")
    for kind in ("quote", "picture", "figures"):
        window.send(add=f"{kind}:")
    window.fields.update({name: SCRIPT for name in window.fields if is_typed(name)})

    window.send()
    pages = [
        Window(window.client, window.all).response.text,
        window.client.get(f"/share/{window.key}/check/").text,
        window.client.get("/share/").text,
    ]

    assert all(SCRIPT not in page for page in pages)
    assert html.escape(SCRIPT) in pages[0]


def is_typed(name: str) -> bool:
    kept = ("-seen", "-kind", ":format", "-topics", "-file")
    return name.startswith("u-") and not name.endswith(kept)


class TestThreeHundredBlocks:
    @pytest.fixture
    def draft(self, member) -> Draft:
        draft = Draft.fresh(interview_named("story"), uuid4(), member)
        quote = {"text": "I gave up.", "attribution": "A visitor"}
        draft.content["body"] += [new_block("quote", dict(quote)) for _number in range(300)]
        draft.save()
        return draft

    def test_are_all_saved_at_once(self, draft, member):
        window = Window(signed_in(member), f"/share/{draft.pk}/")
        quotes = [name for name in window.fields if name.endswith("-attribution")]
        window.fields.update(dict.fromkeys(quotes, "Somebody"))

        assert window.send().status_code == 200

        draft.refresh_from_db()
        values = [block["value"] for block in draft.content["body"] if block["type"] == "quote"]
        assert [value["attribution"] for value in values] == ["Somebody"] * 300

    def test_cost_no_more_queries_than_one(self, draft, member, django_assert_max_num_queries):
        client = signed_in(member)

        with django_assert_max_num_queries(20):
            client.get(f"/share/{draft.pk}/")
