"""What words find now, for who reads at their level and has no topics of their own."""

from plugins.levels.queries import typed
from plugins.levels.reader import Reader
from plugins.levels.search import Order, matching_keys, picked_keys, with_first
from plugins.levels.visibility import pages_visible_to
from plugins.searches.models import SearchedWords


def found_now(searched: SearchedWords) -> int:
    """Return how many pages a search for the words finds at their level."""
    reader = Reader.at(searched.level.number)
    query = typed(searched.words)
    visible = pages_visible_to(reader)
    matching = matching_keys(visible, query, Order.BEST)
    return len(with_first(picked_keys(visible, reader, query), matching.keys))
