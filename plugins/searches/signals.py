"""Words follow the topics: a new one takes those that name it, and one that goes gives them up."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete

from plugins.levels.models import Topic
from plugins.searches.models import SearchedWords
from plugins.searches.topics import place_by_name


def connect() -> None:
    """Connect this module's receivers."""
    post_save.connect(place_after_commit, sender=Topic)
    pre_delete.connect(give_up_words, sender=Topic)
    post_delete.connect(place_after_commit, sender=Topic)


def give_up_words(instance: Topic, **kwargs: Any) -> None:
    """Have words that an editor put to a topic which goes now belong where they name one."""
    SearchedWords.objects.filter(topic=instance).update(is_placed=False)


def place_after_commit(using: str, **kwargs: Any) -> None:
    """Place all words once, however many topics have changed together."""
    waiting = transaction.get_connection(using).run_on_commit
    if all(each is not place_by_name for _savepoints, each, _robust in waiting):
        # Robust: the topic is saved, whatever becomes of the words.
        transaction.on_commit(place_by_name, using=using, robust=True)
