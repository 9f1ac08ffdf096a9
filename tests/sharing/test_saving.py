"""Writing without script, and what the script sends: all that is typed is there afterwards."""

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client

from plugins.interviews import interview_named
from plugins.limits import Limit
from plugins.sharing import views
from plugins.sharing.models import Draft
from tests.members.people import signed_in

from .windows import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def visitor() -> Client:
    return Client()


class TestSteps:
    def test_keeps_what_is_typed_on_the_way_to_the_next_step(self, visitor):
        window = Window(visitor).type("The queue was long.")

        window.send("next")

        assert "What did you do?" in window.response.text
        assert "The queue was long." in Window(visitor, f"/share/{window.key}/situation/").shown()

    def test_says_when_it_was_saved_where_it_stays(self, visitor):
        window = Window(visitor).type("The queue was long.")

        window.send("save")

        assert re.search(r"Saved at \d\d:\d\d\.", window.response.text)
        assert "The queue was long." in window.shown()

    def test_leads_back(self, visitor):
        window = Window(visitor).type("The queue was long.")

        window.send("next")
        window.type("We asked.").send("back")

        assert "The queue was long." in window.shown()
        assert "We asked." in Window(visitor, window.all).shown(into=1)

    def test_can_be_all_on_one_page(self, visitor):
        window = Window(visitor)

        window.send("all")
        window.type("One").type("Four", into=3).send()

        assert (window.shown(), window.shown(into=3)) == ("One", "Four")

    def test_makes_one_draft_of_a_form_that_is_sent_twice(self, visitor):
        window = Window(visitor).type("The queue was long.")
        address, fields = window.address, dict(window.fields)

        for _time in range(2):
            visitor.post(address, {**fields, "go": "next"})

        assert Draft.objects.count() == 1
        assert not Draft.objects.get().versions.exists()

    @pytest.mark.parametrize("typed", ["The queue was long.", ""])
    def test_knows_a_form_that_is_sent_again_before_the_first_answer(self, visitor, typed):
        window = Window(visitor).type(typed)
        visitor.post(window.address, {**window.fields, "go": "next"})

        # The answer, with the cookie of the session, came to nobody.
        impatient = Client()
        answer = impatient.post(window.address, {**window.fields, "go": "next"})

        assert answer.status_code == 302
        assert typed in Window(impatient, f"/share/{window.key}/situation/").shown()
        assert Draft.objects.count() == 1

    def test_survives_being_begun_twice_in_one_moment(self, visitor, monkeypatch):
        window = Window(visitor).type("The queue was long.")

        def meanwhile(request, who):
            if not Draft.objects.exists():
                other = Draft.fresh(interview_named("story"), UUID(window.key))
                other.begin_in(window.fields["window"])
                other.save()
            return True

        monkeypatch.setattr(
            Limit, "allows", lambda limit, *args, **kwargs: meanwhile(*args, **kwargs)
        )
        window.send("save")

        assert "The queue was long." in window.shown()
        assert Draft.objects.count() == 1

    def test_takes_what_is_typed_after_going_back(self, visitor):
        window = Window(visitor).type("The queue was long.")
        fields = dict(window.fields)
        window.send("next")

        # The browser shows the page as it was left, with what it knew then.
        window.fields, window.address = fields, f"/share/{window.key}/situation/"
        window.type("The queue was very long.").send()

        assert "The queue was very long." in window.shown()
        assert not Draft.objects.get().versions.exists()

    def test_lets_a_text_be_taken_back_after_going_back(self, visitor):
        window = Window(visitor)
        fields = dict(window.fields)
        window.type("The queue was long.").send("next")

        window.fields, window.address = fields, f"/share/{window.key}/situation/"
        window.type("").send()

        assert window.shown() == ""

    def test_refuses_what_another_site_sends(self, visitor):
        window = Window(visitor).type("The queue was long.")

        answer = visitor.post(
            window.address, window.fields, headers={"sec-fetch-site": "cross-site"}
        )

        assert answer.status_code == 403
        assert not Draft.objects.exists()


class TestAutosave:
    def test_makes_the_draft(self, visitor):
        window = Window(visitor).type("The queue was long.")

        answer = window.autosave()

        assert re.fullmatch(r"\d\d:\d\d", answer["saved"])
        assert "The queue was long." in Window(visitor, window.all).shown()

    def test_goes_on_from_itself_whatever_it_saw(self, visitor):
        window = Window(visitor).type("The")
        window.autosave()
        seen = {name: "" for name in window.fields if name.endswith("-seen")}

        answer = window.type("The queue").autosave(**seen)

        assert answer["conflicts"] == []
        assert Window(visitor, window.all).shown() == "The queue"

    def test_is_not_undone_by_what_was_sent_before_and_comes_after(self, visitor):
        window = Window(visitor).type("The queue was long.")
        window.autosave(at="2000")

        window.type("The que").autosave(at="1000")

        assert Window(visitor, window.all).shown() == "The queue was long."

    def test_writes_nothing_where_nothing_changed(self, visitor):
        window = Window(visitor).type("The queue was long.")
        window.autosave()
        before = Draft.objects.get().saved_at

        window.autosave()

        assert Draft.objects.get().saved_at == before


class TestWhoseItIs:
    def test_belongs_to_the_member_who_writes(self, member):
        window = Window(signed_in(member)).type("The queue was long.")

        window.send()

        assert Draft.objects.get().owner == member

    def test_is_not_open_to_another_visitor(self, visitor):
        window = Window(visitor).type("The queue was long.")
        window.send()

        assert Client().get(window.all).status_code == 404
        assert Client().post(window.all, {"window": uuid4().hex, "go": "save"}).status_code == 302

    def test_is_not_open_to_another_member(self, visitor, member):
        window = Window(visitor).type("The queue was long.")
        window.send()

        assert signed_in(member).get(window.all).status_code == 404
        assert signed_in(member).post(window.all, {"window": ""}).status_code == 404

    def test_stays_with_the_window_where_the_session_is_gone(self, visitor):
        window = Window(visitor).type("The")
        window.autosave()
        visitor.cookies.clear()

        answer = window.type("The queue was long.").autosave()

        assert answer["status"] == 200
        assert "The queue was long." in Window(visitor, window.all).shown()

    def test_is_the_account_s_of_who_signs_in_meanwhile(self, visitor, member):
        window = Window(visitor).type("The")
        window.autosave()
        visitor.cookies.clear()
        visitor.force_login(member)

        window.type("The queue was long.").autosave()

        assert Draft.objects.get().owner == member


class TestLimits:
    def test_a_visitor_begins_so_many_drafts_in_an_hour(self, visitor, monkeypatch):
        monkeypatch.setattr(views, "BEGINNINGS", Limit("sharing.few", amount=2, seconds=3600))
        for _time in range(2):
            Window(visitor).type("Another").send()

        window = Window(visitor).type("One too many")
        window.send()

        assert window.response.status_code == 429
        assert "2 drafts were begun" in window.response.text
        assert window.shown() == "One too many"
        assert Draft.objects.count() == 2
