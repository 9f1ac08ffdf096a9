"""Building an index anew beside the one that is read, and putting it in its place."""

import gc
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from django.db.models import Model
from modelsearch.index import get_indexed_models

from . import outbox
from .chunks import chunks
from .documents import Document, Key
from .folder_writer import FolderWriter
from .generations import Layout
from .health import report_healthy
from .journal import Journal
from .models import OutboxEntry
from .options import Options
from .pointers import Pointer
from .progress import Track, untracked
from .reconciling import differing_keys
from .sources import CHUNK_SIZE, Source, everything, is_source
from .writing import GenerationWriter, abandon, folders_of, open_or_create

#: Postings that are held in memory, some 25 bytes each, before a segment is written.
MAX_POOL = 3_000_000
#: Python's own threshold is 700.
ALLOCATIONS_BETWEEN_COLLECTIONS = 100_000


class Building:
    """A generation in the making, which nobody reads yet."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._layout = Layout(options.path)
        # Under the lock: a folder without a locked journal is taken for a killed builder's.
        with self._layout.writing():
            self._layout.remove_leftovers()
            self._generation = self._layout.new_generation()
            self._journal = Journal(self._generation)
        self._pointer = Pointer.fresh(self._generation, options)
        self.source = Source(options, self._pointer)
        self._writers: dict[Path, FolderWriter] = {}
        self._keys: set[Key] = set()

    def add(self, document: Document | None) -> None:
        """Write a document, if there is one and paging has not brought the same object before."""
        if document is None or document.key in self._keys:
            return
        self._keys.add(document.key)
        for folder in folders_of(document, self._generation):
            writer = self._writer(folder)
            writer.write(document)
            if writer.pool.size > MAX_POOL:
                self._commit(folder)

    @property
    def count(self) -> int:
        """How many objects were added."""
        return len(self._keys)

    def finish(self) -> None:
        """Write what changed meanwhile, then make this the generation that is read."""
        for folder in list(self._writers):
            self._commit(folder)
        with self._layout.writing():
            entries = list(self._replayed())
            self._reconcile()
            self._layout.swap(self._pointer)
            for some in chunks(entries, outbox.BATCH_SIZE):
                outbox.forget(some)
        self._journal.close()

    def abandon(self) -> None:
        """Give up; what is being read stays as it is."""
        for writer in self._writers.values():
            abandon(writer)
        shutil.rmtree(self._generation, ignore_errors=True)
        self._journal.close()

    def _writer(self, folder: Path) -> FolderWriter:
        if folder not in self._writers:
            self._writers[folder] = FolderWriter(open_or_create(folder))
        return self._writers[folder]

    def _commit(self, folder: Path) -> None:
        with rare_collections():
            # Taken out only when it is done: one that fails is to be abandoned.
            self._writers[folder].commit(merge=False)
        del self._writers[folder]

    def _replayed(self) -> Iterator[OutboxEntry]:
        """Read again what changed since the building began; yield the notes that this covers."""
        self._apply(self._journal.keys())
        # What is noted from now on waits for the lock: under load, there is always more.
        last, until = 0, outbox.newest(self._options.name)
        while entries := outbox.pending(self._options.name, after=last, until=until):
            self._apply(outbox.keys_of(entries))
            yield from entries
            last = entries[-1].pk

    def _reconcile(self) -> None:
        """Mend what nobody noted: pages skipped by paging, or changed by `QuerySet.update()`."""
        if self._keys:
            self._apply(differing_keys(self._options, self._generation))

    def _apply(self, keys: Iterable[Key]) -> None:
        writer = GenerationWriter(self._generation)
        for some in chunks(keys, outbox.BATCH_SIZE):
            writer.write(writer.differences(self.source.documents(some)))


def rebuild(options: Options, track: Track = untracked) -> int:
    """Build the whole index anew from the database; return how many objects it holds."""
    building = Building(options)
    try:
        with rare_collections():
            _add_everything(building, options, track)
        building.finish()
    except BaseException:
        building.abandon()
        raise
    return building.count


def _add_everything(building: Building, options: Options, track: Track) -> None:
    sources = [everything(model, options) for model in get_indexed_models() if is_source(model)]
    objects = chain.from_iterable(each.order_by("pk").iterator(CHUNK_SIZE) for each in sources)
    for obj in track(objects, sum(each.count() for each in sources)):
        building.add(building.source.document(obj))


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage in cycles less often: a fifth of the time of building goes into that."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], ALLOCATIONS_BETWEEN_COLLECTIONS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


class BuildingIndex:
    """The index that `update_index` fills: modelsearch's interface to a `Building`."""

    def __init__(self, building: Building) -> None:
        self._building = building

    def add_model(self, model: type[Model]) -> None:
        """Accept documents of a model: there is nothing to prepare."""

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        """Write objects of one model, as far as the index may hold them."""
        source = self._building.source
        with rare_collections():
            for obj in source.allowed(model, items):
                self._building.add(source.document(obj))


class WhooshRebuilder:
    """Rebuilds the index under `update_index` while the site searches the old one."""

    def __init__(self, index: Any) -> None:
        self._options = index.backend.options
        self._building: Building | None = None

    def start(self) -> BuildingIndex:
        self._building = Building(self._options)
        return BuildingIndex(self._building)

    def finish(self) -> None:
        if self._building:
            self._building.finish()
            report_healthy(self._options)
