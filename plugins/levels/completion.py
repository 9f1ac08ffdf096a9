"""Completion: the pages at the reader's level whose titles hold words that begin so."""

from typing import Any

from plugins.levels.indexing import BACKEND
from plugins.levels.queries import typed
from plugins.levels.reader import Reader
from plugins.levels.visibility import pages_visible_to

#: So many pages are offered while a reader types.
MAX_OFFERED = 8


def complete(reader: Reader, text: str) -> list[Any]:
    """Return up to eight pages at `reader`'s level with all words of `text` begun in the title."""
    query = typed(text)
    if not query.wanted or query.excluded:
        return []
    found = pages_visible_to(reader).autocomplete(query.wanted_text, backend=BACKEND)
    return list(found[:MAX_OFFERED])
