"""Which filters of a queryset a search accepts: all that the database can answer.

Modelsearch's contract is to refuse a plain column that the model does not declare as a
`FilterField`. What is no plain column (subqueries, annotations, functions) it leaves open, and a
backend whose every hit is checked against the queryset can accept it.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Col
from django.db.models.lookups import Lookup, Transform
from django.db.models.sql.where import WhereNode


def filtered_columns(queryset: QuerySet) -> Iterator[Col]:
    """Yield the columns that a queryset is filtered by, without primary keys.

    Every model can be filtered by its primary key: the hits are looked up by it.
    """
    aliases = queryset.query.alias_map
    for column in _columns(queryset.query.where):
        if column.alias in aliases and not column.target.primary_key:
            yield column


def _columns(node: Any) -> Iterator[Col]:
    if isinstance(node, WhereNode):
        for child in node.children:
            yield from _columns(child)
    elif isinstance(node, Lookup | Transform):
        yield from _columns(node.lhs)
    elif isinstance(node, Col):
        yield node
