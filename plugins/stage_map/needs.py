"""What a cell of the stage map lacks: the one place that says what counts as a gap."""

from django.db.models import IntegerChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: With so many pages a reader has a choice.
ENOUGH_PAGES = 3
#: Months after which a cell to which nothing has come is old.
OLD_MONTHS = 24


class Need(IntegerChoices):
    """What a cell lacks, the most pressing last."""

    ENOUGH = 0, gettext_lazy("Enough")
    OLD = 1, gettext_lazy("Nothing new")
    UNFIT = 2, gettext_lazy("Fits few")
    THIN = 3, gettext_lazy("Little there")
    EMPTY = 4, gettext_lazy("Nothing there")
    SHORT = 5, gettext_lazy("More is wanted")
    MISSING = 6, gettext_lazy("Wanted, nothing there")

    @property
    def is_gap(self) -> bool:
        """Whether practitioners might be asked for something."""
        return self != Need.ENOUGH

    @property
    def slug(self) -> str:
        """What it is called in the stylesheet."""
        return self.name.lower()

    @property
    def hint(self) -> str:
        """What it means, in a sentence."""
        hints = {
            Need.ENOUGH: _("Readers have a choice, and have not asked for more."),
            Need.OLD: _("Nothing has come out for %(months)d months.") % {"months": OLD_MONTHS},
            Need.UNFIT: _("Most readers at this level say that it is too early or too deep."),
            Need.THIN: _("Fewer than %(pages)d pages: readers have no choice.")
            % {"pages": ENOUGH_PAGES},
            Need.EMPTY: _("No page yet, and nobody has looked for one that we know of."),
            Need.SHORT: _("Readers looked in vain at least as often as there are pages."),
            Need.MISSING: _("Readers looked for it, and there is no page."),
        }
        return hints[self]

    @property
    def icon(self) -> str:
        """The name of one of Wagtail's icons: what is said without colour, too."""
        icons = {
            Need.ENOUGH: "check",
            Need.OLD: "history",
            Need.UNFIT: "crosshairs",
            Need.THIN: "minus",
            Need.EMPTY: "radio-empty",
            Need.SHORT: "warning",
            Need.MISSING: "cross",
        }
        return icons[self]


def need_of(
    *, pages: int, wanted: float, newest: int | None, is_unfit: bool, has_topic: bool
) -> Need | None:
    """Return what a cell lacks, None where that cannot be said; all but ENOUGH are gaps.

    `pages` is what readers find there, `newest` the months since the newest of it came out (None
    where no date is known), `wanted` how often readers looked for something in vain or asked for
    it, `is_unfit` whether what they say of it is bad. The first that is true holds:

    - MISSING: they look for something, and there is nothing. Nothing is more pressing: what readers
      say they need weighs more than what editors think that they might.
    - SHORT: they look in vain at least as often as there are pages. Counted against what is there,
      since one search in vain beside fifty pages is a matter of words, and five beside three are
      not.
    - EMPTY: there is nothing, and nobody has looked. A gap all the same, as who expects nothing
      does not search.
    - THIN: fewer than ENOUGH_PAGES. One story is one experience, and two are no choice yet.
    - UNFIT: there is enough, for others than those who read at this level.
    - OLD: the newest is older than OLD_MONTHS. Counted by the newest and not by the median, as good
      old pages are no fault where new ones join them; what became wrong, review dates find.

    What is about no topic lacks a topic and no pages, and says nothing of what is wanted about
    something else: there, only what readers look for is a gap.
    """
    if wanted and not pages:
        return Need.MISSING
    if not has_topic:
        return Need.SHORT if wanted else None
    if wanted and wanted >= pages:
        return Need.SHORT
    return need_of_pages(pages, newest=newest, is_unfit=is_unfit)


def need_of_pages(pages: int, *, newest: int | None, is_unfit: bool) -> Need:
    """Return what the pages of a cell lack, whatever else is wanted."""
    if not pages:
        return Need.EMPTY
    if pages < ENOUGH_PAGES:
        return Need.THIN
    if is_unfit:
        return Need.UNFIT
    return Need.OLD if newest is not None and newest >= OLD_MONTHS else Need.ENOUGH
