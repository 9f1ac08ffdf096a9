"""What the cells of the map say, in words."""

from functools import cache

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.desk import Measure


def pages_text(pages: int) -> str:
    return ngettext("%(pages)s page", "%(pages)s pages", pages) % {"pages": localize(pages)}


def months_text(months: int) -> str:
    """Return how long a number of months is, for people."""
    if not months:
        return _("under a month")
    return ngettext("%(months)d month", "%(months)d months", months) % {"months": months}


class Wording:
    """Words one map: hundreds of cells say the same few things, and each is translated once."""

    def __init__(self) -> None:
        self.pages = cache(pages_text)
        self._months = cache(months_text)
        self._age = _("%(newest)s old")
        self._newest = _("newest %(newest)s")
        self._ages = _("median age %(median)s, newest %(newest)s")
        self._figure = _("%(measure)s: %(value)s")

    def age(self, *, pages: int, median: int | None, newest: int | None) -> str:
        """Say how old pages are, from months; "" where no date is known."""
        if newest is None:
            return ""
        ages = {"newest": self._months(newest)}
        if pages == 1:
            return self._age % ages
        if median is None:
            return self._newest % ages
        ages["median"] = self._months(median)
        return self._ages % ages

    def figure(self, measure: Measure, value: float) -> str:
        """Say what one measure says of a cell."""
        return self._figure % {"measure": measure.label, "value": measure.show(value)}
