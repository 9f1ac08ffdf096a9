"""Reading all of an index, to tell damage from a query that fails by a fault of its own."""

from pathlib import Path

from .contents import Contents, size_of
from .generations import Layout
from .segments import close_segments, open_segments, read_table


def is_sound(layout: Layout) -> bool:
    """Tell whether everything in the index can be read; the caller holds the lock."""
    try:
        pointer = layout.read()
        if pointer is None:
            return False
        for name, contents in pointer.contents.items():
            _read_all(layout.generation(pointer) / name, contents)
    except Exception:  # noqa: BLE001 - a damaged index fails in any way there is
        return False
    return True


def _read_all(folder: Path, contents: Contents) -> None:
    table = read_table(folder, contents.table)
    if size_of(folder, table) != contents.size:
        raise EOFError(f"{folder} holds less than it should")
    segments = open_segments(folder, table)
    try:
        for segment in segments:
            segment.read_all()
    finally:
        close_segments(segments)
