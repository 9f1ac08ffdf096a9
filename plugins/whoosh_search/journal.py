"""What changed while a generation was being built: it was read before, and must be read again."""

import json
from collections.abc import Iterable
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
        lines = self._path.read_text().splitlines()
        return list(dict.fromkeys((model, key) for model, key in map(json.loads, lines)))

    def close(self) -> None:
        """Remove the journal: the generation is in use, or given up."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def record(layout: Layout, keys: Iterable[Key]) -> None:
    """Note changes for all generations that are being built; the caller holds the write lock."""
    lines = "".join(f"{json.dumps(key)}\n" for key in keys)
    for journal in layout.journals():
        with journal.open("a") as file:
            file.write(lines)
