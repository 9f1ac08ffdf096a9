"""What changed while a generation was being built: it was read before, and must be read again."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.core.files import locks

from .documents import Key
from .generations import Layout, journal_of


class Journal:
    """The journal of one generation, locked as long as somebody is building it."""

    def __init__(self, generation: Path) -> None:
        self._path = journal_of(generation)
        self._file: IO[str] = self._path.open("w+")
        locks.lock(self._file, locks.LOCK_EX)

    def keys(self) -> list[Key]:
        """Return the objects that have changed so far, each once."""
        return list(dict.fromkeys(_read_keys(self._path)))

    def close(self) -> None:
        """Remove the journal: the generation is in use, or given up."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def record(layout: Layout, keys: Iterable[Key]) -> None:
    """Note changes for all generations that are being built; the caller holds the write lock."""
    lines = "".join(f"\n{json.dumps(key)}" for key in keys)
    for journal in layout.journals():
        # Not created anew: its builder may have removed it a moment ago.
        with suppress(FileNotFoundError), journal.open("r+") as file:
            file.seek(0, os.SEEK_END)
            file.write(lines)


def _read_keys(journal: Path) -> Iterator[Key]:
    for line in journal.read_text().splitlines():
        # Where the disk was full a line is cut, but then the drainer has kept its note.
        with suppress(ValueError):
            model, key = json.loads(line)
            yield model, key
