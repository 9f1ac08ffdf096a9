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
    """Return the topic whose name is in `words`, the longest where there are several."""
    asked = stems(words, settings.LANGUAGE_CODE)
    named = [(stems(topic.name, settings.LANGUAGE_CODE), topic) for topic in Topic.objects.all()]
    within = [(len(name), topic) for name, topic in named if name and name <= asked]
    return max(within, key=lambda found: found[0])[1] if within else None
