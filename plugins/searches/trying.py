"""What words find now, for who reads at their level and has no topics of their own."""

from typing import Any

from plugins.levels.queries import typed
from plugins.levels.reader import Reader
from plugins.levels.search import Order, matching_keys, picked_keys, with_first
from plugins.levels.visibility import pages_visible_to
from plugins.searches.models import SearchedWords

#: Words that are tried in one go: some hundredths of a second each.
AT_ONCE = 500


def found_now(searched: SearchedWords) -> int:
    """Return how many pages a search for the words finds at their level."""
    reader = Reader.at(searched.level.number)
    query = typed(searched.words)
    visible = pages_visible_to(reader)
    matching = matching_keys(visible, query, Order.BEST)
    return len(with_first(picked_keys(visible, reader, query), matching.keys))


def try_unmet_again() -> int:
    """Search again for what found nothing, most frequent words first; return how many find pages.

    Once what they were for has come out, nobody misses it, whether or not somebody searches again.
    """
    unmet: Any = SearchedWords.objects.shown().unmet().with_times().select_related("level")
    met = 0
    for searched in unmet.order_by("-times", "pk")[:AT_ONCE]:
        if number := found_now(searched):
            # Unless a reader's search has said so meanwhile.
            still_unmet = SearchedWords.objects.unmet().filter(pk=searched.pk)
            met += still_unmet.update(results=number)
    return met
