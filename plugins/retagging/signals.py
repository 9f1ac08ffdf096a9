"""Keeps the addresses of topics true to what there is, however topics come and go."""

from django.db.models.signals import post_delete, post_save

from plugins.levels.models import Topic
from plugins.retagging.topic_addresses import forget, take_over


def connect() -> None:
    """Connect this plugin's handlers, once every app is loaded."""
    post_save.connect(take_over, Topic, dispatch_uid="retagging.take_over")
    post_delete.connect(forget, Topic, dispatch_uid="retagging.forget")
