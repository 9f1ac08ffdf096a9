"""Another name for a topic, and another address if that is wanted: the old one leads to it."""

from itertools import count

from django.db import transaction
from wagtail.log_actions import log

from plugins.levels.models import Topic
from plugins.retagging.topic_addresses import lead

RENAMED = "retagging.topic_renamed"


@transaction.atomic
def rename(topic: Topic, name: str, *, moves: bool, user: object = None) -> Topic:
    """Call `topic` by another name, and return it as it is then.

    Its address changes with it where it `moves`, and else stays as it is.
    """
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    name_before, slug_before = topic.name, topic.slug
    topic.name = Topic.tidy(name)
    if moves:
        topic.slug = slug_for(topic)
    if (topic.name, topic.slug) == (name_before, slug_before):
        return topic
    topic.save()
    if topic.slug != slug_before:
        lead(slug_before, topic.slug)
    data = {"before": name_before, "now": topic.name, "moved": topic.slug != slug_before}
    log(topic, RENAMED, user=user, data=data, content_changed=True)
    return topic


def slug_for(topic: Topic) -> str:
    """Return the slug that fits the name of a topic, with a number where another topic has it.

    Its own where the name has no letter to make one of.
    """
    longest = Topic._meta.get_field("slug").max_length
    others = set(Topic.objects.exclude(pk=topic.pk).values_list("slug", flat=True))
    # As taggit names new ones: the first without a number.
    tried = (topic.slugify(topic.name, number or None) for number in count())
    fitting = next(slug for slug in tried if slug not in others)
    return fitting if topic.slugify(topic.name) and len(fitting) <= longest else topic.slug
