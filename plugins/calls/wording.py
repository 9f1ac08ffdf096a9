"""Words of readers: when two ask for the same thing, in whatever form they say it."""

from django.conf import settings

from plugins.levels.words import stems

#: Characters of a key. A few letters become many, once their marks are taken away.
LONGEST_KEY = 400
#: Characters of what readers look for, and of what they, or editors, say of it.
LONGEST_WORDS = 200
LONGEST_TEXT = 2000


def key_of(words: str) -> str:
    """Return what is the same for two who ask in the same words.

    Whatever their order, capitals, accents and endings; empty where nothing in it is a word.
    """
    return " ".join(sorted(stems(words, settings.LANGUAGE_CODE)))[:LONGEST_KEY]
