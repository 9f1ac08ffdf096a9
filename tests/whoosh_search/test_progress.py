"""Rebuilding and reconciling take minutes on a large site: they say how far they are."""

import io

import pytest
from django.core.management import CommandError, call_command
from modelsearch.test.testapp.models import Book

from plugins.whoosh_search.models import OutboxEntry


class Terminal(io.StringIO):
    def isatty(self):
        return True


def books(queryset):
    return queryset if queryset.model is Book else queryset.none()


@pytest.fixture
def shelf(make_backend, book):
    backend = make_backend(DOCUMENTS=f"{__name__}.books")
    for number in range(20):
        book(f"Garden {number}")
    backend.refresh_indexes()
    return backend


def test_rebuilds_and_shows_a_bar_on_a_terminal(shelf, book):
    Book.objects.filter(title="Garden 1").update(title="Library")
    terminal = Terminal()

    call_command("rebuild_search_index", stdout=terminal)

    *bars, last, done = terminal.getvalue().split("\r")[-1].splitlines()
    assert "[########################################] 100 %" in "".join([*bars, last])
    assert done == "shelf: 20 objects indexed."
    assert shelf.search("library", Book).count() == 1


def test_writes_few_lines_where_there_is_no_terminal(shelf):
    output = io.StringIO()

    call_command("rebuild_search_index", backend="shelf", stdout=output)

    lines = output.getvalue().splitlines()
    assert "\r" not in output.getvalue()
    assert "shelf: 50 % of 20" in lines
    assert len(lines) <= 12


@pytest.mark.parametrize("repair", [True, False])
def test_reconciling_shows_how_far_it_is(shelf, repair):
    terminal = Terminal()

    call_command("reconcile_search_index", repair=repair, stdout=terminal)

    assert " 50 %" in terminal.getvalue()
    assert terminal.getvalue().endswith("shelf: 20 documents compared, 0 differ.\n")


def test_is_silent_if_asked_to_be(shelf):
    output = Terminal()

    call_command("rebuild_search_index", verbosity=0, stdout=output)
    call_command("reconcile_search_index", verbosity=0, stdout=output)

    assert output.getvalue() == ""


def test_names_a_backend_that_is_not_there(shelf):
    with pytest.raises(CommandError, match="window"):
        call_command("rebuild_search_index", backend="window")


@pytest.mark.parametrize("command", ["rebuild_search_index", "reconcile_search_index"])
def test_says_that_the_folder_cannot_be_written(make_backend, tmp_path, db, command):
    (tmp_path / "file").write_text("in the way")
    make_backend(PATH=tmp_path / "file" / "search")

    with pytest.raises(CommandError, match="cannot be written"):
        call_command(command, verbosity=0)


def test_repairing_a_damaged_index_builds_it_anew(shelf):
    for file in shelf.options.path.rglob("*.pst"):
        file.write_bytes(file.read_bytes()[:10])

    with pytest.raises(CommandError, match="--repair"):
        call_command("reconcile_search_index", verbosity=0)
    call_command("reconcile_search_index", repair=True, verbosity=0)

    assert not shelf.search("garden", Book).degraded
    assert shelf.search("garden", Book).count() == 20
    assert not OutboxEntry.objects.exists()
