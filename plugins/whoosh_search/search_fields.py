"""A fingerprint of what the models say is to be searched: another one makes an index outdated."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from modelsearch.index import AutocompleteField, RelatedFields, SearchField, get_indexed_models


def fingerprint() -> str:
    """Return a digest of the searched fields of all indexed models, with their boosts."""
    described = sorted(
        (model._meta.label_lower, *_described(model.get_search_fields()))
        for model in get_indexed_models()
    )
    return hashlib.blake2b(repr(described).encode(), digest_size=12).hexdigest()


def _described(fields: Iterable[Any]) -> Iterator[str]:
    """Yield a line for each field whose text is indexed; filters are the database's business."""
    for field in fields:
        if isinstance(field, RelatedFields):
            yield from (f"{field.field_name}__{nested}" for nested in _described(field.fields))
        elif isinstance(field, SearchField):
            yield f"{field.field_name} * {field.boost}"
        elif isinstance(field, AutocompleteField):
            yield f"{field.field_name} begins"
