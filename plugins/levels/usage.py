"""What is at a level or about a topic, in the admin: so many at once as are shown."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import ReferenceIndex
from wagtail.models.reference_index import ReferenceGroups
from wagtail.snippets.views.snippets import UsageView

#: The key of a content type, and that of an object of it, as Wagtail's index has them.
Source = tuple[int, str]


class SomeReferenceGroups(ReferenceGroups):
    """What refers to something: Wagtail's own loads all of it, one by one, to show a few."""

    def __getitem__(self, key: slice) -> list[tuple[Any, list[ReferenceIndex]]]:
        sources = self.qs.order_by("base_content_type", "object_id").distinct()
        few: list[Source] = list(sources.values_list("base_content_type", "object_id")[key])
        if not few:
            return []
        objects, references = dict(objects_of(few)), self.references_of(few)
        return [(objects[each], references[each]) for each in few if each in objects]

    def references_of(self, sources: list[Source]) -> dict[Source, list[ReferenceIndex]]:
        """Return where each of `sources` refers to it."""
        asked_for = Q()
        for content_type, key in sources:
            asked_for |= Q(base_content_type=content_type, object_id=key)
        found: dict[Source, list[ReferenceIndex]] = {each: [] for each in sources}
        for reference in self.qs.filter(asked_for):
            found[reference.base_content_type_id, reference.object_id].append(reference)
        return found


def objects_of(sources: list[Source]) -> Iterator[tuple[Source, Any]]:
    """Yield the objects of `sources`, in a query for each type."""
    for type_key in {type_key for type_key, _key in sources}:
        content_type = ContentType.objects.get_for_id(type_key)
        keys = [key for each, key in sources if each == type_key]
        rows = content_type.get_all_objects_for_this_type(pk__in=keys)
        yield from (((type_key, str(row.pk)), row) for row in rows)


class SomeUsageView(UsageView):
    """Lists what uses a level or a topic, be it half of the site."""

    def get_queryset(self) -> SomeReferenceGroups:
        return SomeReferenceGroups(ReferenceIndex.get_references_to(self.object))
