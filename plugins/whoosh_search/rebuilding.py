"""Building an index anew beside the one that is read, and putting it in its place."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db.models import Model
from modelsearch.index import get_indexed_models

from . import outbox
from .documents import Document, Key
from .folder_writer import FolderWriter
from .generations import Layout, fresh_pointer
from .options import Options
from .sources import CHUNK_SIZE, Source, everything, is_source
from .writing import GenerationWriter, abandon, folders_of, open_or_create


class Building:
    """A generation in the making, which nobody reads yet."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._layout = Layout(options.path)
        self._generation = self._layout.new_generation()
        self.pointer = fresh_pointer(
            self._generation, languages=options.languages, routing=options.routing
        )
        self.source = Source(options, self.pointer)
        self._writers: dict[Path, FolderWriter] = {}
        self._keys: set[Key] = set()

    def add(self, document: Document) -> None:
        """Write a document, unless paging has brought the same object before."""
        if document.key in self._keys:
            return
        self._keys.add(document.key)
        for folder in folders_of(document, self._generation):
            self._writer(folder).write(document)

    def finish(self) -> None:
        """Write what changed meanwhile, then make this the generation that is read."""
        self._commit()
        with self._layout.writing():
            entries = self._replay()
            self._layout.write(self.pointer)
            self._layout.remove_others(self.pointer.generation)
        outbox.forget(entries)

    def abandon(self) -> None:
        """Give up; what is being read stays as it is."""
        for writer in self._writers.values():
            abandon(writer)

    def _writer(self, folder: Path) -> FolderWriter:
        if folder not in self._writers:
            self._writers[folder] = FolderWriter(open_or_create(folder))
        return self._writers[folder]

    def _commit(self) -> None:
        for writer in self._writers.values():
            writer.commit(merge=False)
        self._writers.clear()

    def _replay(self) -> list[Any]:
        entries = outbox.pending(self._options.name)
        keys = outbox.keys_of(entries)
        GenerationWriter(self._generation).apply(self.source.documents(keys))
        return entries


def rebuild(options: Options) -> None:
    """Build the whole index anew from the database."""
    building = Building(options)
    try:
        for model in filter(is_source, get_indexed_models()):
            for obj in everything(model, options).order_by("pk").iterator(CHUNK_SIZE):
                building.add(building.source.document(obj))
        building.finish()
    except BaseException:
        building.abandon()
        raise


class BuildingIndex:
    """The index that `update_index` fills: modelsearch's interface to a `Building`."""

    def __init__(self, building: Building) -> None:
        self._building = building

    def add_model(self, model: type[Model]) -> None:
        """Accept documents of a model: there is nothing to prepare."""

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        """Write objects of one model, as far as the index may hold them."""
        source = self._building.source
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
