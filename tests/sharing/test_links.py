"""A private link: a colleague reads a draft without an account, and says what they think of it."""

import json
import re
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.documents import get_document_model

from plugins.interviews import new_block
from plugins.members.models import EmailOptOut
from plugins.sharing import link_views
from plugins.sharing.links import ReadingLink, Remark
from plugins.sharing.models import Draft
from plugins.sharing.personal import personal_data
from tests.members.people import MemberFactory, signed_in
from tests.sharing.drafts import resource_by, story_by
from tests.uploads.photos import PhotoFactory

pytestmark = pytest.mark.django_db

ELSEWHERE = {"origin": "https://elsewhere.example"}
ADDRESS = re.compile(r'value="http://testserver(/share/read/([\w-]+)/)"')
STEPS = ("situation", "action", "outcome", "advice", "about")
OFFER = re.compile(r'name="offer" value="([^"]+)"')


@pytest.fixture
def author(db: None) -> Any:
    """An author on a site without roles: nothing here is reviewed."""
    return MemberFactory(first_name="Ana Lind")


@pytest.fixture
def draft(author: Any, stories: Any) -> Draft:
    return story_by(author)


@pytest.fixture
def address(draft: Draft) -> str:
    """Where a colleague, Sam, reads the draft."""
    return address_for(draft)


@pytest.fixture
def link(address: str) -> ReadingLink:
    return ReadingLink.objects.get()


def address_for(draft: Draft, ending: str = "one") -> str:
    ReadingLink.make(draft, ending, for_whom="Sam", days=14)
    return reverse("sharing:read", args=[ending])


def links_to(draft: Draft) -> str:
    return reverse("sharing:links", args=[draft.pk])


def make_link(client: Client, draft: Draft, **changes: Any) -> Any:
    """Fill in and send the form for a link, as it is served."""
    offer = OFFER.search(client.get(links_to(draft)).text)
    assert offer
    data = {"offer": offer[1], "for_whom": "Sam", "days": 14}
    return client.post(links_to(draft), data | changes)


class TestMakingALink:
    def test_shows_its_address_which_opens_the_draft(self, as_author, draft):
        page = make_link(as_author, draft)

        address = ADDRESS.search(page.text)[1]
        assert f'data-copy="http://testserver{address}"' in page.text
        assert "The queue went round the corner." in Client().get(address).text

    def test_shows_the_address_once(self, as_author, draft):
        page = make_link(as_author, draft)

        token = ADDRESS.search(page.text)[2]
        assert token not in as_author.get(links_to(draft)).text

    def test_keeps_a_fingerprint_of_256_bits_and_not_the_address(self, as_author, draft):
        page = make_link(as_author, draft)

        token = ADDRESS.search(page.text)[2]
        link = ReadingLink.objects.get()
        assert len(token) == 43
        assert link.token_hash == sha256(token.encode()).hexdigest()
        assert token not in str(ReadingLink.objects.values())

    def test_anew_by_a_form_whose_link_is_withdrawn(self, as_author, draft):
        offer = OFFER.search(as_author.get(links_to(draft)).text)
        data = {"offer": offer[1], "for_whom": "Sam", "days": 14}
        first = as_author.post(links_to(draft), data)
        ReadingLink.objects.get().withdraw()

        page = as_author.post(links_to(draft), data)

        old, new = ADDRESS.search(first.text)[1], ADDRESS.search(page.text)[1]
        assert as_author.get(old).status_code == 404
        assert as_author.get(new).status_code == 200

    def test_twice_by_one_form_makes_one(self, as_author, draft):
        offer = OFFER.search(as_author.get(links_to(draft)).text)[1]
        data = {"offer": offer, "for_whom": "Sam", "days": 14}

        pages = [as_author.post(links_to(draft), data) for _twice in range(2)]

        assert ReadingLink.objects.count() == 1
        assert len({ADDRESS.search(page.text)[1] for page in pages}) == 1

    @pytest.mark.parametrize("offer", ["", "guessed", "guessed:by-somebody"])
    def test_picks_the_address_itself(self, as_author, draft, offer):
        page = make_link(as_author, draft, offer=offer)

        assert "guessed" not in ADDRESS.search(page.text)[2]

    @pytest.mark.parametrize("days", [3, 14, 30])
    def test_for_as_many_days_as_are_chosen(self, as_author, draft, days):
        make_link(as_author, draft, days=days)

        left = ReadingLink.objects.get().expires_at - timezone.now()
        assert timedelta(days=days - 1) < left <= timedelta(days=days)

    @pytest.mark.parametrize("changes", [{"days": 365}, {"days": ""}, {"for_whom": "x" * 101}])
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, as_author, draft, changes):
        page = make_link(as_author, draft, **{"for_whom": "Sam", **changes})

        assert page.status_code == 400
        assert "Please look at this again" in page.text
        assert not ReadingLink.objects.exists()

    def test_names_how_many_there_can_be(self, as_author, draft, monkeypatch):
        monkeypatch.setattr(link_views, "MOST_LINKS", 1)
        make_link(as_author, draft)

        page = make_link(as_author, draft)

        assert page.status_code == 400
        assert "There are 1 links to this draft" in page.text

    def test_needs_an_account(self, client, stories):
        draft = story_by(None)
        session = client.session
        session["sharing.drafts"] = [str(draft.pk)]
        session.save()

        page = client.post(links_to(draft), {"for_whom": "Sam", "days": 14})

        assert page.status_code == 400
        assert "For this you need an account" in page.text
        assert not ReadingLink.objects.exists()

    def test_after_the_session_has_ended_leads_to_signing_in(self, draft):
        page = Client().post(links_to(draft), {"for_whom": "Sam", "days": 14})

        assert page.url.startswith(reverse("account_login"))

    def test_is_for_its_author_only(self, draft, link):
        other = signed_in(MemberFactory())
        withdraw = reverse("sharing:withdraw_link", args=[draft.pk, link.pk])
        settle = reverse("sharing:settle_remark", args=[draft.pk])

        answers = [
            other.get(links_to(draft)),
            other.post(links_to(draft), {"for_whom": "Me", "days": 14}),
            other.post(withdraw),
            other.post(settle, {"remark": "delete:1"}),
        ]

        assert [answer.status_code for answer in answers] == [404] * 4
        assert ReadingLink.objects.open().get() == link

    def test_is_asked_for_on_this_site_only(self, as_author, draft, link):
        withdraw = reverse("sharing:withdraw_link", args=[draft.pk, link.pk])

        answers = [
            as_author.post(url, {"days": 14}, headers=ELSEWHERE)
            for url in (links_to(draft), withdraw)
        ]

        assert [answer.status_code for answer in answers] == [403, 403]
        assert ReadingLink.objects.open().get() == link


