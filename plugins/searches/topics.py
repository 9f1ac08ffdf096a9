"""To which topic words belong: where an editor put them, else where their own words put them."""

from collections import defaultdict

from plugins.levels.models import Topic
from plugins.levels.topics_by_name import TopicsByName
from plugins.searches.models import SearchedWords
from plugins.searches.words import wanted_in

#: Rows written in one query.
MANY = 500


def topic_named_in(words: str, topics: TopicsByName) -> int | None:
    """Return the key of that of `topics` which words as they are counted are about, if any is."""
    topic = topics.of(wanted_in(words))
    return topic.pk if topic else None


def place_by_name() -> None:
    """Put all words to the topics that they name now, but for those that an editor has placed."""
    by_name = TopicsByName(Topic.objects.all())
    moved: defaultdict[int | None, list[int]] = defaultdict(list)
    rows = SearchedWords.objects.filter(is_placed=False).values_list("pk", "words", "topic")
    for pk, words, topic in rows.iterator():
        named = topic_named_in(words, by_name)
        if named != topic:
            moved[named].append(pk)
    for to, pks in moved.items():
        for start in range(0, len(pks), MANY):
            some = SearchedWords.objects.filter(pk__in=pks[start : start + MANY])
            some.update(topic=to)
