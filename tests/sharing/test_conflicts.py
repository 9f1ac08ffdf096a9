"""Two windows, or two people, on one draft: a warning and both texts, never a silent overwrite."""

import pytest
from django.test import Client
from django.utils.html import strip_tags

from plugins.sharing.models import LONGEST, Draft, KeptVersion
from tests.members.people import signed_in

from .windows import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

OURS, THEIRS = "We had asked for more counters.", "They had asked for fewer forms."


@pytest.fixture
def writer(member) -> Client:
    return signed_in(member)


@pytest.fixture
def windows(writer) -> tuple[Window, Window]:
    """Two windows on the first question of one draft."""
    begun = Window(writer)
    begun.type("The queue was long.").send()
    address = f"/share/{begun.key}/situation/"
    return Window(writer, address), Window(writer, address)


def kept_text() -> str:
    """Return the text that is kept beside the other."""
    return strip_tags(KeptVersion.objects.get().value)


def test_both_texts_are_shown_to_who_comes_second(windows):
    first, second = windows
    first.type(OURS).send()

    page = second.type(THEIRS).send()

    assert second.shown() == OURS
    assert THEIRS in page.text
    assert "Another version of this" in page.text


def test_who_comes_second_is_told_by_the_script_too(windows):
    first, second = windows
    first.type(OURS).autosave()

    answer = second.type(THEIRS).autosave()

    assert len(answer["conflicts"]) == 1
    assert kept_text() == THEIRS


def test_who_came_first_is_told_with_the_next_save(windows):
    first, second = windows
    first.type(OURS).autosave()
    second.type(THEIRS).autosave()

    answer = first.type(OURS + " Twice.").autosave()

    assert len(answer["conflicts"]) == 1


def test_the_other_text_stays_while_both_go_on_typing(windows):
    first, second = windows
    first.type(OURS).autosave()
    for length in range(10, len(THEIRS)):
        second.type(THEIRS[:length]).autosave()

    first.type(OURS + " Twice.").autosave()

    assert Window(first.client, first.address).shown() == OURS + " Twice."
    assert kept_text() == THEIRS[:-1]


def test_a_window_that_is_sent_as_it_was_is_no_conflict(windows):
    first, second = windows
    first.type(OURS).send()

    second.send("next")

    assert Window(first.client, first.address).shown() == OURS
    assert not KeptVersion.objects.exists()


def test_the_same_text_twice_is_no_conflict(windows):
    first, second = windows
    first.type(OURS).send()

    second.type(OURS).send()

    assert not KeptVersion.objects.exists()


class TestChoosing:
    @pytest.fixture
    def both(self, windows) -> tuple[Window, Window]:
        """Two windows, of which the second is shown both texts."""
        first, second = windows
        first.type(OURS).autosave()
        second.type(THEIRS).send()
        return first, second

    def test_takes_the_other_text_and_keeps_this_one(self, both):
        _first, second = both

        page = second.send(use=str(KeptVersion.objects.get().pk))

        assert second.shown() == THEIRS
        assert OURS in page.text

    def test_can_be_thought_over(self, both):
        _first, second = both

        second.send(use=str(KeptVersion.objects.get().pk))
        page = second.send(use=str(KeptVersion.objects.get().pk))

        assert second.shown() == OURS
        assert THEIRS in page.text

    def test_lets_a_text_go(self, both):
        _first, second = both

        page = second.send(drop=str(KeptVersion.objects.get().pk))

        assert second.shown() == OURS
        assert THEIRS not in page.text

    def test_overwrites_nothing_of_who_goes_on_typing(self, both):
        first, second = both
        second.send(use=str(KeptVersion.objects.get().pk))

        first.type(OURS + " Twice.").autosave()

        page = Window(first.client, first.address)
        assert page.shown() == THEIRS
        assert OURS + " Twice." in page.response.text

    def test_keeps_the_first_text_where_the_second_goes_on_too(self, windows):
        first, second = windows
        first.type(OURS).autosave()
        second.type(THEIRS).autosave()
        Window(first.client, first.address).send(use=str(KeptVersion.objects.get().pk))

        second.type(THEIRS + " Twice.").autosave()

        page = Window(first.client, first.address)
        assert page.shown() == THEIRS + " Twice."
        assert OURS in page.response.text

    @pytest.mark.parametrize("key", ["0", "9" * 40, "x", "٣", ""])
    def test_leaves_all_as_it_is_for_a_version_that_is_not_there(self, both, key):
        _first, second = both

        assert second.send(use=key).status_code == 200

        assert kept_text() == THEIRS

    def test_is_not_for_versions_of_other_drafts(self, both, writer):
        other = Window(writer).type("Another draft.")
        other.send()

        other.send(drop=str(KeptVersion.objects.get().pk))
        other.send(use=str(KeptVersion.objects.get().pk))

        assert kept_text() == THEIRS
        assert other.shown() == "Another draft."


