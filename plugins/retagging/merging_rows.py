"""The rows that refer to a topic, of whatever plugin or site, and how they refer to another then.

Every foreign key is found by itself, also those of tables that join many to many. Where a row would
then say twice what may be said once, what was said of the topic that stays counts: a member's own
level there, the page that was about both. Keys without a foreign key are their plugin's to move, by
the hook `before_topic_merged`.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import CASCADE, Exists, Model, OuterRef, Q, QuerySet, UniqueConstraint
from wagtail.models import ReferenceIndex

from plugins.levels.keys import among
from plugins.levels.models import Topic


@dataclass(frozen=True)
class Reference:
    """A foreign key to topics, in the model that declares it."""

    model: type[Model]
    field: Any

    def rows(self, *topics: Topic) -> QuerySet:
        """Return the rows that refer to topics, those too that a model's own manager leaves out."""
        return self.model._base_manager.filter(**{f"{self.field.name}__in": topics})

    def clashing(self, gone: Sequence[Topic], into: Topic) -> set[Any]:
        """Return the keys of rows about those that are `gone` that say what one says of `into`."""
        keys: set[Any] = set()
        for names, condition in self.said_once():
            said = self.rows(into).filter(condition, **same(names))
            again = self.rows(*gone).filter(condition, Exists(said))
            keys |= set(again.values_list("pk", flat=True))
        return keys

    def said_once(self) -> Iterator[tuple[Collection[str], Q]]:
        """Yield the other fields with which a topic stands at most once, and where that holds."""
        meta, name = self.model._meta, self.field.name
        if self.field.unique:
            yield (), Q()
        unique = [(each.fields, each.condition or Q()) for each in uniqueness(self.model)]
        for names, condition in [*((names, Q()) for names in meta.unique_together), *unique]:
            if name in names:
                yield [each for each in names if each != name], condition

    def move(self, gone: Topic, into: Topic) -> None:
        """Have all rows refer to `into`, but for those that go with `gone` since they clash."""
        clashing = self.clashing([gone], into)
        rows = self.rows(gone)
        if self.field.remote_field.on_delete is not CASCADE:
            rows.filter(pk__in=among(clashing)).delete()
        rows.exclude(pk__in=among(clashing)).update(**{self.field.name: into})


def same(names: Collection[str]) -> dict[str, OuterRef]:
    """Return what finds the rows that are the same in these fields."""
    return {name: OuterRef(name) for name in names}


def uniqueness(model: type[Model]) -> list[UniqueConstraint]:
    """Return what a model says of fields that together are unique."""
    return [each for each in model._meta.constraints if isinstance(each, UniqueConstraint)]


def references() -> list[Reference]:
    """Return every foreign key to topics that there is."""
    return [
        Reference(model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if field.related_model is Topic and model._meta.managed and not is_parent(field)
    ]


def is_parent(field: Any) -> bool:
    """Tell whether a foreign key says that a row is a topic itself, of a kind of a site's own."""
    return bool(field.remote_field.parent_link)


def move_rows(gone: Topic, into: Topic) -> None:
    """Have all that refers to `gone` refer to `into`."""
    for reference in references():
        reference.move(gone, into)
    move_usage(gone, into)


def move_usage(gone: Topic, into: Topic) -> None:
    """Have Wagtail's index of what uses what name `into`, once for each place."""
    topics = ContentType.objects.get_for_model(Topic)
    usage = ReferenceIndex.objects.filter(to_content_type=topics)
    place = same(["base_content_type", "object_id", "model_path"])
    again = Exists(usage.filter(to_object_id=str(into.pk), **place))
    usage.filter(again, to_object_id=str(gone.pk)).delete()
    usage.filter(to_object_id=str(gone.pk)).update(to_object_id=str(into.pk))
