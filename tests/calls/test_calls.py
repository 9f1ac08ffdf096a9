"""What editors ask for: calls, how they end, and what comes of wishes."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, ModelLogEntry

from plugins.calls import views
from plugins.calls.desk import measures, waiting_for_editors
from plugins.calls.models import Answer, Asking, Call, Wish
from plugins.calls.personal import personal_data
from plugins.limits import Limit
from tests.factories import ResourcePageFactory, StoryPageFactory, TopicFactory
from tests.members.people import MemberFactory, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(as_editor, level) -> Any:
    """Make a call in the admin; return the page that follows."""

    def post(number: int = 1, **data: Any) -> Any:
        filled_in = {"title": "Winter & batteries", "level": level(number).pk, "wanted": 1}
        return as_editor.post(reverse("practice_calls:add"), {**filled_in, **data}, follow=True)

    return post


@pytest.fixture
def story(stories) -> Any:
    return StoryPageFactory(parent=stories, title="Warm hands", levels=(1, 4))


def at(name: str, call: Call, *args: Any) -> str:
    return reverse(f"practice_calls:{name}", args=[call.pk, *args])


def decide(client: Any, wish: Wish, decision: str, **data: Any) -> Any:
    url = reverse("readers_wishes:edit", args=[wish.pk])
    return client.post(url, {"decision": decision, **data}, follow=True)


class TestAsking:
    def test_keeps_who_asked_and_what(self, make, editor, topic, level):
        page = make(2, kind="resource", topic=topic.pk, words="flat batteries", until="2999-01-31")

        made = Call.objects.get()
        assert "practitioners see it now" in page.text
        assert (made.asked_by, made.level, made.topic) == (editor, level(2), topic)
        assert (made.kind, made.state, made.until.year) == ("resource", "open", 2999)

    def test_begins_with_what_the_address_says(self, as_editor, topic, ask):
        for _reader in range(3):
            ask("flat batteries", 3)
        query = {"level": 3, "topic": topic.pk, "words": "flat batteries"}

        page = as_editor.get(reverse("practice_calls:add"), query).text

        form = BeautifulSoup(page, "html.parser").select_one("#w-editor-form")
        assert form.select_one("#id_title")["value"] == "Flat batteries"
        assert form.select_one("#id_words")["value"] == "flat batteries"
        assert "3 Preparation" in form.select_one("#id_level option[selected]").text
        assert form.select_one("#id_topic")["value"] == str(topic.pk)
        assert "3 readers looked for “flat batteries”" in form.select_one("#id_why").text

    def test_says_nothing_of_what_few_have_asked_for(self, as_editor, ask):
        ask("flat batteries", 3)

        page = as_editor.get(reverse("practice_calls:add"), {"level": 3, "words": "flat batteries"})

        assert "reader looked for" not in page.text

    @pytest.mark.parametrize(
        "query",
        [{"level": "9"}, {"level": "x", "topic": "\0"}, {"topic": "9" * 30}, {"words": "?"}],
    )
    def test_begins_empty_where_the_address_says_nonsense(self, as_editor, query):
        assert as_editor.get(reverse("practice_calls:add"), query).status_code == 200

    def test_takes_up_the_wishes_in_its_words(self, make, ask):
        alike, other, elsewhere = ask("flat battery"), ask("candles"), ask("flat battery", 2)

        page = make(1, words="Batteries, flat")

        assert "1 reader waits for it." in page.text
        assert Wish.objects.get(call__isnull=False) == alike
        assert {other, elsewhere} == set(Wish.objects.waiting())

    def test_says_where_there_is_a_call_for_the_same_already(self, make, call, topic):
        call("The first one", 1, topic=topic)

        refused = make(1, topic=topic.pk, text="Something typed")
        others = [make(2, topic=topic.pk), make(1)]
        meant = make(1, topic=topic.pk, is_meant="on")

        assert "There is an open call for this: “The first one”" in refused.text
        assert "Something typed" in refused.text
        assert all("practitioners see it now" in page.text for page in (*others, meant))
        assert Call.objects.count() == 4

    @pytest.mark.parametrize("said", [{"title": "FLAT batteries"}, {"words": "Flat Batteries"}])
    def test_says_so_for_the_same_words_under_another_topic(self, make, call, topic, said):
        call("Flat batteries", 1, topic=topic, words="flat batteries")

        page = make(1, **said)

        assert "There is an open call for this: “Flat batteries”" in page.text
        assert Call.objects.count() == 1

    def test_does_not_ask_for_what_no_such_page_may_be(self, make):
        page = make(1, kind="resource")

        assert "A resource may be at levels 2, 3, 4" in page.text
        assert not Call.objects.exists()

    def test_refuses_a_day_that_is_over(self, make):
        assert "That day is over." in make(until="2020-01-31").text

    def test_a_call_is_open_or_has_a_day_on_which_it_was_closed(self, call):
        with pytest.raises(IntegrityError), transaction.atomic():
            call(state=Call.State.MET)

    def test_comes_along_with_what_is_kept_of_a_member(self, make, editor):
        make()

        assert personal_data(editor)["calls"][0]["title"] == "Winter & batteries"


class TestEnding:
    def test_by_a_page_that_is_there_already(self, as_editor, editor, call, story, ask, committed):
        made = call()
        wish = ask(email="ada@example.org")
        Wish.objects.update(call=made)

        with committed():
            page = as_editor.post(
                at("name_page", made), {"page": story.pk, "is_enough": "on"}, follow=True
            )

        made.refresh_from_db()
        wish.refresh_from_db()
        assert "is met." in page.text
        assert made.state == "met"
        assert (made.answers.get().page_id, made.answers.get().named_by) == (story.pk, editor)
        assert (wish.outcome, wish.decided_by) == ("met", editor)
        assert not Asking.objects.exclude(email="").exists()

    def test_or_not_yet(self, as_editor, call, story, committed):
        made = call(wanted=2)

        with committed():
            as_editor.post(at("name_page", made), {"page": story.pk})

        assert Call.objects.get().is_open
        assert made.answers.count() == 1

    @pytest.mark.parametrize("levels", [(4,), (1,)])
    def test_only_by_what_its_readers_find(self, as_editor, call, stories, levels):
        page = StoryPageFactory(parent=stories, levels=levels, live=levels == (4,))

        answer = as_editor.post(at("name_page", call()), {"page": page.pk, "is_enough": "on"})

        assert "Readers at level 1 do not find this page" in answer.text
        assert not Answer.objects.exists()

    def test_without_an_answer_has_wishes_wait_again(self, as_editor, call, ask, editor):
        made, wish = call(), ask()
        Wish.objects.update(call=made)

        page = as_editor.post(at("close", made), follow=True)

        assert "is closed." in page.text
        assert Call.objects.get().state == "closed"
        assert list(Wish.objects.waiting()) == [wish]

    def test_or_tells_them_why(self, as_editor, call, ask, mailoutbox, committed):
        made = call()
        ask(email="ada@example.org")
        Wish.objects.update(call=made)

        with committed():
            as_editor.post(at("close", made), {"text": "Nobody knows."})

        assert Wish.objects.get().outcome == "declined"
        assert "Nobody knows." in mailoutbox[0].body

    @pytest.mark.parametrize("name", ["close", "name_page"])
    def test_twice_changes_nothing(self, as_editor, call, story, name):
        made = call(state=Call.State.CLOSED, closed_at=timezone.now())

        page = as_editor.post(at(name, made), {"page": story.pk, "is_enough": "on"}, follow=True)

        assert "is closed already" in page.text
        assert Call.objects.get().state == "closed"
        assert not Answer.objects.exists()

    def test_is_undone(self, as_editor, call, story, ask, committed):
        made, wish = call(), ask()
        Wish.objects.update(call=made)
        as_editor.post(at("name_page", made), {"page": story.pk, "is_enough": "on"})

        with committed():
            page = as_editor.post(at("reopen", made), follow=True)

        made.refresh_from_db()
        wish.refresh_from_db()
        assert "is out again" in page.text
        # For one more than there is: it would close again at once.
        assert (made.state, made.wanted) == ("open", 2)
        assert not wish.is_decided

    def test_an_answer_is_taken_off(self, as_editor, call, story):
        answer = Answer.objects.create(call=call(), page=story.page_ptr)

        as_editor.post(at("take_off", answer.call, answer.pk))

        assert not Answer.objects.exists()

    def test_is_in_the_history(self, as_editor, call, story):
        made = call()
        as_editor.post(at("name_page", made), {"page": story.pk, "is_enough": "on"})
        as_editor.post(at("reopen", made))
        as_editor.post(at("close", made))

        history = as_editor.get(at("history", made)).text

        for said in ("Named a page", "Met: readers find", "Asked again", "Closed without"):
            assert said in history
        assert ModelLogEntry.objects.filter(action__startswith="calls.").count() == 4


class TestWishes:
    def test_are_answered_with_a_page_and_words(self, as_editor, ask, story, editor):
        wish = ask()

        decide(as_editor, wish, "answer", page=story.pk, text="Look here.")

        wish.refresh_from_db()
        assert (wish.outcome, wish.page_id, wish.text) == ("answered", story.pk, "Look here.")
        assert wish.decided_by == editor

    def test_are_declined_with_a_reason(self, as_editor, ask):
        wish = ask()

        refused = decide(as_editor, wish, "decline")
        decide(as_editor, wish, "decline", text="It is not ours.")

        assert "Tell them why" in refused.text
        assert Wish.objects.get().outcome == "declined"

    def test_belong_to_a_call_that_is_out(self, as_editor, ask, call):
        wish, made, other = ask(), call(), call("For others", 2)

        refused = decide(as_editor, wish, "call", call=other.pk)
        decide(as_editor, wish, "call", call=made.pk)

        assert "Select a valid choice" in refused.text
        assert Wish.objects.get().call == made
        assert not Wish.objects.waiting()

    def test_are_not_answered_with_what_not_all_can_read(self, as_editor, ask, stories):
        draft = StoryPageFactory(parent=stories, live=False)

        page = decide(as_editor, ask(), "answer", page=draft.pk, text="Typed")

        assert "Not everybody can read this page" in page.text
        assert "Typed" in page.text

    def test_are_placed_in_a_topic(self, as_editor, ask, topic):
        decide(as_editor, ask(), "", topic=topic.pk)

        assert Wish.objects.get().topic == topic
        assert not Wish.objects.get().is_decided

    @pytest.mark.parametrize(
        ("decision", "typed", "said"),
        [
            ("", {"text": "Look here."}, "goes out with an answer"),
            ("call", {"text": "Look here."}, "goes out with an answer"),
            ("", {"page": True}, "goes out with an answer"),
            ("", {"call": True}, "choose that it belongs to it"),
        ],
    )
    def test_lose_nothing_that_no_decision_sends(
        self, as_editor, ask, call, story, decision, typed, said
    ):
        wish, made = ask(), call()
        keys = {"page": story.pk, "call": made.pk}
        filled_in = {"call": made.pk} if decision else {}
        filled_in |= {name: keys.get(name, value) for name, value in typed.items()}

        page = decide(as_editor, wish, decision, **filled_in)

        assert said in page.text
        assert ("Look here." in page.text) == ("text" in typed)
        assert Wish.objects.waiting().get() == wish

    def test_are_let_go_by_a_call(self, as_editor, ask, call):
        wish, made = ask(), call()
        decide(as_editor, wish, "call", call=made.pk)

        decide(as_editor, wish, "", call=made.pk)

        assert Wish.objects.waiting().get() == wish

    @pytest.mark.parametrize(
        ("decision", "typed", "said"),
        [
            ("", {}, "is kept, and waits"),
            ("call", {}, "waits for “A winter with batteries”"),
            ("answer", {"text": "Here."}, "is answered, by e-mail"),
            ("decline", {"text": "No."}, "is not for us: who left an address"),
        ],
    )
    def test_say_what_came_of_them(self, as_editor, ask, call, decision, typed, said):
        wish, made = ask(), call()

        page = decide(
            as_editor, wish, decision, **typed, **({"call": made.pk} if decision == "call" else {})
        )

        assert said in page.text

    def test_say_that_others_ask_for_the_same(self, as_editor, ask):
        wish = ask(email="ada@example.org")
        decide(as_editor, wish, "decline", text="No.")
        ask()

        page = decide(as_editor, wish, "put_back")

        assert "Others have asked for the same since" in page.text

    def test_wait_again(self, as_editor, ask):
        wish = ask()
        decide(as_editor, wish, "decline", text="No.")

        decide(as_editor, wish, "put_back")

        assert list(Wish.objects.waiting()) == [wish]

    def test_that_a_colleague_has_answered_stay_so(self, as_editor, ask):
        wish = ask()
        wish.decide(Wish.Outcome.DECLINED, text="No.")

        page = decide(as_editor, wish, "answer", text="Yes, and a lot of it.")

        assert "A colleague has dealt with this meanwhile" in page.text
        assert "Yes, and a lot of it." in page.text
        assert Wish.objects.get().text == "No."

    def test_show_what_readers_say_and_no_address(self, as_editor, ask):
        wish = ask(own_words="For my <b>grandmother</b>.", email="ada@example.org")

        page = as_editor.get(reverse("readers_wishes:edit", args=[wish.pk])).text

        assert "For my &lt;b&gt;grandmother&lt;/b&gt;." in page
        assert "1 of them waits for an e-mail" in page
        assert "ada@example.org" not in page
        assert "/admin/calls/new/?level=1&amp;words=flat+batteries" in page


class TestLists:
    def test_tell_how_far_answers_are(self, as_editor, call, story, stories, practitioner):
        made = call(wanted=3)
        sent = StoryPageFactory(parent=stories, title="Cold feet", live=False, owner=practitioner)
        sent.save_revision()
        sent.get_workflow().start(sent, practitioner)
        for page in (story, sent):
            Answer.objects.create(call=made, page=page.page_ptr)

        assert "2 answers, 1 in review" in as_editor.get(reverse("practice_calls:index")).text
        page = as_editor.get(at("edit", made)).text
        assert "Cold feet" in page
        assert "in review" in page

    def test_name_no_page_that_is_not_the_editors(self, roles, call, stories, resources, story):
        one = MemberFactory(groups=["Editors"])
        GroupPagePermission.objects.filter(group__name="Editors").update(page=resources)
        guide = ResourcePageFactory(parent=resources, title="Mine to know")
        made = call(2)
        for page in (story, guide):
            Answer.objects.create(call=made, page_id=page.pk)

        page = signed_in(one).get(at("edit", made)).text

        assert "Mine to know" in page
        assert "Warm hands" not in page
        assert "1 in a part of the site that is not yours" in page

    @pytest.mark.parametrize("name", ["practice_calls", "readers_wishes"])
    def test_take_as_many_queries_for_twenty_as_for_one(
        self, as_editor, call, ask, stories, monkeypatch, name
    ):
        monkeypatch.setattr(views, "WISHES", Limit("tests.many", 100, 60))

        def queries() -> int:
            with CaptureQueriesContext(connection) as asked:
                assert as_editor.get(reverse(f"{name}:index")).status_code == 200
            return len(asked)

        def more(number: int) -> None:
            page = StoryPageFactory(parent=stories, live=False)
            Answer.objects.create(call=call(topic=TopicFactory()), page_id=page.pk)
            ask(f"words {number}x")

        more(0)
        queries()
        few = queries()
        for number in range(1, 5):
            more(number)

        assert queries() <= few
        assert few <= 30

    @pytest.mark.parametrize("name", ["practice_calls", "readers_wishes"])
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_can_be_downloaded(self, as_editor, call, ask, name, kind):
        call()
        ask(email="ada@example.org")

        answer = as_editor.get(reverse(f"{name}:index"), {"export": kind})

        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert b"ada@example.org" not in content
        if kind == "csv":
            assert b"batteries" in content

    def test_are_narrowed_by_what_leads_there(self, as_editor, call, ask, topic):
        call("About it", topic=topic)
        call("About nothing")
        call("Too late", until=timezone.localdate() - timedelta(days=1))
        ask("candles")
        index = reverse("practice_calls:index")

        of_none = as_editor.get(index, {"topic": "null", "late": "true"}).text
        of_topic = as_editor.get(index, {"topic": topic.pk, "state": "open"}).text

        assert "Too late" in of_none
        assert "About" not in of_none.split("<main")[1].split("<tbody")[1]
        assert "About it" in of_topic
        assert "Too late" not in of_topic
        for state in ("waiting", "undecided", "met"):
            page = as_editor.get(reverse("readers_wishes:index"), {"state": state}).text
            assert ("candles" in page) == (state != "met")


class TestDeskAndMap:
    def test_calls_past_their_date_are_on_the_desk(self, call, editor):
        today = timezone.localdate()
        for days in (-2, 0, 1):
            call(f"{days} days", until=today + timedelta(days=days))
        call("closed", until=today - timedelta(days=9), state="closed", closed_at=timezone.now())

        waiting = waiting_for_editors(editor)[1]

        assert (waiting.name, waiting.count) == ("calls.overdue", 1)
        assert [row.title for row in waiting.rows] == ["-2 days"]
        assert waiting.rows[0].is_late

    def test_the_map_counts_readers_who_wait_and_open_calls(self, call, ask, topic, as_editor):
        call(number=2, topic=topic)
        call(number=2, state="closed", closed_at=timezone.now())
        for words in ("candles", "candles", "topic"):
            ask(words, 2)
        ask("gone", 2).decide(Wish.Outcome.DECLINED, text="No.")

        wishes, calls = measures()

        assert (wishes.is_wish, dict(wishes.values)) == (True, {(None, 2): 2, (topic.pk, 2): 1})
        assert (calls.is_asked, dict(calls.values)) == (True, {(topic.pk, 2): 1})
        for measure in (wishes, calls):
            for cell in measure.values:
                assert as_editor.get(measure.url(cell)).context["object_list"].count() == 1
        assert wishes.show(2.0) == "2"
