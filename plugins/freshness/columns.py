"""Columns of reports in which editors tick rows and press buttons, all of one form below."""

from typing import Any

from django.utils.formats import date_format
from wagtail.admin.ui.tables import Column


class TickColumn(Column):
    """A box to tick for what is done with several rows at once."""

    cell_template_name = "freshness/admin/tick_cell.html"


class ButtonColumn(Column):
    """The button that says that one page is right."""

    cell_template_name = "freshness/admin/still_right_cell.html"


class LinkButtonsColumn(Column):
    """What can be done about a link: ask it again, or mind it no longer."""

    cell_template_name = "freshness/admin/link_buttons_cell.html"


class OutsideLinkColumn(Column):
    """An address on another site, to be opened there."""

    cell_template_name = "freshness/admin/outside_link_cell.html"


class DayColumn(Column):
    """A day as it is written in the language of who reads it."""

    def get_value(self, instance: Any) -> str:
        day = super().get_value(instance)
        return date_format(day, "DATE_FORMAT") if day else ""
