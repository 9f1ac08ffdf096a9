"""To which topic words belong by themselves: the one whose name stands in them."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings

from plugins.levels.models import Topic
from plugins.levels.words import stems


class TopicsByName:
    """Finds the topic whose name stands in words, in whatever form, case and order."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._by_stem: defaultdict[str, list[tuple[int, set[str], Topic]]] = defaultdict(list)
        # The more words a name has the more it says; then the longer one.
        named = ((stems_of(topic.name), topic) for topic in topics)
        longest_first = sorted(
            ((name, topic) for name, topic in named if name),
            key=lambda each: (-len(each[0]), -len(each[1].name), each[1].name),
        )
        for rank, (name, topic) in enumerate(longest_first):
            # One of them is enough to find it by.
            self._by_stem[min(name)].append((rank, name, topic))

    def of(self, words: str) -> Topic | None:
        """Return the topic that `words` are about, None where they name none."""
        asked = stems_of(words)
        named = {
            rank: topic
            for stem in asked
            for rank, name, topic in self._by_stem.get(stem, ())
            if name <= asked
        }
        return named[min(named)] if named else None


def stems_of(text: str) -> set[str]:
    """Return the stems of all words in `text`, in the site's language."""
    return stems(text, settings.LANGUAGE_CODE)
