"""Which searches on the site are counted: those of readers who look for something, each once."""

import re

from plugins.desk import curates
from plugins.levels.reader import ReaderRequest
from plugins.levels.search import Found
from plugins.limits import hashed, place_of, store
from plugins.searches.counting import Searched, tally
from plugins.searches.keeping import is_on, today
from plugins.searches.words import words_to_count

#: Seconds within which the same words from the same person are one search.
AN_HOUR = 3600
#: What else a search's URL may say: whoever follows such a link looks through what was found.
LINKS_SAY = ("page", "order", "topic", "kind")
#: Programs that say so, and no telephone of a brand that ends alike. Others are taken for people,
#: and count once an hour like them.
_PROGRAM = re.compile(r"(?<!cu)bot\b|crawl|spider|slurp", re.IGNORECASE)


def take_notice(request: ReaderRequest, found: Found) -> None:
    """Count what was searched for, and note how many pages it found; all of it in memory."""
    if not is_on() or not is_counted(request, found):
        return
    words = words_to_count(found.query)
    if words:
        tally.add(
            Searched(
                words,
                request.reader.number,
                today(),
                # What the topics of this reader hold at other levels says nothing of the level.
                results=None if request.reader.topic_levels else found.count,
                is_new=is_new(request, words),
            )
        )


def is_counted(request: ReaderRequest, found: Found) -> bool:
    """Tell whether a reader searched, and neither a program nor an editor.

    What is found while the index is repaired says nothing.
    """
    return (
        request.method == "GET"
        and "Sec-Purpose" not in request.headers
        and not any(request.GET.get(name) for name in LINKS_SAY)
        and bool(found.query.wanted)
        and not found.being_repaired
        and not _PROGRAM.search(request.headers.get("User-Agent", ""))
        and not is_by_an_editor(request)
    )


def is_by_an_editor(request: ReaderRequest) -> bool:
    """Tell whether somebody searches who may publish pages; nothing is asked about visitors."""
    user = request.reader.user
    # The first is known for every page that a member is shown.
    return bool(user and user.has_perm("wagtailadmin.access_admin") and curates(user))


def is_new(request: ReaderRequest, words: str) -> bool:
    """Tell whether whoever makes `request` has not searched for the words within an hour.

    What tells one from another is kept in memory, scrambled together with the words.
    """
    reader = request.reader
    who = place_of(request) if reader.user is None else f"member {reader.user.pk}"
    key = hashed(f"searched {who} {reader.number} {words}")
    return store().add(f"searches.{key}", True, timeout=AN_HOUR)
