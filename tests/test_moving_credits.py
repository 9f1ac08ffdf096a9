"""The migrations between a credit of one name and one of several people, there and back."""

import json
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Revision

from plugins.moving_credits import BATCH, from_credits, to_credits
from plugins.stories.models import StoryPage
from tests.factories import StoryPageFactory

BEFORE, AFTER = "0001_initial", "0004_remove_credit_name"

IDA = ("person", {"name": "Ida Holm", "role": "", "organisation": "Nordvik Council"})
CLERK = ("role", {"role": "a clerk", "organisation": "Nordvik Council"})
ANYBODY = ("anonymous", {"organisation": ""})
ORGANISATION = ("anonymous", {"organisation": "Nordvik Council"})
BOTH = ("person", {**IDA[1], "name": "Ida Holm, a clerk"})

# Who is credited, how that was written before, and what it becomes again.
CASES = [
    ([], ("", ""), []),
    ([IDA], ("Ida Holm", "Nordvik Council"), [IDA]),
    ([CLERK], ("a clerk", "Nordvik Council"), [CLERK]),
    ([ANYBODY], ("anonymous", ""), [ANYBODY]),
    ([ORGANISATION], ("", "Nordvik Council"), [ORGANISATION]),
    ([IDA, CLERK], ("Ida Holm, a clerk", "Nordvik Council"), [BOTH]),
]


def migrate(name: str) -> Any:
    """Bring stories to where a migration leaves them, and return their model as it is there."""
    state = MigrationExecutor(connection).migrate([("stories", name)])
    return state.apps.get_model("stories", "StoryPage")


def plain(stored: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Return stored credits without what tells them apart in the editor."""
    return [(credit["type"], credit["value"]) for credit in stored]


def drafts() -> list[dict[str, Any]]:
    """Return what the drafts of stories hold, oldest first."""
    revisions = Revision.objects.filter(content_type__model="storypage")
    return list(revisions.order_by("pk").values_list("content", flat=True))


@pytest.mark.django_db(transaction=True)
def test_pages_and_their_drafts_keep_who_is_credited(stories):
    for credits, _, _ in CASES:
        page = StoryPageFactory(parent=stories, live=False)
        page.credits = credits
        page.save_revision()
        page.save()

    try:
        before = migrate(BEFORE).objects.order_by("pk")

        written = [expected for _, expected, _ in CASES]
        names = ("credit_name", "credit_organisation")
        assert list(before.values_list(*names)) == written
        assert [tuple(draft[name] for name in names) for draft in drafts()] == written
        assert not any("credits" in draft for draft in drafts())
    finally:
        migrate(AFTER)

    again = [expected for _, _, expected in CASES]
    assert [plain(page.credits.raw_data) for page in StoryPage.objects.order_by("pk")] == again
    assert [plain(json.loads(draft["credits"])) for draft in drafts()] == again
    latest = StoryPage.objects.last().get_latest_revision_as_object()
    assert latest.credit_line == "Ida Holm, a clerk, Nordvik Council"


@pytest.mark.parametrize("words", ["Anonymous", "anonymous.", " ANONYMOUS "])
def test_who_wrote_that_they_are_anonymous_is(words):
    assert plain(to_credits(words, "")) == [ANYBODY]


def test_as_many_names_are_kept_as_had_room():
    people = [{"type": "person", "value": {"name": "Ida Holm" * 20}}] * BATCH

    name, organisation = from_credits(people)

    assert (len(name), organisation) == (200, "")
