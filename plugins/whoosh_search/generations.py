"""The folders of an index: which generation is read, and who may write.

PATH/lock          held by the one thread that writes
PATH/queue         held by the one that is to write next
PATH/rebuilding    held by the one thread that mends an unusable index
PATH/current.json  which generation is read, and what each of its folders holds
PATH/dirty         there while a commit is under way
PATH/g-…           a generation: one folder of Whoosh files for each routing value
PATH/g-….journal   what changed while that generation was built; locked by its builder
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TypeAlias
from urllib.parse import quote
from uuid import uuid4

from django.core.files import locks

from .contents import contents_of, remove_outdated
from .pointers import Pointer

#: The folder of the documents that have no routing value.
UNROUTED = "unrouted"
#: Longest part of a routing value that names its folder; longer values share folders.
MAX_NAME = 200

Signature: TypeAlias = tuple[int, int, int]


class Layout:
    """The files and folders of one index on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pointer = path / "current.json"
        self._dirty = path / "dirty"

    def signature(self) -> Signature | None:
        """Return what changes with every commit and swap; None where there is no index."""
        try:
            status = self._pointer.stat()
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_ino, status.st_size

    def read(self) -> Pointer | None:
        """Return the pointer to the generation in use, or None where there is no index."""
        try:
            return Pointer.read(self._pointer)
        except FileNotFoundError:
            return None

    @contextmanager
    def committing(self, pointer: Pointer) -> Iterator[None]:
        """Show readers all commits in this block at once, after the last one.

        A process killed between a commit and showing it leaves the mark, and the next one shows it.
        """
        self._dirty.touch()
        yield
        self._show(pointer)

    @property
    def is_dirty(self) -> bool:
        """Whether a commit was interrupted before readers were told."""
        return self._dirty.exists()

    def swap(self, pointer: Pointer) -> None:
        """Make another generation the one that is read, and remove the others."""
        self._show(pointer)
        self._remove_all_but(pointer.generation)

    def remove_leftovers(self) -> None:
        """Remove what killed writers have left, to make room; the caller holds the lock."""
        for draft in self.path.glob(f"{self._pointer.name}-*"):
            draft.unlink(missing_ok=True)
        pointer = None
        with suppress(ValueError, TypeError, KeyError):
            pointer = self.read()
        self._remove_all_but(pointer.generation if pointer else "")

    def _show(self, pointer: Pointer) -> None:
        generation = self.generation(pointer)
        contents = contents_of(routed_folders(generation), pointer.contents)
        pointer.following(contents).write(self._pointer)
        self._dirty.unlink(missing_ok=True)
        for name, each in contents.items():
            if each != pointer.contents.get(name):
                remove_outdated(generation / name, each.table)

    def new_generation(self) -> Path:
        """Create the empty folder of a generation that nobody reads yet."""
        folder = self.path / f"g-{uuid4().hex}"
        folder.mkdir(parents=True)
        return folder

    def generation(self, pointer: Pointer) -> Path:
        """Return the folder of a generation."""
        return self.path / pointer.generation

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Wait until no other thread or process writes; a killed one holds nobody up.

        Who waits next keeps the queue, so that who writes again and again has to stand behind.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with ExitStack() as held:
            with self._locked("queue"):
                held.enter_context(self._locked("lock"))
            yield

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Wait until nobody else mends the index: several processes find the same damage."""
        self.path.mkdir(parents=True, exist_ok=True)
        with self._locked("rebuilding"):
            yield

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with (self.path / name).open("w") as file:
            locks.lock(file, locks.LOCK_EX)
            try:
                yield
            finally:
                locks.unlock(file)

    def journals(self) -> Iterator[Path]:
        """Yield the journals of the generations that are being built."""
        return self.path.glob("g-*.journal")

    def _remove_all_but(self, keep: str) -> None:
        """Remove all generations but one and those being built; open files stay readable."""
        for folder in self.path.glob("g-*"):
            if folder.is_dir() and folder.name != keep and not self._is_being_built(folder):
                shutil.rmtree(folder, ignore_errors=True)
        for journal in self.journals():
            if not journal.with_suffix("").is_dir():
                journal.unlink(missing_ok=True)

    def _is_being_built(self, folder: Path) -> bool:
        try:
            with journal_of(folder).open("r+") as journal:
                return not _try_lock(journal)
        except FileNotFoundError:
            return False


def _try_lock(file: IO[str]) -> bool:
    return locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)


def journal_of(generation: Path) -> Path:
    """Return where changes are noted while a generation is built."""
    return generation.with_name(f"{generation.name}.journal")


def folder_name(value: object) -> str:
    """Return the folder of a routing value; any text makes a safe name."""
    name = quote(str(value), safe="").replace(".", "%2E")
    return f"v-{name[:MAX_NAME]}"


def routed_folders(generation: Path) -> list[Path]:
    """Return the folders that a generation has."""
    return [folder for folder in sorted(generation.iterdir()) if folder.is_dir()]
