"""To which topic words belong: where an editor put them, else where their own words put them."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings

from plugins.levels.models import Topic
from plugins.levels.words import stems
from plugins.searches.models import SearchedWords
from plugins.searches.words import wanted_in

#: Rows written in one query.
MANY = 500


class TopicsByName:
    """Finds the topic whose name stands in words, in whatever form, case and order."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._by_stem: defaultdict[str, list[tuple[int, set[str], int]]] = defaultdict(list)
        # The more words a name has the more it says; then the longer one.
        named = ((stems_of(topic.name), topic) for topic in topics)
        longest_first = sorted(
            ((name, topic) for name, topic in named if name),
            key=lambda each: (-len(each[0]), -len(each[1].name), each[1].name),
        )
        for rank, (name, topic) in enumerate(longest_first):
            # One of them is enough to find it by.
            self._by_stem[min(name)].append((rank, name, topic.pk))

    def of(self, words: str) -> int | None:
        """Return the key of the topic that `words` are about, None where they name none."""
        stems = stems_of(wanted_in(words))
        named = [
            (rank, pk)
            for stem in stems
            for rank, name, pk in self._by_stem.get(stem, ())
            if name <= stems
        ]
        return min(named)[1] if named else None


def stems_of(text: str) -> set[str]:
    """Return the stems of all words in `text`, in the site's language."""
    return stems(text, settings.LANGUAGE_CODE)


def place_by_name() -> None:
    """Put all words to the topics that they name now, but for those that an editor has placed."""
    by_name = TopicsByName(Topic.objects.all())
    moved: defaultdict[int | None, list[int]] = defaultdict(list)
    rows = SearchedWords.objects.filter(is_placed=False).values_list("pk", "words", "topic")
    for pk, words, topic in rows.iterator():
        named = by_name.of(words)
        if named != topic:
            moved[named].append(pk)
    for to, pks in moved.items():
        for start in range(0, len(pks), MANY):
            some = SearchedWords.objects.filter(pk__in=pks[start : start + MANY])
            some.update(topic=to)