class TestReading:
    def test_shows_the_draft_as_it_is_saved_now(self, client, draft, address):
        client.get(address)
        draft.content["title"] = "Forty people in the snow"
        draft.touch()

        page = client.get(address)

        assert "<h1>Forty people in the snow</h1>" in page.text

    def test_says_whose_draft_it_is_and_until_when(self, client, address, link):
        page = client.get(address)

        assert "Private draft" in page.text
        assert "by Ana Lind, who would like to know what you think." in page.text
        assert f"Until {date_format(link.expires_at, 'DATETIME_FORMAT')}" in page.text

    def test_never_tells_an_address_for_want_of_a_name(self, client, author, address):
        author.rename("")

        page = client.get(address)

        assert "by a member of this community" in page.text
        assert author.email not in page.text

    def test_shows_the_draft_alone(self, client, author, draft, address):
        other = story_by(author, title="Something else")
        own_pages = ["write_all", "check", "preview", "links", "submitted"]

        answers = [
            client.get(reverse(f"sharing:{name}", args=[each.pk]))
            for each in (draft, other)
            for name in own_pages
        ]

        assert "Something else" not in client.get(address).text
        assert {answer.status_code for answer in answers} == {404}

    def test_is_kept_and_listed_by_nobody(self, client, address):
        page = client.get(address)

        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert {"private", "no-store"} <= set(page.headers["Cache-Control"].split(", "))
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "Disallow: /share/" in client.get("/robots.txt").text

    def test_writes_nothing(self, client, address):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)

        verbs = {query["sql"].split()[0] for query in queries}
        assert not verbs & {"INSERT", "UPDATE", "DELETE"}

    def test_of_a_resource_shows_its_parts_and_what_is_not_written(self, client, author, resources):
        draft = resource_by(author, "pattern", title="Before a form goes live")

        page = client.get(address_for(draft))

        assert "<h1>Before a form goes live</h1>" in page.text
        assert page.text.count("Comment on this part") == len(draft.interview.parts(draft.content))


