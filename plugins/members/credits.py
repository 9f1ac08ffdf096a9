"""Takes a member's name out of the credits of pages, wherever these are stored."""

import json
from collections.abc import Iterator
from typing import Any

from wagtail.models import Revision

from plugins.pages import ContentPage

#: A person, a role or somebody anonymous, as a StreamField keeps it.
Credit = dict[str, Any]

# Revisions hold whole texts: so many are in memory at a time.
BATCH = 20


def without_credit(credits: list[Credit], name: str) -> list[Credit]:
    """Return `credits` without those of `name`; none at all where no credit bears that name.

    Then nobody can tell which of them is the member's: a role may be theirs, or a name that they
    spell otherwise here.
    """
    others = [credit for credit in credits if not is_of(credit, name)]
    return others if len(others) < len(credits) else []


def is_of(credit: Credit, name: str) -> bool:
    """Tell whether a credit is given by name to somebody called `name`."""
    named = str(credit["value"].get("name", "")) if credit["type"] == "person" else ""
    return bool(name) and folded(named) == folded(name)


def folded(name: str) -> str:
    """Return `name` without what tells no people apart: case, and spaces."""
    return " ".join(name.split()).casefold()


def remove_credit(page: ContentPage, name: str) -> None:
    """Take the credit of `name` out of a page, what is published and every revision, for good."""
    for each in (page, *page.aliases.specific()):
        stored = list(each.credits.raw_data)
        if stored:
            kept = without_credit(stored, name)
            each.credits = each._meta.get_field("credits").to_python(json.dumps(kept))
            each.save(update_fields=["credits"], clean=False)
    for batch in revisions_of(page):
        for revision in batch:
            stored = json.loads(revision.content.get("credits") or "[]")
            revision.content["credits"] = json.dumps(without_credit(stored, name))
        # Their own saving is for new ones.
        Revision.objects.bulk_update(batch, ["content"])


def revisions_of(page: ContentPage) -> Iterator[list[Revision]]:
    """Yield the revisions of a page, some at a time."""
    keys = list(page.revisions.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        yield list(Revision.objects.filter(pk__in=keys[start : start + BATCH]))
