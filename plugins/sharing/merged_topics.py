"""What authors are writing names a topic by its key: it names another once the two are one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from plugins.levels.models import Topic
from plugins.sharing.content import fingerprint
from plugins.sharing.models import Draft, KeptVersion

#: The unit of a draft in which the keys of topics are.
TOPICS = "topics"
#: So many drafts are read and written at once.
AT_ONCE = 200


def name_another(gone: Topic, into: Topic) -> None:
    """Have drafts name `into` where they name `gone`, without a change that anybody would see.

    What a draft had in common with its page changes in both, and so do its fingerprints.
    """
    keys = list(drafts_naming(gone).values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = Draft.objects.filter(pk__in=keys[start : start + AT_ONCE])
        drafts = list(some.select_related("page__latest_revision"))
        for draft in drafts:
            exchange_in(draft, gone.pk, into.pk)
        Draft.objects.bulk_update(drafts, ["content", "base", "writers"])
    for version in KeptVersion.objects.filter(unit=TOPICS):
        if gone.pk in version.value:
            version.value = exchanged(version.value, gone.pk, into.pk)
            version.save(update_fields=["value"])


def drafts_naming(topic: Topic) -> QuerySet[Draft]:
    """Return the drafts that name a topic, and those of pages about it."""
    listed = Draft.objects.values_list("pk", f"content__{TOPICS}")
    naming = [key for key, topics in listed if topic.pk in (topics or ())]
    return Draft.objects.filter(Q(pk__in=naming) | Q(page__topic_tags__tag=topic))


def exchange_in(draft: Draft, gone: int, into: int) -> None:
    """Exchange a topic in a draft, and in the fingerprints of what it and its page had of them."""
    prints = {}
    for topics in (topics_of_page(draft), draft.content.get(TOPICS, [])):
        prints[fingerprint(topics)] = fingerprint(exchanged(topics, gone, into))
    if TOPICS in draft.content:
        draft.content[TOPICS] = exchanged(draft.content[TOPICS], gone, into)
    if TOPICS in draft.base:
        draft.base[TOPICS] = prints.get(draft.base[TOPICS], draft.base[TOPICS])
    if TOPICS in draft.writers:
        window, seen, at = draft.writers[TOPICS]
        draft.writers[TOPICS] = [window, prints.get(seen, seen), at]


def topics_of_page(draft: Draft) -> list[int]:
    """Return the keys of the topics of a draft's page, as editors last left it."""
    revision: Any = draft.page.latest_revision if draft.page else None
    tags = revision.content.get("topic_tags", []) if revision else []
    return sorted(tag["tag"] for tag in tags)


def exchanged(topics: Iterable[int], gone: int, into: int) -> list[int]:
    """Return the keys of topics, with `into` in the place of `gone`, each once and in order."""
    return sorted({into if topic == gone else topic for topic in topics})
