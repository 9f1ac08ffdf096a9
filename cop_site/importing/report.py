"""What came of an import: what came in and what did not, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Beyond this, a list of names says no more than their number.
MANY = 50


class Outcome(StrEnum):
    """What became of one file."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left alone"


LABELS = {
    Outcome.CREATED: gettext_lazy("Created: %(number)d"),
    Outcome.UPDATED: gettext_lazy("Updated: %(number)d"),
    Outcome.UNCHANGED: gettext_lazy("Unchanged: %(number)d"),
    Outcome.LEFT_ALONE: gettext_lazy("Edited here since, left alone: %(number)d"),
}


@dataclass
class Report:
    """Gathers what is to be told at the end; paths with reasons where there is one."""

    outcomes: dict[Outcome, list[str]] = field(
        default_factory=lambda: {outcome: [] for outcome in Outcome}
    )
    drafts: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    topics_created: list[str] = field(default_factory=list)
    missing_pictures: int = 0
    tables: int = 0
    template_tags: int = 0
    dry_run: bool = False

    def count(self, outcome: Outcome) -> int:
        """Return how many files had this outcome."""
        return len(self.outcomes[outcome])

    @property
    def nothing_came_in(self) -> bool:
        """Whether files failed and not one of them is here, from this run or an earlier one."""
        return bool(self.failed) and not any(self.outcomes.values())

    def lines(self) -> Iterator[str]:
        """Yield the report, line by line."""
        if self.dry_run:
            yield _("Dry run: nothing was written. This is what would happen.")
        for outcome, label in LABELS.items():
            yield str(label) % {"number": self.count(outcome)}
        yield from _names(self.outcomes[Outcome.LEFT_ALONE])
        yield _("Came in as drafts: %(number)d") % {"number": len(self.drafts)}
        yield from _names(f"{path}: {reason}" for path, reason in self.drafts)
        yield _("Failed: %(number)d") % {"number": len(self.failed)}
        yield from (f"  {path}: {reason}" for path, reason in self.failed)
        if self.left_out:
            message = _("Not named by the manifest, left out: %(number)d")
            yield message % {"number": len(self.left_out)}
            yield from _names(self.left_out)
        yield _("Missing pictures: %(number)d") % {"number": self.missing_pictures}
        yield _("Tables made into lists: %(number)d") % {"number": self.tables}
        yield _("Template tags stripped: %(number)d") % {"number": self.template_tags}
        yield _("Topics created: %(number)d") % {"number": len(self.topics_created)}


def _names(names: Iterable[str]) -> Iterator[str]:
    names = list(names)
    yield from (f"  {name}" for name in names[:MANY])
    if len(names) > MANY:
        yield "  " + _("… and %(number)d more") % {"number": len(names) - MANY}
