"""What readers ask for where they searched in vain, and how it reaches the desk."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from wagtail import hooks

from plugins.calls import views
from plugins.calls.desk import waiting_for_editors
from plugins.calls.models import Asking, Wish
from plugins.limits import Limit
from tests.calls.conftest import WISH
from tests.factories import StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


def filled_in(page: Any) -> dict[str, str]:
    soup = BeautifulSoup(page.text, "html.parser")
    form = soup.select_one(f'form[action="{WISH}"]')
    fields = {each["name"]: each.get("value", "") for each in form.select("input[name]")}
    return {**fields, **{each["name"]: each.text.strip() for each in form.select("textarea")}}


class TestOffer:
    def test_stands_below_a_search_that_found_nothing(self, client, home):
        page = client.get("/search/", {"q": "zeppelins -lead"})

        assert 'href="/calls/wish/?q=zeppelins"' in page.text

    def test_stands_below_pages_that_hold_some_of_the_words_only(self, client, stories, searchable):
        with searchable():
            StoryPageFactory(parent=stories, title="Zeppelins")

        page = client.get("/search/", {"q": "zeppelins lead"})

        assert "No page holds all of this" in page.text
        assert 'href="/calls/wish/?q=zeppelins+lead"' in page.text

    def test_does_not_where_something_was_found(self, client, stories, searchable):
        with searchable():
            StoryPageFactory(parent=stories, title="Zeppelins")

        assert "/calls/wish/" not in client.get("/search/", {"q": "zeppelins"}).text

    def test_shows_nothing_unescaped(self, client, home):
        words = 'x"><script>alert(1)</script>'

        search, page = client.get("/search/", {"q": words}), client.get(WISH, {"q": words})

        assert "<script>alert(1)" not in search.text + page.text
        assert filled_in(page)["words"] == words
        assert escape(words) in page.text


class TestForm:
    @pytest.mark.parametrize("number", [1, 3])
    def test_is_filled_in_with_the_words_and_names_the_level(self, at_level, home, level, number):
        page = at_level(number).get(WISH, {"q": "flat  batteries\0"})

        form = filled_in(page)
        assert (form["words"], form["level"]) == ("flat batteries", str(number))
        assert f"level {number}, {level(number).name}" in page.text
        assert not page.cookies

    def test_is_cut_to_what_can_be_sent(self, client, home):
        form = filled_in(client.get(WISH, {"q": "winter " * 400}))

        assert len(form["words"]) <= 200
        assert client.post(WISH, form).status_code == 302

    def test_needs_no_token_and_no_account(self, home):
        answer = Client(enforce_csrf_checks=True).post(WISH, {"words": "batteries", "level": 1})

        assert answer.url == "/calls/wish/thanks/"
        assert not answer.cookies

    def test_is_refused_from_elsewhere(self, client, home):
        answer = client.post(
            WISH, {"words": "x", "level": 1}, headers={"origin": "https://example.com"}
        )

        assert answer.status_code == 403
        assert not Wish.objects.exists()

    def test_thanks_and_says_what_happens_next(self, client, home):
        page = client.post(WISH, {"words": "batteries", "level": 1}, follow=True)

        assert "you get one e-mail with the answer" in page.text

    def test_keeps_all_that_was_said(self, ask, level):
        wish = ask("Flat batteries", 2, own_words="In winter.", email="ada@example.org")

        asking = wish.askings.get()
        assert (wish.words, wish.level) == ("Flat batteries", level(2))
        assert (asking.own_words, asking.email) == ("In winter.", "ada@example.org")

    def test_asks_for_the_level_that_it_named(self, ask, at_level, level):
        form = filled_in(at_level(3).get(WISH, {"q": "batteries"}))

        Client().post(WISH, form)

        assert Wish.objects.get().level == level(3)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"words": ""}, "This field is required."),
            ({"words": "?! --"}, "Please say in a word or two"),
            ({"words": "w" * 201}, "at most 200 characters"),
            ({"level": 5}, "Select a valid choice"),
            ({"level": "x\0"}, "Null characters are not allowed."),
            ({"email": "ada at example"}, "Enter a valid email address."),
            ({"own_words": "so much " * 251}, "at most 2000 characters"),
        ],
    )
    def test_says_what_to_mend_and_keeps_what_was_typed(self, client, home, wrong, said):
        typed = {"words": "batteries", "level": 1, "own_words": "In <b>winter</b>.", **wrong}

        page = client.post(WISH, typed)

        assert page.status_code == 400
        assert said in page.text
        assert "<b>winter" not in page.text
        if "own_words" not in wrong:
            assert filled_in(page)["own_words"] == "In <b>winter</b>."
        assert not Wish.objects.exists()

    def test_a_program_that_fills_in_all_there_is_leaves_nothing(self, client, home):
        answer = client.post(WISH, {"words": "buy", "level": 1, "homepage": "http://x.example"})

        assert answer.status_code == 302
        assert not Wish.objects.exists()

    def test_takes_so_many_from_one_place(self, client, home, monkeypatch):
        monkeypatch.setattr(views, "WISHES", Limit("tests.wishes", amount=1, seconds=60))
        client.post(WISH, {"words": "batteries", "level": 1})

        page = client.post(WISH, {"words": "Zeppelins", "level": 1})

        assert page.status_code == 429
        assert page.headers["Retry-After"] == "60"
        assert filled_in(page)["words"] == "Zeppelins"


class TestTogether:
    def test_the_same_words_at_the_same_level_are_one_wish(self, ask):
        for words in ("flat batteries", "Batteries, FLAT", "flat battery"):
            wish = ask(words)

        assert Wish.objects.get().askings.count() == 3
        assert wish.words == "flat batteries"

    def test_each_reader_has_an_address_of_their_own(self, ask):
        ask(email="ada@example.org")
        wish = ask(email="bea@example.org")

        assert {each.email for each in wish.askings.all()} == {"ada@example.org", "bea@example.org"}

    def test_who_sends_it_twice_gets_one_answer(self, ask):
        ask(email="ada@example.org")
        wish = ask(own_words="Once more.", email="Ada@example.org")

        assert [each.email for each in wish.askings.all()] == ["ada@example.org", ""]

    def test_other_levels_and_other_words_are_apart(self, ask):
        ask("batteries", 1)
        ask("batteries", 2)
        ask("candles", 1)

        assert Wish.objects.count() == 3

    def test_what_was_answered_before_begins_anew(self, ask):
        ask().decide(Wish.Outcome.DECLINED, text="No.")

        assert not ask().is_decided
        assert Wish.objects.count() == 2

    def test_two_at_once_cannot_make_two(self, ask, level):
        wish = ask()

        with pytest.raises(IntegrityError), transaction.atomic():
            Wish.objects.create(words="x", key=wish.key, level=level(1))

    def test_the_longest_topic_named_in_the_words_is_theirs(self, ask):
        TopicFactory(name="Battery")
        flat = TopicFactory(name="Flat batteries")
        TopicFactory(name="Winter batteries")

        assert ask("a flat battery again").topic == flat
        assert ask("nothing known").topic is None


class TestDesk:
    @pytest.fixture
    def told(self):
        """What editors are told at once: the permission, the subject, the path."""
        told: list[tuple[str, str, str]] = []
        with hooks.register_temporarily("tell_editors", lambda *what: told.append(what)):
            yield told

    def test_shows_it_at_once_with_how_many_ask(self, ask, editor):
        ask("candles")
        ask("candles")
        wish = ask("batteries")

        waiting = next(w for w in waiting_for_editors(editor) if w.name == "calls.wishes")

        assert waiting.count == 2
        assert [row.title for row in waiting.rows] == ["candles", "batteries"]
        assert "2 readers" in waiting.rows[0].notes
        assert waiting.rows[1].url == f"/admin/wishes/edit/{wish.pk}/"

    def test_is_for_editors_only(self, ask, practitioner, member):
        ask()

        assert not waiting_for_editors(practitioner)
        assert not waiting_for_editors(member)

    def test_editors_are_told_of_what_is_new(self, ask, told):
        wish = ask("candles", 2)
        ask("candles", 2)

        assert len(told) == 1
        permission, subject, url = told[0]
        assert permission == "calls.change_wish"
        assert "candles" in subject
        assert "level 2" in subject
        assert url == f"/admin/wishes/edit/{wish.pk}/"

    def test_what_a_call_is_out_for_waits_with_it(self, ask, call, told, editor):
        call(words="candles")

        assert ask("candle").call.title == "A winter with batteries"
        assert not told
        assert not waiting_for_editors(editor)[0].count


def test_no_address_is_kept_once_there_is_an_answer(ask):
    asking = ask(email="ada@example.org").askings.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Asking.objects.filter(pk=asking.pk).update(answered_at=timezone.now())
