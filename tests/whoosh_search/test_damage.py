"""Whatever happens to the folder: saves succeed, searches are answered, and it mends itself."""

import gc
import logging
import resource
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from modelsearch.index import RelatedFields
from modelsearch.query import MATCH_ALL, Fuzzy, Not, Phrase, PlainText
from modelsearch.test.testapp.models import Book

from plugins.whoosh_search import sources, writing
from plugins.whoosh_search.documents import document
from plugins.whoosh_search.draining import drain, drain_quietly
from plugins.whoosh_search.health import needs_rebuild
from plugins.whoosh_search.models import OutboxEntry
from plugins.whoosh_search.queries import NodeBuilder
from plugins.whoosh_search.readers import close_all
from plugins.whoosh_search.rebuilding import Building, rebuild


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
    pointer.write_text(pointer.read_text().replace('"format": 2', '"format": 1'))


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


def test_says_once_that_a_folder_cannot_be_used(blocked, book, caplog):
    with caplog.at_level(logging.ERROR):
        for title in ("More gardening", "Even more gardening"):
            book(title)
            assert not drain_quietly(blocked.options)
            assert blocked.search("gardening", Book).degraded

    (record,) = caplog.records
    assert "change PATH" in record.getMessage()


@pytest.fixture
def no_room():
    """As on a full disk, nothing can be written to files: the limit is the operating system's."""
    _, hard = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_serves_what_it_has_while_there_is_no_room(shelf, book, no_room, caplog):
    book("More gardening")

    for _ in range(3):
        assert not drain_quietly(shelf.options)
    results = shelf.search("gardening", Book)

    assert (results.count(), results.degraded) == (1, False)
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert "free space" in record.getMessage()
    no_room()
    assert drain_quietly(shelf.options)
    assert shelf.search("gardening", Book).count() == 2


def test_tries_in_vain_leave_nothing_on_the_disk(shelf, book, no_room):
    before = sorted(shelf.options.path.rglob("MAIN_*"))
    book("More gardening")

    for attempt in (drain, rebuild):
        with pytest.raises(OSError, match="File too large"):
            attempt(shelf.options)

    assert sorted(shelf.options.path.rglob("MAIN_*")) == before
    assert len(list(shelf.options.path.glob("g-*"))) == 1


def test_a_query_that_fails_by_itself_does_not_have_the_index_rebuilt(shelf, monkeypatch):
    pointer = (shelf.options.path / "current.json").read_text()

    def fail(self, query):
        raise ValueError("no fault of the index")

    with monkeypatch.context() as broken:
        broken.setattr(NodeBuilder, "build", fail)
        assert shelf.search("gardening", Book).degraded
        drain_quietly(shelf.options)
        assert shelf.search("gardening", Book).degraded

    drain_quietly(shelf.options)
    assert not shelf.search("gardening", Book).degraded
    assert (shelf.options.path / "current.json").read_text() == pointer


def test_one_broken_object_does_not_keep_others_from_being_found(shelf, book, monkeypatch, caplog):
    def fragile(obj, **kwargs):
        if "broken" in obj.title:
            raise KeyError("its own code")
        return document(obj, **kwargs)

    monkeypatch.setattr(sources, "document", fragile)
    broken = book("Gardening with a broken spade")
    book("More gardening")

    assert drain_quietly(shelf.options)
    assert shelf.search("gardening", Book).count() == 2
    rebuild(shelf.options)

    assert shelf.search("gardening", Book).count() == 2
    assert f"searchtests.book:{broken.pk} cannot be indexed" in caplog.text


def test_a_folder_that_is_gone_is_no_empty_answer(make_backend, book, db):
    routed = make_backend(ROUTING="number_of_pages")
    book("Gardening", pages=1)
    book("More gardening", pages=2)
    routed.refresh_indexes()
    (gone,) = files(routed.options.path, "v-1")
    shutil.rmtree(gone)
    close_all()

    results = routed.search("gardening", Book.objects.filter(number_of_pages=1))

    assert (results.count(), results.degraded) == (1, True)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_file_cut_anywhere_gives_no_wrong_answer(shelf, tmp_path, data):
    whole = tmp_path / "whole"
    if not whole.exists():
        shutil.copytree(shelf.options.path, whole)
    shutil.rmtree(shelf.options.path, ignore_errors=True)
    shutil.copytree(whole, shelf.options.path)
    file = data.draw(st.sampled_from(sorted(filter(Path.is_file, shelf.options.path.rglob("*")))))
    size = data.draw(st.integers(0, max(0, file.stat().st_size - 1)))
    file.write_bytes(file.read_bytes()[:size])
    close_all()

    query = data.draw(st.sampled_from(["gardening", Phrase("learning together"), Fuzzy("library")]))
    assert shelf.search(query, Book).count() == 1
    assert drain_quietly(shelf.options)

    results = shelf.search("gardening", Book)
    assert (results.count(), results.degraded) == (1, False)


def test_a_folder_that_was_killed_before_it_was_made_is_made_again(make_backend, book, db):
    backend = make_backend(ROUTING="number_of_pages")
    book("Community gardening", pages=100)
    backend.refresh_indexes()
    (kept,) = files(backend.options.path, "v-100")
    begun = kept.with_name("v-300")
    begun.mkdir()
    (begun / "_MAIN_0.toc.1700000000.0").write_bytes(b"half of a table of conte")
    (begun / "MAIN_WRITELOCK").touch()

    book("Gardening by night", pages=300)
    backend.refresh_indexes()

    found = backend.search("gardening", Book.objects.filter(number_of_pages=300))
    assert (found.count(), found.degraded) == (1, False)


def test_readers_see_all_folders_at_the_same_commit(make_backend, book, db, monkeypatch):
    routed = make_backend(ROUTING="number_of_pages")
    moving = book("Gardening", pages=1)
    book("Learning", pages=2)
    routed.refresh_indexes()
    moving.number_of_pages = 2
    moving.save()
    found = []

    def write_and_search(folder, difference):
        write(folder, difference)
        found.append(routed.search("gardening", Book).count())

    write = writing._write
    monkeypatch.setattr(writing, "_write", write_and_search)
    routed.refresh_indexes()

    assert found == [1, 1]
    assert routed.search("gardening", Book.objects.filter(number_of_pages=2)).count() == 1


def test_a_killed_rebuild_gives_its_room_back_before_the_next_begins(shelf):
    left = shelf.options.path / "g-killed"
    left.mkdir()
    left.with_name("g-orphan.journal").touch()
    left.with_name("current.json-draft").touch()

    building = Building(shelf.options)

    assert [each.name for each in shelf.options.path.glob("*killed*")] == []
    assert [each.name for each in shelf.options.path.glob("*orphan*")] == []
    assert [each.name for each in shelf.options.path.glob("*draft*")] == []
    building.abandon()
    assert shelf.search("gardening", Book).count() == 1


def test_says_once_what_is_wrong_and_what_to_do(shelf, caplog):
    folder_gone(shelf.options.path)
    close_all()

    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            shelf.search("gardening", Book).count()

    (record,) = caplog.records
    assert str(shelf.options.path) in record.getMessage()
    assert "drain_search_outbox" in record.getMessage()


def test_an_index_built_for_other_search_fields_is_rebuilt(shelf, monkeypatch):
    authors = next(each for each in Book.search_fields if isinstance(each, RelatedFields))
    monkeypatch.setattr(authors.fields[0], "boost", 3.0)

    assert needs_rebuild(shelf.options)
    shelf.refresh_indexes()
    assert not needs_rebuild(shelf.options)


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
