"""From a credit of one name and one organisation to one of several people: for migrations.

Any plugin with pages of `plugins.pages.ContentPage` has that move to make: a migration that adds
`credits`, one of `move_credits("gatherings", "GatheringPage")`, and one that removes `credit_name`
and `credit_organisation`.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import migrations
from django.db.models import QuerySet

from plugins.credits import as_credit

#: So many revisions, with all their text, are in memory at a time.
BATCH = 50
#: So long was a name, and an organisation.
LENGTH = 200

#: A credit as a StreamField stores it.
Credits = list[dict[str, Any]]


def move_credits(app_label: str, model_name: str) -> migrations.RunPython:
    """Return what moves the credits of the pages of a type, and of all their revisions."""
    which = {"app_label": app_label, "model": model_name.lower()}
    return migrations.RunPython(partial(forwards, **which), partial(backwards, **which))


def forwards(apps: Any, schema_editor: Any, *, app_label: str, model: str) -> None:
    """Write the name and the organisation of each page as credits."""
    pages = apps.get_model(app_label, model).objects.using(schema_editor.connection.alias)
    for batch in batches(pages.exclude(credit_name="", credit_organisation="")):
        for page in batch:
            page.credits = to_credits(page.credit_name, page.credit_organisation)
        pages.bulk_update(batch, ["credits"])
    rewrite(revisions_of(apps, pages.db, app_label, model), with_credits)


def backwards(apps: Any, schema_editor: Any, *, app_label: str, model: str) -> None:
    """Write the credits of each page as a name and an organisation."""
    pages = apps.get_model(app_label, model).objects.using(schema_editor.connection.alias)
    for batch in batches(pages.all()):
        for page in batch:
            page.credit_name, page.credit_organisation = from_credits(list(page.credits.raw_data))
        pages.bulk_update(batch, ["credit_name", "credit_organisation"])
    rewrite(revisions_of(apps, pages.db, app_label, model), without_credits)


def revisions_of(apps: Any, using: str, app_label: str, model: str) -> QuerySet[Any]:
    """Return all revisions of the pages of a type."""
    revisions = apps.get_model("wagtailcore", "Revision").objects.using(using)
    return revisions.filter(content_type__app_label=app_label, content_type__model=model)


def rewrite(revisions: QuerySet[Any], rewritten: Callable[[Any], Any]) -> None:
    """Put in place of the content of each revision what `rewritten` makes of it."""
    for batch in batches(revisions):
        for revision in batch:
            revision.content = rewritten(revision.content)
        revisions.bulk_update(batch, ["content"])


def batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield `rows`, some at a time."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        yield list(rows.filter(pk__in=keys[start : start + BATCH]))


def with_credits(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a revision with its credit as credits."""
    if "credits" in content:
        return content
    name, organisation = content.pop("credit_name", ""), content.pop("credit_organisation", "")
    return {**content, "credits": json.dumps(to_credits(name, organisation))}


def without_credits(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a revision with its credits as one name and one organisation."""
    name, organisation = from_credits(json.loads(content.pop("credits", "[]")))
    return {**content, "credit_name": name, "credit_organisation": organisation}


def to_credits(name: str, organisation: str) -> Credits:
    """Return who got the credit; an organisation without a name is kept, and names nobody."""
    name, organisation = name.strip(), organisation.strip()
    if not (name or organisation):
        return []
    kind, value = as_credit(name, organisation=organisation)
    return [{"type": kind, "value": value, "id": str(uuid4())}]


def from_credits(credits: Credits) -> tuple[str, str]:
    """Return all names in one line, and all organisations in another, as long as they may be."""
    values = [credit["value"] for credit in credits]
    names = [value.get("name") or value.get("role") for value in values]
    organisations = dict.fromkeys(value.get("organisation") for value in values)
    name, organisation = (
        ", ".join(filter(None, texts))[:LENGTH] for texts in (names, organisations)
    )
    return ("anonymous" if credits and not name and not organisation else name), organisation
