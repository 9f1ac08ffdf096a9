"""Which readers a call is for: those whose wishes its editor ticks, and whom it tells once met."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from plugins.calls import readers
from plugins.calls.models import Answer, Call, Wish
from tests.factories import StoryPageFactory, TopicFactory

pytestmark = pytest.mark.django_db

ADD = "practice_calls:add"


@pytest.fixture
def bikes() -> Any:
    return TopicFactory(name="Bikes")


@pytest.fixture
def wished(level) -> Any:
    """Have so many readers wish for something; return the wish."""

    def wish(words: str, number: int = 1, *, times: int = 1, **data: Any) -> Wish:
        for _reader in range(times):
            asking = Wish.ask(words, level(number), **data)
        return asking.wish

    return wish


@pytest.fixture
def send(as_editor) -> Any:
    """Send the form of a call as it stands, but for what is given; return what follows."""

    def post(url: str, query: Any = None, **given: Any) -> Any:
        filled_in = {**sent_with(form_of(as_editor.get(url, query))), **given}
        return as_editor.post(url, filled_in, follow=True)

    return post


@pytest.fixture
def story_for(stories) -> Any:
    """Publish a story that answers a call."""

    def publish(call: Call) -> None:
        story = StoryPageFactory(parent=stories, levels=(1, 4))
        Answer.objects.create(call=call, page_id=story.pk)

    return publish


def form_of(page: Any) -> Any:
    return BeautifulSoup(page.text, "html.parser").select_one("#w-editor-form")


def sent_with(form: Any) -> dict[str, Any]:
    """Return what a browser sends with a form that nobody has touched."""
    sent: dict[str, Any] = {each["name"]: each.text.strip() for each in form.select("textarea")}
    for each in form.select("select"):
        sent[each["name"]] = next((o["value"] for o in each.select("option[selected]")), "")
    for each in form.select("input[name]"):
        if each.get("type") not in ("checkbox", "radio") or each.has_attr("checked"):
            sent.setdefault(each["name"], []).append(each.get("value", ""))
    return sent


def offered(form: Any) -> dict[str, bool]:
    """Return what stands beside each box of a form for readers, and whether it is ticked."""
    boxes = form.select('input[name="readers"]')
    return {box.parent.text.strip(): box.has_attr("checked") for box in boxes}


def edit(call: Call) -> str:
    return reverse("practice_calls:edit", args=[call.pk])


class TestANewCall:
    def test_offers_the_wishes_of_its_level_the_most_asked_first(self, as_editor, wished):
        wished("candles")
        wished("warm hands", times=3)
        wished("warm hands", 2)

        form = form_of(as_editor.get(reverse(ADD), {"level": 1}))

        assert list(offered(form)) == [
            "“warm hands” at level 1: 3 readers",
            "“candles” at level 1: 1 reader",
        ]

    def test_ticks_those_of_its_topic_and_of_its_words(self, as_editor, bikes, wished):
        for words in ("bike lanes", "warm hands", "candles"):
            wished(words)
        query = {"level": 1, "topic": bikes.pk, "words": "hands, WARM"}

        form = form_of(as_editor.get(reverse(ADD), query))

        ticked = {label.split("”")[0][1:]: is_ticked for label, is_ticked in offered(form).items()}
        assert ticked == {"bike lanes": True, "warm hands": True, "candles": False}

    def test_is_what_the_readers_of_a_cell_wait_for(
        self, send, bikes, wished, story_for, committed, mailoutbox
    ):
        wish = wished("bike lanes", email="ada@example.org")

        page = send(reverse(ADD), {"level": 1, "topic": bikes.pk}, title="Your first lane")

        assert "1 reader waits for it." in page.text
        assert not Wish.objects.waiting()
        with committed():
            story_for(Call.objects.get())
        wish.refresh_from_db()
        assert wish.outcome == Wish.Outcome.MET
        assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]

    def test_leaves_waiting_what_is_not_ticked(self, send, bikes, wished):
        lanes, bells = wished("bike lanes"), wished("bike bells")
        query = {"level": 1, "topic": bikes.pk}

        send(reverse(ADD), query, title="Your first lane", readers=[lanes.pk])

        assert list(Call.objects.get().wishes.all()) == [lanes]
        assert list(Wish.objects.waiting()) == [bells]

    def test_leaves_waiting_even_what_is_in_its_words(self, send, wished):
        wish = wished("warm hands")
        query = {"level": 1, "words": "warm hands"}

        send(reverse(ADD), query, readers=[])

        assert not Call.objects.get().wishes.exists()
        assert list(Wish.objects.waiting()) == [wish]

    def test_takes_up_what_is_in_words_that_are_typed(self, send, wished):
        wish = wished("warm hands", 2)

        send(reverse(ADD), {"level": 1}, title="Cold", level=wish.level_id, words="hand warm")

        assert Call.objects.get().wishes.get() == wish

    def test_offers_those_of_all_levels_before_there_is_one(self, as_editor, wished):
        wished("candles"), wished("warm hands", 2)

        form = form_of(as_editor.get(reverse(ADD)))

        assert offered(form) == {
            "“candles” at level 1: 1 reader": False,
            "“warm hands” at level 2: 1 reader": False,
        }

    def test_refuses_what_was_asked_at_another_level_and_keeps_the_rest(self, send, wished, level):
        here, elsewhere = wished("candles", 2), wished("warm hands")

        page = send(
            reverse(ADD),
            {"level": 1},
            title="Typed by hand",
            level=level(2).pk,
            readers=[here.pk, elsewhere.pk],
        )

        assert "The call is for readers at level 2. Untick “warm hands” at level 1" in page.text
        assert not Call.objects.exists()
        form = form_of(page)
        assert form.select_one("#id_title")["value"] == "Typed by hand"
        assert set(offered(form).values()) == {True}
        assert len(offered(form)) == 2

    def test_is_told_of_what_a_colleague_has_dealt_with(self, send, as_editor, wished):
        here, gone = wished("candles"), wished("warm hands")
        gone.decide(Wish.Outcome.DECLINED, text="No.")

        page = send(reverse(ADD), {"level": 1}, title="Light", readers=[here.pk, gone.pk])

        assert "A colleague has dealt with some of this meanwhile" in page.text
        assert offered(form_of(page)) == {"“candles” at level 1: 1 reader": True}
        as_editor.post(reverse(ADD), sent_with(form_of(page)))
        assert Call.objects.get().wishes.get() == here

    @pytest.mark.parametrize("nonsense", ["x", "\0", "9" * 30, "-1"])
    def test_refuses_nonsense(self, send, wished, nonsense):
        wished("candles")
        given = {"title": "Light", "readers": [nonsense], "readers-offered": [nonsense]}

        page = send(reverse(ADD), {"level": 1}, **given)

        assert page.status_code == 200
        assert not Call.objects.exists()

    def test_offers_so_many_and_those_that_it_ticks_among_them(
        self, as_editor, bikes, wished, monkeypatch
    ):
        monkeypatch.setattr(readers, "MOST", 2)
        wished("bike lanes")
        for words in ("candles", "warm hands"):
            wished(words, times=2)

        form = form_of(as_editor.get(reverse(ADD), {"level": 1, "topic": bikes.pk}))

        assert list(offered(form).values()) == [True, False]

    def test_shows_nothing_unescaped(self, as_editor, wished):
        wished("<script>alert(1)</script>")

        page = as_editor.get(reverse(ADD), {"level": 1})

        assert "<script>alert(1)" not in page.text

    def test_offers_nothing_where_nobody_waits(self, as_editor, wished, call):
        wished("candles").decide(Wish.Outcome.DECLINED, text="No.")
        call("Warmth", words="warm hands")
        wished("warm hands")

        assert not offered(form_of(as_editor.get(reverse(ADD), {"level": 1})))


class TestAnOpenCall:
    def test_ticks_what_waits_for_it_whatever_its_topic(self, as_editor, bikes, wished, call):
        made = call(topic=bikes)
        mine, _free = wished("warm hands"), wished("bike lanes")
        Wish.objects.filter(pk=mine.pk).update(call=made)

        form = form_of(as_editor.get(edit(made)))

        assert offered(form) == {
            "“warm hands” at level 1: 1 reader": True,
            "“bike lanes” at level 1: 1 reader": False,
        }

    def test_lets_go_what_is_unticked_and_takes_what_is_ticked(self, send, wished, call):
        made = call()
        mine, free = wished("warm hands"), wished("candles")
        Wish.objects.filter(pk=mine.pk).update(call=made)

        send(edit(made), readers=[free.pk])

        assert list(made.wishes.all()) == [free]
        assert list(Wish.objects.waiting()) == [mine]

    def test_keeps_what_it_did_not_offer(self, as_editor, wished, call):
        made = call(words="warm hands")
        sent = sent_with(form_of(as_editor.get(edit(made))))
        meanwhile = wished("warm hands")

        as_editor.post(edit(made), sent)

        assert made.wishes.get() == meanwhile

    def test_goes_to_another_level_without_the_readers_of_this_one(self, send, wished, call, level):
        made = call()
        wish = wished("warm hands")
        Wish.objects.update(call=made)

        refused = send(edit(made), level=level(2).pk)
        send(edit(made), level=level(2).pk, readers=[])

        assert "Untick “warm hands” at level 1" in refused.text
        assert Call.objects.get().level == level(2)
        assert list(Wish.objects.waiting()) == [wish]

    def test_offers_nothing_once_it_is_closed(self, as_editor, wished, call):
        made = call()
        wished("warm hands")
        made.end(Call.State.CLOSED)

        assert not offered(form_of(as_editor.get(edit(made))))


def test_takes_as_many_queries_for_many_wishes_as_for_one(
    as_editor, wished, django_assert_max_num_queries
):
    for number in range(20):
        wished(f"words {number}x")

    with django_assert_max_num_queries(30):
        assert as_editor.get(reverse(ADD), {"level": 1}).status_code == 200