class TestALinkThatOpensNothing:
    @pytest.fixture
    def answers(self, client, draft, author, address, link):
        """Return what the link answers once something was done, and what an unknown one does."""

        def ask() -> tuple[Any, Any]:
            unknown = reverse("sharing:read", args=["unknown"])
            return client.get(address), client.get(unknown)

        return ask

    def test_has_expired(self, answers, link):
        ReadingLink.objects.update(expires_at=timezone.now())

        assert_alike(*answers())

    def test_was_withdrawn(self, answers, as_author, draft, link):
        as_author.post(reverse("sharing:withdraw_link", args=[draft.pk, link.pk]))

        assert_alike(*answers())

    def test_leads_to_a_deleted_draft(self, answers, draft):
        draft.deleted_at = timezone.now()
        draft.save()

        assert_alike(*answers())

    def test_is_of_a_member_who_was_shut_out(self, answers, author):
        author.is_active = False
        author.save()

        assert_alike(*answers())

    def test_takes_no_remarks(self, client, address):
        ReadingLink.objects.update(expires_at=timezone.now())

        page = client.post(address, {"text": "Too late"})

        assert page.status_code == 404
        assert not Remark.objects.exists()

    @pytest.mark.parametrize("token", ["%00", "%FF%FE", "x" * 5_000, "%C3%A9", "..%2F..", "💬"])
    def test_is_no_token_at_all(self, client, db, token):
        assert client.get(f"/share/read/{token}/").status_code == 404


def assert_alike(answer: Any, unknown: Any) -> None:
    """Say that a link which opens nothing any more answers like one that never was."""
    assert answer.status_code == unknown.status_code == 404
    path = re.compile(r"%2Fshare%2Fread%2F[\w-]+|/share/read/[\w-]+")
    assert path.sub("", answer.text) == path.sub("", unknown.text)
    assert "Forty people" not in answer.text
    told = ("X-Robots-Tag", "Cache-Control", "Referrer-Policy", "Vary")
    assert [answer.headers[name] for name in told] == [unknown.headers[name] for name in told]
    assert answer.cookies.keys() == unknown.cookies.keys()


class TestPicturesAndFiles:
    @pytest.fixture
    def photo(self, author):
        return PhotoFactory(uploaded_by_user=author)

    @pytest.fixture
    def document(self, author):
        file = ContentFile(b"form", name="form.txt")
        return get_document_model().objects.create(title="Form", file=file, uploaded_by_user=author)

    @pytest.fixture
    def illustrated(self, author, resources, photo, document):
        """A draft with a picture and a file."""
        picture = {"image": photo.pk, "alt_text": "A queue in the rain", "caption": ""}
        body = [new_block("heading", "When"), new_block("picture", picture)]
        return resource_by(author, "pattern", body=body, attachments=[document.pk])

    def test_come_with_the_draft(self, client, illustrated, photo, document):
        urls = [photo.file.url, document.url]
        before = [client.get(url).status_code for url in urls]

        page = client.get(address_for(illustrated))

        assert before == [404, 404]
        assert all(url in page.text for url in urls)
        assert [status_of(client.get(url)) for url in urls] == [200, 200]

    def test_are_kept_by_no_shared_cache(self, client, illustrated, photo):
        client.get(address_for(illustrated))

        response = client.get(photo.file.url)

        assert "private" in response.headers["Cache-Control"]
        status_of(response)

    def test_go_with_the_link(self, client, illustrated, photo):
        client.get(address_for(illustrated))
        ReadingLink.objects.update(withdrawn_at=timezone.now())

        assert client.get(photo.file.url).status_code == 404

    def test_of_another_draft_do_not_open(self, client, author, illustrated, photo, document):
        client.get(address_for(story_by(author)))

        assert client.get(photo.file.url).status_code == 404
        assert client.get(document.url).status_code == 404

    def test_that_the_author_may_not_have_are_not_theirs_to_show(
        self, client, resources, photo, document
    ):
        thief = MemberFactory()
        picture = {"image": photo.pk, "alt_text": "", "caption": ""}
        body = [new_block("heading", "When"), new_block("picture", picture)]
        draft = resource_by(thief, "pattern", body=body, attachments=[document.pk])
        client.get(address_for(draft))

        assert client.get(photo.file.url).status_code == 404
        assert client.get(document.url).status_code == 404
        assert signed_in(thief).get(photo.file.url).status_code == 404

    def test_of_several_drafts_that_are_read_in_turn(self, client, author, illustrated, photo):
        client.get(address_for(illustrated))
        client.get(address_for(story_by(author), "two"))

        assert status_of(client.get(photo.file.url)) == 200

    @pytest.mark.parametrize("cookie", ["", ".", "x" * 4_000, "unknown", "a.b.c.d.e.f.g"])
    def test_need_more_than_any_cookie(self, client, photo, cookie):
        client.cookies["reading"] = cookie

        assert client.get(photo.file.url).status_code == 404


