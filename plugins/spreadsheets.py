"""Tables that editors take along as CSV or XLSX, and that run nothing where they are opened.

Spreadsheets take a text that begins like a formula for one, whoever wrote it: the title of a page
may be `=HYPERLINK(…)`.
"""

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin, list_to_str

#: What a formula begins with, in some spreadsheet or other, and what is skipped before it.
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text(value: str) -> str:
    """Return `value` so that a spreadsheet shows it, and never works it out."""
    return f"'{value}" if value.lstrip(" ").startswith(BEGINNINGS) else value


def list_as_text(values: list[str]) -> str:
    """Return `values` in one cell, as Wagtail puts them, that a spreadsheet only shows."""
    return as_text(list_to_str(values))


class PlainSpreadsheets(SpreadsheetExportMixin):
    """Makes texts of texts in what a report exports; stands before the report's own base class."""

    custom_value_preprocess = {
        **SpreadsheetExportMixin.custom_value_preprocess,
        list: dict.fromkeys(SpreadsheetExportMixin.FORMATS, list_as_text),
        str: dict.fromkeys(SpreadsheetExportMixin.FORMATS, as_text),
    }

    def get_heading(self, queryset: Any, field: str) -> str:
        return as_text(super().get_heading(queryset, field))
