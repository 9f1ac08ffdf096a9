"""Who gets the credit for a file, by its front matter: by name, by role, or anonymously.

    authors: [ana-lopez, a service manager, anonymous]
    organisation: Nordvik Council

or, for each of them by themselves:

    credits:
      - {name: Ana Lopez, role: project manager, organisation: Nordvik Council}
      - {role: a service manager, organisation: Glenarvie Council}
      - {organisation: Marlow Museum}
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from cop_site.importing.front_matter import as_names, as_text, from_handle
from plugins.blocks import MAX_CREDITS
from plugins.credits import Credit, as_credit

LENGTH = 200
KEYS = ("name", "role", "organisation")


def read_credits(fields: dict[str, Any]) -> tuple[Credit, ...]:
    """Return who gets the credit by the `fields` of front matter, as many as a page may name."""
    where = as_text(fields.get("organisation"))
    found = list(_credits(_entries(fields), where))
    if not found and where:
        found = [_credit({}, where)]
    if len(found) > MAX_CREDITS:
        found = [*found[: MAX_CREDITS - 1], _credit({"role": _("others")}, "")]
    return tuple(found)


def _entries(fields: dict[str, Any]) -> list[Any]:
    given = fields.get("credits") or fields.get("authors") or fields.get("author")
    entries = [given] if isinstance(given, dict) else given
    return entries if isinstance(entries, list) else as_names(entries)


def _credits(entries: list[Any], where: str) -> Iterator[Credit]:
    for entry in entries:
        values = entry if isinstance(entry, dict) else {"name": entry}
        if values.get("anonymous") or any(as_text(values.get(key)) for key in KEYS):
            yield _credit(values, where)


def _credit(values: dict[str, Any], where: str) -> Credit:
    """Return one credit; it is for the organisation of all where it names none of its own."""
    name, role, own = (as_text(values.get(key))[:LENGTH] for key in KEYS)
    return as_credit(from_handle(name), role=role, organisation=own or where[:LENGTH])