def status_of(response: Any) -> int:
    """Return the status of a response that was read to its end."""
    b"".join(response)
    return response.status_code


class TestRemarks:
    def unit_of(self, draft: Draft) -> str:
        return draft.content["body"][0]["id"]

    def test_stand_beside_the_part_for_its_author_and_below_it_for_the_colleague(
        self, client, as_author, draft, address
    ):
        unit = self.unit_of(draft)

        answer = client.post(address, {"unit": unit, "text": "How many were you?", "name": "Sam"})

        assert answer.url == f"{address}#remarks-{unit}"
        remarks = [client.get(address).text, as_author.get(links_to(draft)).text]
        assert all("How many were you?" in text and "Sam" in text for text in remarks)

    def test_on_the_whole(self, client, as_author, draft, address):
        client.post(address, {"unit": "", "text": "I like it.", "name": ""})

        assert "I like it." in client.get(address).text
        page = as_author.get(links_to(draft))
        assert "A colleague" in page.text
        assert "1 comment to look at" in as_author.get(f"/share/{draft.pk}/check/").text

    def test_of_a_part_that_is_gone_are_shown_with_the_whole(
        self, client, as_author, draft, address
    ):
        client.post(address, {"unit": self.unit_of(draft), "text": "How many were you?"})
        draft.content["body"] = draft.content["body"][1:]
        draft.touch()

        client.post(address, {"unit": "made-up", "text": "Where is the beginning?"})

        whole = as_author.get(links_to(draft)).text.split("All of it")[1]
        assert "How many were you?" in whole
        assert "Where is the beginning?" in whole

    def test_are_those_by_the_same_link_only(self, client, draft, address):
        client.post(address, {"text": "Between the two of us"})

        page = client.get(address_for(draft, "another"))

        assert "Between the two of us" not in page.text

    def test_have_the_name_of_whom_the_link_is_for(self, client, address):
        assert client.get(address).text.count('name="name" value="Sam"') == 5

    def test_are_shown_as_they_were_typed(self, client, as_author, draft, address):
        client.post(address, {"text": "<script>alert(1)</script> & \0 **x**", "name": "<b>"})

        for page in (client.get(address), as_author.get(links_to(draft))):
            assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;  **x**" in page.text
            assert "<script>alert(1)" not in page.text
            assert "<b>" not in page.text

    @pytest.mark.parametrize("text", ["", "   ", "x" * 5_001])
    def test_say_what_is_wrong_and_keep_what_was_typed(self, client, draft, address, text):
        unit = self.unit_of(draft)

        page = client.post(address, {"unit": unit, "text": text, "name": "Somebody else"})

        assert page.status_code == 400
        assert "Please look at this again" in page.text
        assert page.text.count("Somebody else") == 1
        assert not Remark.objects.exists()

    def test_by_programs_are_thrown_away(self, client, address):
        answer = client.post(address, {"text": "Buy something", "homepage": "https://spam.example"})

        assert answer.status_code == 302
        assert not Remark.objects.exists()

    def test_from_another_site_are_refused(self, client, address):
        answer = client.post(address, {"text": "Hello"}, headers=ELSEWHERE)

        assert answer.status_code == 403
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert not Remark.objects.exists()

    def test_are_limited_and_kept_in_the_form(self, client, address, monkeypatch):
        monkeypatch.setattr(link_views, "REMARKS", link_views.Limit("sharing.test", 1, 60))
        client.post(address, {"text": "One"})

        page = client.post(address, {"text": "Two, which is kept"})

        assert page.status_code == 429
        assert "That is 1 comments in an hour." in page.text
        assert "Two, which is kept" in page.text
        assert Remark.objects.count() == 1

    def test_sent_twice_are_said_once(self, client, address):
        for _twice in range(2):
            client.post(address, {"text": "Who paid for it?"})

        assert Remark.objects.count() == 1

    def test_are_told_to_the_author_by_one_email_an_hour(
        self, client, author, draft, address, searchable
    ):
        with searchable():
            for text in ("How many <b>were</b> you?", "And when?"):
                client.post(address, {"text": text, "name": "Sam"})

        assert [message.to for message in mail.outbox] == [[author.email]]
        message = mail.outbox[0]
        assert message.subject == "A colleague's comment on “Forty people in the rain”"
        assert "Sam has read your draft" in message.body
        assert "How many <b>were</b> you?" in message.body
        assert links_to(draft) in message.body
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_are_not_told_to_who_wants_no_emails(self, client, author, address, searchable):
        EmailOptOut.objects.keep(author, "sharing.comments", wanted=False)

        with searchable():
            client.post(address, {"text": "How many were you?"})

        assert mail.outbox == []
        assert Remark.objects.exists()

    def test_are_no_more_than_can_be_looked_through(self, client, address, monkeypatch):
        monkeypatch.setattr(link_views, "MOST_REMARKS", 0)

        page = client.post(address, {"text": "One more"})

        assert page.status_code == 429
        assert "as many comments on this draft as can be kept" in page.text


