"""How changes and tags are kept in the database as JSON, and how changes are told in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from plugins.levels.models import Topic
from plugins.levels.versions import Change, Tags, TagsOfPage, Version

LEVELS = ("levels", "add_levels", "remove_levels")
TOPICS = ("topics", "add_topics", "remove_topics")


def change_to_json(change: Change) -> dict[str, Any]:
    """Return a change as it is kept: with the names of topics, told when these are gone."""
    parts = {part: getattr(change, part) for part in (*LEVELS, *TOPICS)}
    kept: dict[str, Any] = {part: sorted(keys) for part, keys in parts.items() if keys is not None}
    named = {key for part in TOPICS for key in kept.get(part, ())}
    names = Topic.objects.filter(pk__in=named).values_list("pk", "name")
    return {**kept, "names": {str(key): name for key, name in names}}


def change_from(kept: Mapping[str, Any]) -> Change:
    """Return the change that is kept, without topics that were deleted since."""
    named = {key for part in TOPICS for key in kept.get(part, ())}
    known = frozenset(Topic.objects.filter(pk__in=named).values_list("pk", flat=True))
    levels = {part: frozenset(kept[part]) for part in LEVELS if part in kept}
    topics = {part: frozenset(kept[part]) & known for part in TOPICS if part in kept}
    return Change(**levels, **topics)


def in_words(kept: Mapping[str, Any]) -> str:
    """Return what a change that is kept does, in a line."""
    names = kept.get("names", {})
    texts = {
        "levels": _("levels: %(names)s"),
        "add_levels": _("add levels: %(names)s"),
        "remove_levels": _("take off levels: %(names)s"),
        "topics": _("topics: %(names)s"),
        "add_topics": _("add topics: %(names)s"),
        "remove_topics": _("take off topics: %(names)s"),
    }
    # That there are to be none says something; that none are added says nothing.
    parts = [part for part in texts if kept.get(part) or (part in kept and "_" not in part)]
    return "; ".join(
        texts[part] % {"names": listed(names.get(str(key), str(key)) for key in kept[part])}
        for part in parts
    )


def listed(names: Any) -> str:
    """Return names in one line, and that there is none where there is none."""
    return ", ".join(names) or _("none")


def tags_to_json(tags: TagsOfPage) -> dict[str, list[list[int]]]:
    """Return the tags of the versions of a page as they are kept."""
    return {
        version.value: [sorted(each.levels), sorted(each.topics)] for version, each in tags.items()
    }


def tags_from(kept: Mapping[str, list[list[int]]]) -> dict[Version, Tags]:
    """Return the tags of the versions of a page that are kept."""
    return {
        Version(version): Tags(frozenset(levels), frozenset(topics))
        for version, (levels, topics) in kept.items()
    }
