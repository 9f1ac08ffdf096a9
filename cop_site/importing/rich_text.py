"""Running text as Wagtail's editor stores it, so that opening and saving it changes nothing."""

from collections.abc import Iterable
from dataclasses import replace

from plugins.rich_text.lines import Line, in_order
from plugins.rich_text.writing import to_html


def to_database_html(lines: Iterable[Line]) -> str:
    """Return tidy `lines` as rich text in Wagtail's database format, empty for no lines."""
    # The editor gives each line a key and keeps it: the same text, the same keys.
    numbered = enumerate(in_order(lines))
    return to_html(replace(line, key=f"{number:05}") for number, line in numbered)