class TestDealingWithRemarks:
    def test_they_stand_beside_what_they_are_about(self, as_author, draft, link):
        unit = draft.content["body"][1]["id"]
        Remark.objects.create(draft=draft, link=link, unit=unit, text="On what you did")
        Remark.objects.create(draft=draft, link=link, text="On the whole")

        steps = {name: as_author.get(f"/share/{draft.pk}/{name}/").text for name in STEPS}

        assert [name for name in STEPS if "On what you did" in steps[name]] == ["action"]
        assert [name for name in STEPS if "On the whole" in steps[name]] == ["about"]

    def test_while_writing_what_was_typed_is_saved_as_well(self, as_author, draft, remark):
        unit = draft.content["body"][0]["id"]
        step = f"/share/{draft.pk}/situation/"
        seen = re.search(rf'name="u-{unit}-seen" value="([^"]*)"', as_author.get(step).text)
        typed = {f"u-{unit}-seen": seen[1], f"u-{unit}-text": "We were forty."}

        answer = as_author.post(step, {**typed, "remark": f"done:{remark.pk}"})

        assert answer.url == step
        assert Remark.objects.get().done_at
        assert "We were forty." in as_author.get(step).text

    def test_takes_one_query_for_all_parts(self, as_author, draft, link):
        for block in draft.content["body"]:
            Remark.objects.create(draft=draft, link=link, unit=block["id"], text="Oh")

        with CaptureQueriesContext(connection) as queries:
            page = as_author.get(f"/share/{draft.pk}/")

        assert page.text.count("remark-text") == 4
        assert sum("sharing_remark" in query["sql"] for query in queries) == 1

    @pytest.fixture
    def remark(self, draft, link):
        return Remark.objects.create(draft=draft, link=link, text="How many were you?")

    @pytest.fixture
    def settle(self, as_author, draft):
        return lambda wish: as_author.post(
            reverse("sharing:settle_remark", args=[draft.pk]), {"remark": wish}
        )

    def test_they_are_done_and_may_be_not_done_again(self, as_author, draft, remark, settle):
        settle(f"done:{remark.pk}")
        done = as_author.get(links_to(draft)).text
        settle(f"again:{remark.pk}")

        assert "Not done yet" in done
        assert "Not done yet" not in as_author.get(links_to(draft)).text

    def test_they_are_deleted(self, client, remark, settle, address):
        settle(f"delete:{remark.pk}")

        assert "How many were you?" not in client.get(address).text

    @pytest.mark.parametrize("wish", ["", "done", "done:", "done:x", "delete:" + "9" * 30, "x:1"])
    def test_nothing_comes_of_what_makes_no_sense(self, remark, settle, wish):
        answer = settle(wish)

        assert answer.status_code == 302
        assert Remark.objects.get().done_at is None

    def test_they_are_taken_along_with_the_links(self, author, remark):
        [data] = personal_data(author)["drafts"]

        assert [link["for"] for link in data["private_links"]] == ["Sam"]
        assert [each["text"] for each in data["remarks_of_colleagues"]] == ["How many were you?"]
        assert json.dumps(data)

    def test_of_another_draft_they_stay_as_they_are(self, as_author, author, remark):
        other = story_by(author)

        as_author.post(
            reverse("sharing:settle_remark", args=[other.pk]), {"remark": f"delete:{remark.pk}"}
        )

        assert Remark.objects.get() == remark
