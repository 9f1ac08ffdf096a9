"""Whatever happens to the folder: saves succeed, searches are answered, and it mends itself."""

import gc
import logging
import shutil
from pathlib import Path

import pytest
from modelsearch.query import MATCH_ALL, Fuzzy, Not, Phrase, PlainText
from modelsearch.test.testapp.models import Book

from plugins.whoosh_search.draining import drain_quietly
from plugins.whoosh_search.models import OutboxEntry
from plugins.whoosh_search.readers import close_all


def files(path: Path, pattern: str) -> list[Path]:
    found = sorted(path.rglob(pattern))
    assert found, f"no {pattern} in {path}"
    return found


def folder_gone(path: Path) -> None:
    shutil.rmtree(path)


def generation_gone(path: Path) -> None:
    for folder in path.glob("g-*"):
        shutil.rmtree(folder)


def pointer_garbled(path: Path) -> None:
    (path / "current.json").write_text("{not json")


def pointer_of_another_version(path: Path) -> None:
    pointer = path / "current.json"
    pointer.write_text(pointer.read_text().replace('"format": 1', '"format": 0'))


def contents_garbled(path: Path) -> None:
    for file in files(path, "*.toc"):
        file.write_bytes(b"\x80garbage")


def contents_gone(path: Path) -> None:
    for file in files(path, "*.toc"):
        file.unlink()


def dictionary_truncated(path: Path) -> None:
    for file in files(path, "*.trm"):
        file.write_bytes(file.read_bytes()[:50])


def postings_truncated(path: Path) -> None:
    for file in files(path, "*.pst"):
        file.write_bytes(b"")


def columns_gone(path: Path) -> None:
    for file in files(path, "*.pk.col"):
        file.unlink()


# Whoosh leaves the files of a damaged index to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

DAMAGES = [
    folder_gone,
    generation_gone,
    pointer_garbled,
    pointer_of_another_version,
    contents_garbled,
    contents_gone,
    dictionary_truncated,
    postings_truncated,
    columns_gone,
]


@pytest.fixture(autouse=True)
def collected():
    """Collect those files while their warnings are ignored."""
    yield
    gc.collect()


@pytest.fixture
def shelf(backend, book):
    book("Community gardening")
    book("Learning together", "In a library")
    backend.refresh_indexes()
    return backend


@pytest.mark.parametrize("damage", DAMAGES)
def test_is_answered_from_the_database_and_whole_again_by_itself(shelf, book, titles, damage):
    damage(shelf.options.path)
    close_all()

    results = shelf.search("gardening", Book)
    assert titles(results) == ["Community gardening"]
    book("More gardening")
    assert drain_quietly(shelf.options)

    again = shelf.search("gardening", Book)
    assert set(titles(again)) == {"Community gardening", "More gardening"}
    assert not again.degraded


# An update does not read what it has no need of: the rest is found by the first search.
@pytest.mark.parametrize("damage", DAMAGES[:-2])
def test_an_update_finds_the_damage_too(shelf, book, titles, damage):
    damage(shelf.options.path)
    close_all()
    book("More gardening")

    drain_quietly(shelf.options)
    assert drain_quietly(shelf.options)

    results = shelf.search("gardening", Book)
    assert set(titles(results)) == {"Community gardening", "More gardening"}
    assert not results.degraded


@pytest.fixture
def blocked(shelf):
    """An index whose folder cannot be made: a file is in its place."""
    shutil.rmtree(shelf.options.path)
    shelf.options.path.write_text("in the way")
    close_all()
    return shelf


def test_saves_succeed_while_the_folder_cannot_be_written(blocked, book):
    book("More gardening")

    assert not drain_quietly(blocked.options)
    assert OutboxEntry.objects.count() == 1
    assert blocked.search("gardening", Book).count() == 2


def test_is_whole_again_when_the_cause_is_gone(blocked, book):
    book("More gardening")
    drain_quietly(blocked.options)
    blocked.options.path.unlink()

    assert drain_quietly(blocked.options)

    assert blocked.search("gardening", Book).count() == 2
    assert not OutboxEntry.objects.exists()


def test_says_once_what_is_wrong_and_what_to_do(shelf, caplog):
    folder_gone(shelf.options.path)
    close_all()

    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            shelf.search("gardening", Book).count()

    (record,) = caplog.records
    assert str(shelf.options.path) in record.getMessage()
    assert "drain_search_outbox" in record.getMessage()


def test_an_index_built_for_other_settings_serves_until_it_is_rebuilt(shelf, make_backend, book):
    routed = make_backend(ROUTING="number_of_pages", LANGUAGE="nl")

    before = routed.search("gardening", Book.objects.filter(number_of_pages=100))
    assert (before.count(), before.degraded) == (1, False)
    routed.refresh_indexes()

    after = routed.search("gardening", Book.objects.filter(number_of_pages=100))
    assert (after.count(), after.degraded) == (1, False)
    assert len(files(routed.options.path, "v-100")) == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (MATCH_ALL, 2),
        (Not(MATCH_ALL), 0),
        (PlainText("community gardening"), 1),
        (PlainText("gardening library", operator="or"), 2),
        (PlainText("gardening library"), 0),
        (Phrase("learning together"), 1),
        (Phrase("together learning"), 0),
        (Not(PlainText("library")), 1),
        (PlainText("learning") & PlainText("library"), 1),
        (PlainText("community") | PlainText("library"), 2),
        (Fuzzy("library"), 1),
        (PlainText("?!"), 0),
    ],
)
def test_the_database_answers_every_kind_of_query(shelf, query, count):
    folder_gone(shelf.options.path)
    close_all()

    results = shelf.search(query, Book)

    assert (results.count(), results.degraded) == (count, True)
