"""Where a word stands in a document: its field, and its position in that field.

Every searchable field has a zone of its own on one line of positions, so that one posting list
serves words, phrases and searches limited to fields. Zone 0 is for all that cannot be named in
``fields=``, such as the fields of related objects.
"""

from modelsearch.index import get_indexed_models

#: The positions of one zone; words of a field beyond them are not indexed.
ZONE_SIZE = 1 << 22
#: As many as leave every position below 2**32.
MAX_ZONES = 1000
#: Left free between two values of a field, so that no phrase spans them.
GAP = 100

_ANY_ZONE = 0


class Zones(dict[str, int]):
    """The zone of each field name; fields that have none share zone 0."""

    def __missing__(self, name: str) -> int:
        return _ANY_ZONE

    @classmethod
    def of_models(cls) -> "Zones":
        """Number the searchable and completable fields of all indexed models."""
        names = {
            field.field_name
            for model in get_indexed_models()
            for field in (
                *model.get_searchable_search_fields(),
                *model.get_autocomplete_search_fields(),
            )
        }
        return cls({name: number for number, name in enumerate(sorted(names)[:MAX_ZONES], start=1)})
