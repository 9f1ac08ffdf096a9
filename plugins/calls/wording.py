"""Words of readers: when two ask for the same thing, and which topic that belongs to."""

from django.conf import settings

from plugins.levels.models import Topic
from plugins.levels.words import stems

#: Characters of a key. A few letters become many, once their marks are taken away.
LONGEST_KEY = 400


def key_of(words: str) -> str:
    """Return what is the same for two who ask in the same words.

    Whatever their order, capitals, accents and endings; empty where nothing in it is a word.
    """
    return " ".join(sorted(stems(words, settings.LANGUAGE_CODE)))[:LONGEST_KEY]


def topic_in(words: str) -> Topic | None:
    """Return the topic whose name is in `words`, None where they name none.

    Where there are several it is the one with the most words, then the longest.
    """
    asked = stems(words, settings.LANGUAGE_CODE)
    named = [(stems(topic.name, settings.LANGUAGE_CODE), topic) for topic in Topic.objects.all()]
    within = [(name, topic) for name, topic in named if name and name <= asked]
    longest_first = sorted(
        within, key=lambda found: (-len(found[0]), -len(found[1].name), found[1].name)
    )
    return longest_first[0][1] if longest_first else None
