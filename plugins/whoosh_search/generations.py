"""The folders of an index: which generation is read, and who may write.

PATH/lock          held by the one process that writes
PATH/current.json  which generation is read, and how often it was written to
PATH/g-…           a generation: one folder of Whoosh files for each routing value
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote
from uuid import uuid4

from django.core.files import locks

from .places import Zones

#: The folder of the documents that have no routing value.
UNROUTED = "unrouted"
#: Counted up when indexes written by older versions can no longer be read.
FORMAT = 1

_POINTER = "current.json"


@dataclass(frozen=True)
class Pointer:
    """Which generation is read, how it was analysed, and how often it was written to."""

    generation: str
    zones: dict[str, int]
    languages: tuple[str, ...]
    routing: str
    commit: int = 0
    format: int = FORMAT

    @property
    def known_zones(self) -> Zones:
        """The zones of the fields, as they were when the generation was begun."""
        return Zones(self.zones)


Signature: TypeAlias = tuple[int, int, int]


class Layout:
    """The files and folders of one index on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def signature(self) -> Signature | None:
        """Return what changes with every commit and swap; None where there is no index."""
        try:
            status = (self.path / _POINTER).stat()
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_ino, status.st_size

    def read(self) -> Pointer | None:
        """Return the pointer to the generation in use, or None where there is no index."""
        try:
            content = json.loads((self.path / _POINTER).read_text())
        except FileNotFoundError:
            return None
        return Pointer(**{**content, "languages": tuple(content["languages"])})

    def write(self, pointer: Pointer) -> None:
        """Make a generation, or a commit to it, the one that is read: all at once."""
        handle, name = tempfile.mkstemp(dir=self.path, prefix="current-")
        with os.fdopen(handle, "w") as file:
            json.dump(asdict(pointer), file)
        Path(name).replace(self.path / _POINTER)

    def committed(self, pointer: Pointer) -> Pointer:
        """Tell readers that the generation was written to."""
        following = replace(pointer, commit=pointer.commit + 1)
        self.write(following)
        return following

    def new_generation(self) -> Path:
        """Create the empty folder of a generation that nobody reads yet."""
        self.path.mkdir(parents=True, exist_ok=True)
        folder = self.path / f"g-{uuid4().hex}"
        folder.mkdir()
        return folder

    def generation(self, pointer: Pointer) -> Path:
        """Return the folder of a generation."""
        return self.path / pointer.generation

    def remove_others(self, keep: str) -> None:
        """Remove all generations but one; readers that have files open keep them."""
        for folder in self.path.glob("g-*"):
            if folder.name != keep:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Wait until no other thread or process writes; a killed one holds nobody up."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("w") as file:
            locks.lock(file, locks.LOCK_EX)
            try:
                yield
            finally:
                locks.unlock(file)


def fresh_pointer(generation: Path, *, languages: tuple[str, ...], routing: str) -> Pointer:
    """Return the pointer to a new generation, analysed as models and options say now."""
    return Pointer(
        generation=generation.name,
        zones=dict(Zones.of_models()),
        languages=languages,
        routing=routing,
    )


def folder_name(value: object) -> str:
    """Return the folder of a routing value; any text makes a safe name."""
    name = quote(str(value), safe="").replace(".", "%2E")
    return f"v-{name[:200]}"


def routed_folders(generation: Path) -> Iterator[Path]:
    """Yield the folders that a generation has."""
    return (folder for folder in sorted(generation.iterdir()) if folder.is_dir())
