"""The index follows the database: after the commit, never before it, whatever happens between."""

from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from modelsearch.test.testapp.models import Book

from plugins.whoosh_search.models import OutboxEntry
from plugins.whoosh_search.options import Drain
from plugins.whoosh_search.rebuilding import Building, rebuild
from plugins.whoosh_search.reconciling import reconcile


def published(queryset):
    """What an index with DOCUMENTS may hold: books of some length; nothing of other models."""
    return queryset.filter(number_of_pages__gt=50) if queryset.model is Book else queryset.none()


def indexed_keys(backend, words):
    """Return the keys that the index holds, whether or not the database still has them."""
    compiler = backend.query_compiler_class(Book.objects.all(), words)
    found = backend.reading(lambda snapshot: compiler._search(snapshot, None, backend))
    return {str(key) for key in found.scores}


def test_a_save_is_found_after_the_index_has_followed(backend, book):
    backend.refresh_indexes()
    written = book("Garden")
    assert backend.search("garden", Book).count() == 0

    backend.refresh_indexes()

    assert list(backend.search("garden", Book)) == [written]
    assert not OutboxEntry.objects.exists()


def test_a_rollback_leaves_nothing_behind(backend, book):
    class UndoneError(Exception):
        pass

    with suppress(UndoneError), transaction.atomic():
        book("Garden")
        assert OutboxEntry.objects.exists()
        raise UndoneError

    assert not OutboxEntry.objects.exists()


def test_the_current_state_counts_not_the_one_that_was_noted(backend, book):
    written = book("Garden")
    Book.objects.filter(pk=written.pk).update(title="Library")

    backend.refresh_indexes()

    assert indexed_keys(backend, "garden") == set()
    assert indexed_keys(backend, "library") == {str(written.pk)}


def test_deleted_objects_leave_the_index(backend, book):
    written = book("Garden")
    backend.refresh_indexes()
    written.delete()

    backend.refresh_indexes()

    assert indexed_keys(backend, "garden") == set()


def test_follows_right_after_the_commit(db, make_backend, book, django_capture_on_commit_callbacks):
    backend = make_backend(DRAIN=Drain.INLINE)

    with django_capture_on_commit_callbacks(execute=True):
        book("Garden")

    assert backend.search("garden", Book).count() == 1


def test_objects_are_added_by_their_keys_alone(backend, book, django_assert_num_queries):
    changed, gone = book("Garden"), book("Garden to be removed")
    backend.refresh_indexes()
    Book.objects.filter(pk=changed.pk).update(title="Library")
    Book.objects.filter(pk=gone.pk)._raw_delete("default")

    with django_assert_num_queries(1):
        backend.add_keys(Book, [changed.pk, gone.pk])
    backend.refresh_indexes()

    assert indexed_keys(backend, "garden") == set()
    assert indexed_keys(backend, "library") == {str(changed.pk)}


def test_a_save_that_changes_nothing_writes_nothing(backend, book):
    written = book("Garden")
    backend.refresh_indexes()
    before = (backend.options.path / "current.json").read_text()

    written.save()
    backend.refresh_indexes()

    assert (backend.options.path / "current.json").read_text() == before


def test_holds_only_what_it_may(db, make_backend, book):
    backend = make_backend(DOCUMENTS=f"{__name__}.published")
    long, short = book("Long garden", pages=60), book("Short garden", pages=40)
    backend.refresh_indexes()
    assert indexed_keys(backend, "garden") == {str(long.pk)}

    Book.objects.filter(pk=long.pk).update(number_of_pages=40)
    Book.objects.filter(pk=short.pk).update(number_of_pages=60)
    backend.add_bulk(Book, [long, short])
    backend.refresh_indexes()

    assert indexed_keys(backend, "garden") == {str(short.pk)}


def test_a_document_moves_between_folders(db, make_backend, book):
    backend = make_backend(ROUTING="number_of_pages")
    written = book("Garden", pages=1)
    backend.refresh_indexes()
    written.number_of_pages = 2
    written.save()
    backend.refresh_indexes()

    assert backend.search("garden", Book.objects.filter(number_of_pages=2)).count() == 1
    assert not backend.search("garden", Book.objects.filter(number_of_pages=1)).keys()
    assert reconcile(backend.options, repair=False).differing == 0


def test_several_indexes_follow_each_for_itself(db, make_backend, book):
    first = make_backend("shelf")
    second = make_backend("window", DOCUMENTS=f"{__name__}.published")
    book("Garden", pages=10)

    first.refresh_indexes()

    assert first.search("garden", Book).count() == 1
    assert OutboxEntry.objects.filter(index=second.options.name).count() == 1


def test_many_small_changes_leave_few_segments(backend, book):
    backend.refresh_indexes()
    for number in range(30):
        book(f"Garden {number}")
        backend.refresh_indexes()

    count = backend.reading(lambda snapshot: len(snapshot.segments(None)))

    assert backend.search("garden", Book).count() == 30
    assert count <= 5


def test_readers_see_no_partial_index(backend, book):
    book("Garden")
    backend.refresh_indexes()

    building = Building(backend.options)

    assert backend.search("garden", Book).count() == 1
    building.finish()


def test_a_rebuild_takes_in_what_changes_meanwhile(backend, book):
    old = book("Old garden")
    backend.refresh_indexes()
    building = Building(backend.options)
    building.add(building.source.document(old))
    old.title = "Old library"
    old.save()
    book("New garden")
    backend.refresh_indexes()
    waiting = book("Waiting garden")

    building.finish()

    assert indexed_keys(backend, "old library") == {str(old.pk)}
    assert indexed_keys(backend, "old garden") == set()
    assert indexed_keys(backend, "waiting garden") == {str(waiting.pk)}
    assert backend.search("garden", Book).count() == 2


def test_a_rebuild_takes_in_what_paging_skipped(backend, book):
    first, skipped = book("First garden"), book("Skipped garden")
    OutboxEntry.objects.all().delete()
    building = Building(backend.options)
    building.add(building.source.document(first))

    building.finish()

    assert indexed_keys(backend, "garden") == {str(first.pk), str(skipped.pk)}


def test_a_rebuild_removes_what_killed_ones_left(backend, book):
    book("Garden")
    left = backend.options.path / "g-killed"
    left.mkdir(parents=True)
    left.with_name("g-killed.journal").touch()

    rebuild(backend.options)

    assert not left.exists()
    assert backend.search("garden", Book).count() == 1


def test_update_index_rebuilds(backend, book):
    book("Garden")

    call_command("update_index", backend_name="shelf", verbosity=0)

    assert backend.search("garden", Book).count() == 1


def test_drains_by_command(backend, book, capsys):
    backend.refresh_indexes()
    book("Garden")

    call_command("drain_search_outbox")

    assert "shelf: 1 " in capsys.readouterr().out
    assert backend.search("garden", Book).count() == 1


def test_reconciling_finds_and_mends_what_nobody_noted(backend, book):
    changed, gone = book("Garden"), book("Garden to be removed")
    backend.refresh_indexes()
    Book.objects.filter(pk=changed.pk).update(title="Library")
    Book.objects.filter(pk=gone.pk)._raw_delete("default")
    Book.objects.bulk_create([Book(title="Bulk", publication_date="2020-01-01", number_of_pages=1)])

    with pytest.raises(CommandError):
        call_command("reconcile_search_index", verbosity=0)
    call_command("reconcile_search_index", "--repair")
    call_command("reconcile_search_index")

    assert indexed_keys(backend, "garden") == set()
    assert backend.search("bulk", Book).count() == 1