class TestBlocksThatAreGone:
    @pytest.fixture
    def windows(self, writer) -> tuple[Window, Window]:
        """Two windows on a step with a quote, which the first takes away."""
        first = Window(writer).type("The queue was long.")
        first.send(add="quote:")
        draft = Draft.objects.get()
        (unit,) = (block["id"] for block in draft.content["body"] if block["type"] == "quote")
        first, second = (Window(writer, f"/share/{draft.pk}/advice/") for _time in range(2))
        first.send(remove=unit)
        second.unit = unit
        return first, second

    def test_what_is_typed_into_one_is_shown_and_can_be_put_back(self, windows):
        _first, second = windows
        second.fields[f"u-{second.unit}-text"] = "I gave up."

        page = second.send()
        assert "I gave up." in page.text
        second.send(use=str(KeptVersion.objects.get().pk))

        assert second.fields[f"u-{second.unit}-text"] == "I gave up."
        assert not KeptVersion.objects.exists()

    def test_the_script_is_told_of_it(self, windows):
        _first, second = windows
        second.fields[f"u-{second.unit}-text"] = "I gave up."

        assert second.autosave()["conflicts"] == [second.unit]

    def test_nothing_is_said_where_nothing_was_typed(self, windows):
        _first, second = windows

        page = second.send()

        assert "Taken away in another window" not in page.text

    @pytest.mark.parametrize("kind", ["", "nonsense", "situation' --"])
    def test_what_is_of_no_kind_is_left_out(self, windows, kind):
        _first, second = windows
        second.fields[f"u-{second.unit}-kind"] = kind
        second.fields[f"u-{second.unit}-text"] = "I gave up."

        assert second.send().status_code == 200

        assert not KeptVersion.objects.exists()


def test_what_moved_to_another_step_is_saved_there(writer):
    window = Window(writer).type("The queue was long.")
    window.send(add="quote:")
    draft = Draft.objects.get()
    (unit,) = (block["id"] for block in draft.content["body"] if block["type"] == "quote")
    window = Window(writer, f"/share/{draft.pk}/advice/")
    for _time in range(3):
        writer.post(f"/share/{draft.pk}/advice/", {"move": f"up:{unit}"})

    window.fields[f"u-{unit}-text"] = "I gave up."
    window.send()

    there = Window(writer, f"/share/{draft.pk}/situation/")
    assert there.fields[f"u-{unit}-text"] == "I gave up."


def test_rows_that_another_window_took_away_are_kept_beside(writer):
    window = Window(writer).type("The queue was long.")
    window.send(add="figures:")
    draft = Draft.objects.get()
    (unit,) = (block["id"] for block in draft.content["body"] if block["type"] == "figures")
    address = f"/share/{draft.pk}/advice/"
    seen = Window(writer, address).fields[f"u-{unit}-seen"]
    writer.post(address, figures(unit, "Waiting", "Calls", seen=seen))
    second = Window(writer, address)
    writer.post(address, figures(unit, "Waiting", seen=second.fields[f"u-{unit}-seen"]))

    second.fields[f"u-{unit}-measure-2"] = "Letters"
    page = second.send()

    assert all(word in page.text for word in ("Waiting", "Calls", "Letters"))


def figures(unit: str, *measures: str, seen: str) -> dict[str, str]:
    """What is sent of a form for figures, with a row for each of `measures`."""
    rows = {f"u-{unit}-measure-{number}": name for number, name in enumerate(measures)}
    return {"window": "", f"u-{unit}-seen": seen, **rows}


def test_more_versions_than_anybody_looks_through_are_refused_and_shown_again(windows):
    first, second = windows
    first.type(OURS).send()
    KeptVersion.objects.create(
        draft=Draft.objects.get(), unit="title", value="x" * LONGEST, window="another"
    )

    page = second.type(THEIRS).send()

    assert page.status_code == 413
    assert second.shown() == THEIRS
