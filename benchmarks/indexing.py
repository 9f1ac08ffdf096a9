"""How long it takes to index everything, and how large the indexes are."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from modelsearch.backends import get_search_backend

from benchmarks.measuring import milliseconds, progress
from plugins.whoosh_search.rebuilding import rebuild


@dataclass
class Indexed:
    """Seconds and bytes of one way to build an index."""

    seconds: float
    size: int


def update_index(alias: str) -> Indexed:
    """Run `manage.py update_index --backend …`."""
    progress(f"update_index --backend {alias}")
    before = _size(alias)
    elapsed, _ = milliseconds(lambda: call_command("update_index", backend_name=alias, verbosity=0))
    return Indexed(elapsed / 1000, _size(alias) - before)


def rebuild_readers() -> Indexed:
    """Build the readers' index as the site does when it is missing or damaged."""
    progress("rebuild() of the readers' index")
    options = _readers().options
    elapsed, _ = milliseconds(lambda: rebuild(options))
    return Indexed(elapsed / 1000, _size("readers"))


def _readers() -> Any:
    return get_search_backend("readers")


def _size(alias: str) -> int:
    return _folder_size(_readers().options.path) if alias == "readers" else _database_size()


def _folder_size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _database_size() -> int:
    with connection.cursor() as cursor:
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        (free,) = cursor.execute("PRAGMA freelist_count").fetchone()
        (size,) = cursor.execute("PRAGMA page_size").fetchone()
    return (pages - free) * size
