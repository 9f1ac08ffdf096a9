"""Comparing an index with the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from modelsearch.index import get_indexed_models

from .chunks import chunks
from .documents import Key, label_of
from .folder_writer import key_of_term
from .generations import Layout, routed_folders
from .options import Options
from .outbox import BATCH_SIZE
from .progress import Track, track_all, untracked
from .segments import close_segments, open_segments
from .sources import Source, everything, is_source, listed_keys
from .writing import GenerationWriter


@dataclass
class Report:
    """How an index differs from the database."""

    checked: int = 0
    differing: int = 0


def expected_keys(options: Options) -> Iterator[Key]:
    """Yield the keys of all objects that the index is to hold."""
    for model in filter(is_source, get_indexed_models()):
        label = label_of(model)
        for key in listed_keys(everything(model, options)):
            yield label, str(key)


def held_keys(generation: Path) -> set[Key]:
    """Return the keys of all documents in a generation."""
    return {key for folder in routed_folders(generation) for key in _keys_in(folder)}


def differing_keys(options: Options, generation: Path) -> set[Key]:
    """Return the keys that a generation lacks, and those that it holds and should not."""
    return held_keys(generation) ^ set(expected_keys(options))


def reconcile(options: Options, *, repair: bool, track: Track = untracked) -> Report:
    """Compare every document with the database, by content; with ``repair``, mend the index.

    The site may go on serving and saving: the lock is held for some documents at a time.
    """
    layout = Layout(options.path)
    report = Report()
    pointer = layout.read()
    # Under the lock, because commits remove the files of the segments that they merge.
    with layout.writing():
        held = held_keys(layout.generation(pointer)) if pointer else set()
    everywhere = sorted(held.union(expected_keys(options)))
    for keys in chunks(track_all(everywhere, track), BATCH_SIZE):
        report.checked += len(keys)
        with layout.writing():
            report.differing += _compare(options, layout, keys, repair=repair)
    return report


def _compare(options: Options, layout: Layout, keys: list[Key], *, repair: bool) -> int:
    # Read anew each time: the index may be rebuilt while it is compared.
    pointer = layout.read()
    if pointer is None:
        return len(keys)
    documents = Source(options, pointer).documents(keys)
    writer = GenerationWriter(layout.generation(pointer))
    differences = writer.differences(documents)
    if differences and repair:
        with layout.committing(pointer):
            writer.write(differences)
    return len(set[Key]().union(*(each.keys for each in differences.values())))


def _keys_in(folder: Path) -> Iterator[Key]:
    segments = open_segments(folder)
    try:
        for segment in segments:
            yield from map(key_of_term, segment.live_keys())
    finally:
        close_segments(segments)
