"""Routing: which folders a document lies in, and which of them a search must look into.

ROUTING names a filter field by its path, such as "level_tags__tag". A document lies in the folder
of each of its values, and in one of their own all documents without any.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db.models import Model, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import Col
from django.db.models.lookups import Lookup
from django.db.models.sql import Query
from django.db.models.sql.where import AND, OR, WhereNode

Values: TypeAlias = frozenset[object]

# Values of these kinds have one text only, so that equal values lie in the same folder.
_ROUTABLE = (str, int, bool, date, UUID)


def routes_of(obj: Model, routing: str) -> frozenset[str]:
    """Return the routing values of an object as texts; none where its model has no such field."""
    if not routing:
        return frozenset()
    *relations, last = routing.split(LOOKUP_SEP)
    found: list[Any] = [obj]
    for relation in relations:
        found = [value for each in found for value in _values(each, relation)]
    values = (value for each in found for value in _values(each, _attribute(each, last)))
    return frozenset(str(value.pk if isinstance(value, Model) else value) for value in values)


def _attribute(obj: Any, name: str) -> str:
    """Return the attribute that holds a field's value: of a foreign key, the key alone."""
    try:
        return getattr(obj._meta.get_field(name), "attname", name)
    except FieldDoesNotExist:
        return name


def _values(obj: Any, name: str) -> Iterable[Any]:
    value: Any = getattr(obj, name, None)
    if hasattr(value, "all"):
        return list(value.all())
    return () if value is None else (value,)


def implied_routes(queryset: QuerySet, routing: str) -> Values | None:
    """Return routing values that hold all that the queryset may hold, or None for "any".

    One value of each object is enough: a queryset limited to level 1 and level 2 at once is found
    whole in the folder of either.
    """
    if not routing:
        return None
    try:
        path = RoutingPath(queryset, routing)
    except (FieldDoesNotExist, FieldError):
        return None
    return path.implied_by(queryset.query.where)


class RoutingPath:
    """The joins from a queryset's model to the routing field."""

    def __init__(self, queryset: QuerySet, routing: str) -> None:
        self._queryset = queryset
        self._routing = routing
        query = queryset.query
        infos, self._final, targets, rest = query.names_to_path(
            routing.split(LOOKUP_SEP), query.get_meta(), fail_on_missing=True
        )
        if rest:
            raise FieldError(f"ROUTING = {routing!r} names a lookup instead of a field.")
        self._target = targets[0]
        self._joins = [info.join_field for info in infos if not _is_parent_link(info.join_field)]

    def implied_by(self, node: Any) -> Values | None:
        """Return values that cover a part of the where clause, or None where it names none."""
        if isinstance(node, WhereNode):
            return None if node.negated else self._implied_by_children(node)
        if isinstance(node, Lookup) and isinstance(node.lhs, Col):
            if self._is_key(node.lhs):
                return self._implied_by_keys(node)
            return self._implied_by_lookup(node, node.lhs)
        return None

    def _implied_by_keys(self, lookup: Lookup) -> Values | None:
        """Return values that cover the objects whose keys a subquery selects, if it is one."""
        query = lookup.rhs
        if lookup.lookup_name != "in" or not _selects_keys(query):
            return None
        if not issubclass(self._queryset.model, query.model):
            return None
        objects = query.model._base_manager.using(self._queryset.db).all()
        objects.query = query
        return implied_routes(objects, self._routing)

    def _is_key(self, column: Col) -> bool:
        """Tell whether a column holds the queryset's own keys, of its model or of a parent."""
        table = self._queryset.query.alias_map.get(column.alias)
        return bool(table and column.target.primary_key and not self._joins_to(column.alias))

    def _implied_by_children(self, node: WhereNode) -> Values | None:
        children = [self.implied_by(child) for child in node.children]
        known = [values for values in children if values is not None]
        if node.connector == AND and known:
            return min(known, key=len)
        if node.connector == OR and children and len(known) == len(children):
            return frozenset().union(*known)
        return None

    def _implied_by_lookup(self, lookup: Lookup, column: Col) -> Values | None:
        joins = self._joins_to(column.alias)
        if joins is None:
            return None
        if joins == self._joins and column.target == self._target:
            return self._direct_values(lookup)
        if self._joins and joins == self._joins[:-1] and self._is_last_join(column):
            return self._direct_values(lookup)
        if self._joins and joins == self._joins:
            return self._values_by_query(column, lookup)
        return None

    def _joins_to(self, alias: str) -> list[Any] | None:
        """Return the relations that lead from the model to a joined table."""
        joins: list[Any] = []
        tables = self._queryset.query.alias_map
        table: Any = tables.get(alias)
        while table is not None and table.parent_alias is not None:
            if not _is_parent_link(table.join_field):
                joins.insert(0, table.join_field)
            table = tables.get(table.parent_alias)
        return None if table is None else joins

    def _is_last_join(self, column: Col) -> bool:
        """Tell whether the column is the foreign key to the routing field's model."""
        last = self._joins[-1]
        return getattr(last, "column", None) is not None and column.target == last

    def _direct_values(self, lookup: Lookup) -> Values | None:
        if lookup.lookup_name == "exact" and isinstance(lookup.rhs, _ROUTABLE):
            return frozenset([lookup.rhs])
        if lookup.lookup_name == "in" and isinstance(lookup.rhs, Iterable):
            values = frozenset(value for value in lookup.rhs if value is not None)
            return values if all(isinstance(value, _ROUTABLE) for value in values) else None
        if lookup.lookup_name == "in" and isinstance(lookup.rhs, Query):
            return self._values_by_query(None, lookup)
        return None

    def _values_by_query(self, column: Col | None, lookup: Lookup) -> Values | None:
        """Ask the database which routing values meet a condition on the routing field's model."""
        model = self._target.model
        name = column.target.name if column else self._target.name
        if not isinstance(lookup.rhs, (*_ROUTABLE, list, tuple, Query)):
            return None
        condition = {f"{name}{LOOKUP_SEP}{lookup.lookup_name}": lookup.rhs}
        matching = model._base_manager.using(self._queryset.db).filter(**condition)
        return frozenset(matching.values_list(self._target.name, flat=True))


def _selects_keys(query: Any) -> bool:
    """Tell whether a condition's right side is a query for the keys of a model's own objects."""
    if not isinstance(query, Query) or len(query.select) != 1 or query.combinator:
        return False
    selected = query.select[0]
    return (
        isinstance(selected, Col)
        and selected.target == query.get_meta().pk
        and selected.alias == query.get_initial_alias()
    )


def _is_parent_link(join_field: Any) -> bool:
    """Tell whether a join leads to the table of a parent model."""
    remote = getattr(join_field, "remote_field", None)
    return bool(join_field.one_to_one and getattr(remote, "parent_link", False))
