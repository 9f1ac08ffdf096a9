"""A system check for a promise that turning a setting off makes."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connection

from plugins.searches.keeping import is_on
from plugins.searches.models import SearchCount


def register() -> None:
    """Register this module's checks with Django; `migrate` makes those of the database."""
    checks.register(check_nothing_is_kept, checks.Tags.database)


def check_nothing_is_kept(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Return a warning where searches are not counted any more, and what was is still there."""
    if is_on() or not databases or not is_made() or not SearchCount.objects.exists():
        return []
    message = "SEARCH_LOG is off, and what was searched for before is still in the database."
    hint = "Delete it with `manage.py tend_searches`."
    return [checks.Warning(message, hint=hint, id="searches.W001")]


def is_made() -> bool:
    """Tell whether the table is there: the first `migrate` asks before it makes any."""
    return SearchCount._meta.db_table in connection.introspection.table_names()
