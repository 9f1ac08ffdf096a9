"""Draining the outbox: making the index match what the database holds of each noted object."""

from . import outbox
from .generations import Layout
from .health import is_usable, needs_rebuild, report_healthy, report_unwritable
from .journal import record
from .options import Options
from .pointers import Pointer
from .rebuilding import rebuild
from .sources import Source
from .writing import GenerationWriter


def drain(options: Options) -> int:
    """Work off all notes that an index has now; return how many there were.

    Waits while another thread or process writes. Killed anywhere, it leaves the notes that are
    not in the index yet. An index that is missing, damaged or built for other settings is built
    anew. Raises OSError where the folder cannot be written.
    """
    layout = Layout(options.path)
    until = outbox.newest(options.name)
    rebuilt = _rebuild_if_needed(options, layout)
    done = 0
    while count := _drain_batch(options, layout, until):
        done += count
    report_healthy(options, wrote=rebuilt or done > 0)
    return done


def _rebuild_if_needed(options: Options, layout: Layout) -> bool:
    """Build the index anew, unless another thread or process has done it; tell whether it did."""
    if not needs_rebuild(options):
        return False
    with layout.rebuilding():
        if is_usable(options):
            return False
        rebuild(options)
        return True


def _drain_batch(options: Options, layout: Layout, until: int) -> int:
    # The lock is taken for each batch, so that others get to write in between.
    with layout.writing():
        return _write_batch(options, layout, until)


def _write_batch(options: Options, layout: Layout, until: int) -> int:
    entries = outbox.pending(options.name, until=until)
    pointer = layout.read()
    if not entries or pointer is None:
        return 0
    keys = outbox.keys_of(entries)
    _write(options, layout, pointer, keys)
    record(layout, keys)
    outbox.forget(entries)
    return len(entries)


def _write(options: Options, layout: Layout, pointer: Pointer, keys: list[tuple[str, str]]) -> None:
    documents = Source(options, pointer).documents(keys)
    writer = GenerationWriter(layout.generation(pointer))
    differences = writer.differences(documents)
    if differences or layout.is_dirty:
        with layout.committing(pointer):
            writer.write(differences)


def drain_quietly(options: Options) -> bool:
    """Drain without failing the save that led here; return whether that went well.

    What could not be written stays noted for the next time.
    """
    try:
        drain(options)
    except Exception as error:  # noqa: BLE001 - a damaged index fails in any way there is
        report_unwritable(options, error)
        return False
    return True
