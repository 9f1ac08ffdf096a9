"""Where an editor puts words: to a topic, to none, or back to where their own words put them."""

from plugins.levels.models import Topic
from plugins.levels.topics_by_name import TopicsByName
from plugins.searches.models import SearchedWords
from plugins.searches.topics import topic_named_in

#: What stands for no topic, in place of the key of one.
BY_NAME, NO_TOPIC = "by-name", "none"


def placed_at(searched: SearchedWords) -> str:
    """Return where an editor has put words: the key of a topic, NO_TOPIC, or else BY_NAME."""
    if not searched.is_placed:
        return BY_NAME
    return str(searched.topic_id or NO_TOPIC)


def place(searched: SearchedWords, where: str) -> Topic | None:
    """Put words, whatever the level, `where` they belong; return the topic, None for none."""
    topic = Topic.objects.filter(pk=topic_key(searched, where)).first()
    alike = SearchedWords.objects.filter(words=searched.words)
    alike.update(topic=topic, is_placed=where != BY_NAME)
    return topic


def topic_key(searched: SearchedWords, where: str) -> int | None:
    """Return the key of the topic that words belong to if they are put `where`."""
    if where == BY_NAME:
        return topic_named_in(searched.words, TopicsByName(Topic.objects.all()))
    return None if where == NO_TOPIC else int(where)
