"""Many keys in one query: `filter(pk__in=among(keys))`.

Django sends each key of a list by itself, at some 15 µs, and databases limit how many they take.
Here all go as one text, which SQLite and PostgreSQL take apart themselves.
"""

import json
from collections.abc import Collection
from typing import Any

from django.db.models import Func, IntegerField, TextField, Value


class KeyList(Func):
    """The rows of a JSON text that holds a list of keys."""

    output_field = IntegerField()
    template = "(SELECT value FROM json_each(%(expressions)s))"

    def __init__(self, keys: Collection[int]) -> None:
        super().__init__(Value(json.dumps(list(keys)), output_field=TextField()))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(SELECT value::bigint FROM json_array_elements_text(%(expressions)s::json))"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_mysql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            "(SELECT value FROM JSON_TABLE(%(expressions)s, "
            "'$[*]' COLUMNS (value BIGINT PATH '$')) AS listed)"
        )
        return self.as_sql(compiler, connection, template=template, **context)


#: So few keys are sent one by one: it is quicker, and such queries are easier to read.
FEW = 100


def among(keys: Collection[int]) -> Any:
    """Return what `__in` takes for `keys`, however many they are."""
    return list(keys) if len(keys) <= FEW else KeyList(keys)
