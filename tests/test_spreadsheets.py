"""What a spreadsheet would take for a formula is a text in what editors take along."""

import pytest

from plugins.spreadsheets import PlainSpreadsheets, as_text


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =HYPERLINK('x')"]
)
def test_puts_a_mark_before_what_begins_like_a_formula(text):
    assert as_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Fourteen letters", "1 + 1 = 2", "a@example.org"])
def test_leaves_other_texts_as_they_are(text):
    assert as_text(text) == text


@pytest.mark.parametrize("file_format", PlainSpreadsheets.FORMATS)
def test_knows_texts_and_lists_of_them_from_numbers(file_format):
    sheets = PlainSpreadsheets()

    assert sheets.preprocess_field_value("pages", -3, file_format) == -3
    assert sheets.preprocess_field_value("title", "=1", file_format) == "'=1"
    assert sheets.preprocess_field_value("topics", ["=a", "b"], file_format) == "'=a, b"
