"""Where practitioners meet what is asked, and how what they write for it closes the loop."""

from typing import Any

import pytest
from django.test import Client

from plugins.calls.models import Answer, Call, Wish
from plugins.calls.showing import ways_to_answer
from plugins.levels.models import MemberLevel
from plugins.levels.reader import Reader
from plugins.sharing.models import Draft
from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory, TopicFactory
from tests.members.people import MemberFactory, signed_in
from tests.sharing.editorial import answer as decide
from tests.sharing.editorial import sent
from tests.sharing.windows import Window

pytestmark = pytest.mark.django_db

LEVEL_4 = "/levels/4/"


def topic_page(topic: Any) -> str:
    return f"/topics/{topic.slug}/"


def at_level_in(topic: Any, number: int) -> Client:
    """A member who reads at level 1, and at another in a topic."""
    member = MemberFactory()
    MemberLevel.keep(member, 1)
    MemberLevel.keep(member, number, topic=topic)
    return signed_in(member)


class TestWhereItShows:
    def test_on_the_page_of_level_4_until_it_is_closed(self, client, call, home):
        made = call("A <i>winter</i>", until=None)
        open_page = client.get(LEVEL_4).text

        made.end(Call.State.CLOSED)

        assert "A &lt;i&gt;winter&lt;/i&gt;" in open_page
        assert f"/calls/{made.pk}/" in open_page
        assert "winter" not in client.get(LEVEL_4).text
        assert "winter" not in client.get("/levels/1/").text

    def test_on_the_page_of_its_topic_for_who_is_at_level_4_there(self, at_level, call, topic):
        other = TopicFactory(name="Other")
        call("About it", topic=topic)
        call("About another", topic=other)

        page = at_level(4).get(topic_page(topic)).text

        assert "About it" in page
        assert "About another" not in page
        assert "About it" in at_level_in(topic, 4).get(topic_page(topic)).text
        assert "About it" not in at_level(1).get(topic_page(topic)).text

    def test_on_my_writing_at_whatever_level(self, call, member, home):
        call("A winter")

        assert "A winter" in signed_in(member).get("/share/mine/").text

    def test_few_at_a_time_and_all_in_a_list(self, at_level, call, home):
        for number in range(5):
            call(f"Winter {number}")

        page = at_level(4).get(LEVEL_4).text

        assert page.count('href="/calls/') == 4
        assert at_level(4).get("/calls/").text.count("Winter") == 5

    def test_in_a_list_only_for_who_is_at_level_4(self, at_level, call, topic):
        call("In general")
        call("About it", topic=topic)

        for number in (1, 2, 3):
            page = at_level(number).get("/calls/").text
            assert "In general" not in page
            assert "Read at level 4" in page
        only_there = at_level_in(topic, 4).get("/calls/").text
        assert "About it" in only_there
        assert "In general" not in only_there

    def test_to_others_with_a_notice(self, at_level, call):
        made = call("A winter")

        practitioner = at_level(4).get(f"/calls/{made.pk}/").text
        newcomer = at_level(1).get(f"/calls/{made.pk}/").text

        assert "A winter" in practitioner
        assert "This page is for another level" not in practitioner
        assert "A winter" in newcomer
        assert "This page is for another level" in newcomer

    def test_nothing_where_there_is_none(self, client, home):
        assert client.get("/calls/1/").status_code == 404
        assert client.get("/calls/99999999999999999999/").status_code == 404


class TestItsPage:
    @pytest.mark.parametrize(
        ("number", "kind", "names"),
        [
            (1, "", ["story"]),
            (2, "", ["resource"]),
            (4, "", ["story", "resource"]),
            (4, "story", ["story"]),
            (3, "resource", ["resource"]),
            (1, "gone", []),
        ],
    )
    def test_offers_what_it_may_be(self, call, home, number, kind, names):
        made = call(number=number, kind=kind)

        urls = [way["url"] for way in ways_to_answer(made, Reader.at(4))]

        assert urls == [f"/share/new/{name}/?for=calls.{made.pk}" for name in names]

    def test_offers_nothing_once_it_is_met(self, at_level, call, stories):
        made = call()
        made.end(Call.State.MET)

        page = at_level(4).get(f"/calls/{made.pk}/").text

        assert "This is answered." in page
        assert "/share/new/" not in page

    def test_shows_answers_that_are_in_the_readers_lists(self, at_level, call, stories):
        made = call()
        for title, levels, live in (
            ("Here", (1, 4), True),
            ("There", (1,), True),
            ("Not", (4,), False),
        ):
            page = StoryPageFactory(
                parent=stories, title=f"{title} it is", levels=levels, live=live
            )
            Answer.objects.create(call=made, page_id=page.pk)

        page = at_level(4).get(f"/calls/{made.pk}/").text

        assert "Here it is" in page
        assert "There it is" not in page
        assert "Not it is" not in page


class TestWriting:
    def test_says_what_it_is_for_also_once_it_is_closed(self, client, call, stories):
        made = call("A winter", text="Tell us about the cold.")
        window = Window(client, f"/share/new/story/?for=calls.{made.pk}")
        window.type("<p>Brr.</p>").send()
        first = window.response.text

        made.end(Call.State.MET)

        later = client.get(window.all).text
        assert "Tell us about the cold." in first
        assert "A winter" in later
        assert "welcome all the same" in later

    @pytest.mark.parametrize("name", ["calls.0", "calls.x", "calls.1\n", "calls.-1", "call.1", "x"])
    def test_what_is_no_call_is_left_out(self, client, stories, name):
        Window(client, f"/share/new/story/?for={name}").type("<p>Brr.</p>").send()

        assert Draft.objects.get().occasion == ""

    def test_a_call_that_is_deleted_stands_in_nobodys_way(self, client, call, stories):
        made = call("A winter")
        window = Window(client, f"/share/new/story/?for=calls.{made.pk}")
        window.type("<p>Brr.</p>").send()

        made.delete()

        assert "A winter" not in client.get(window.all).text


def test_the_loop_from_a_search_in_vain_to_a_page_that_is_found(
    at_level, as_editor, editor, level, stories, searchable, mailoutbox
):
    reader, author = at_level(1), MemberFactory(first_name="Ana Lind")
    in_vain = reader.get("/search/", {"q": "batteries"}).text
    reader.post("/calls/wish/", {"words": "batteries", "level": 1, "email": "ada@example.org"})

    form = {"title": "A winter with batteries", "level": level(1).pk, "wanted": 1}
    as_editor.post("/admin/calls/new/", {**form, "words": "batteries"})
    made = Call.objects.get()
    window = Window(signed_in(author), f"/share/new/story/?for={made.occasion}")
    window.type("<p>The batteries were flat.</p>").send()
    draft = Draft.objects.get()
    draft.content |= {"title": "Warm hands", "summary": "What we did about batteries."}
    draft.save()
    page = sent(signed_in(author), draft).page
    waits = signed_in(author).get("/share/mine/").text
    with searchable():
        decide(page, "approve", editor)

    made.refresh_from_db()
    assert 'href="/calls/wish/?q=batteries"' in in_vain
    assert made.answers.get().page_id == page.pk
    assert "Answers the call" in waits
    assert made.title in waits
    assert made.state == "met"
    assert Wish.objects.get().outcome == "met"
    assert "Warm hands" in reader.get("/search/", {"q": "batteries"}).text
    told = [mail for mail in mailoutbox if mail.to == ["ada@example.org"]]
    assert len(told) == 1
    assert StoryPage.objects.get().url in told[0].body
