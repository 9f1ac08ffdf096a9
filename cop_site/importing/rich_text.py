"""Running text as Wagtail's rich text editor stores it, so that opening and saving changes nothing.

Lines of styled text become the editor's own document format (Draft.js content state), and Wagtail's
own exporter writes the HTML. What the editor would tidy up on the way is tidied up here before.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from plugins.blocks import RICH_TEXT_FEATURES

# The deepest level of lists that the editor can show.
MAX_DEPTH = 4
# Stands for a line break, so that it can be told from the line ends of the source.
BREAK = "\u2028"
NO_BREAK_SPACE = "\u00a0"
SPACES_OR_WORD = re.compile(r"\s+|\S+")
# Control characters and invisible marks that would make a paragraph only look empty.
INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u2060\ufeff]")


class Style(NamedTuple):
    """The formatting of a piece of text."""

    bold: bool = False
    italic: bool = False
    url: str = ""


PLAIN = Style()
Run = tuple[str, Style]


class Kind(StrEnum):
    """What a line can be, by its name in the editor's document format."""

    PARAGRAPH = "unstyled"
    HEADING = "header-three"
    SUBHEADING = "header-four"
    BULLET = "unordered-list-item"
    NUMBERED = "ordered-list-item"

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list."""
        return self in (Kind.BULLET, Kind.NUMBERED)


@dataclass(frozen=True)
class Line:
    """A paragraph, a heading or an item of a list."""

    runs: tuple[Run, ...]
    kind: Kind = Kind.PARAGRAPH
    depth: int = 0

    @property
    def text(self) -> str:
        """The words without their formatting; line breaks are line ends."""
        return "".join(text for text, _ in self.runs)


def tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return `runs` with the white space that survives the editor, and no empty or split runs.

    Blanks become one, at the ends none, and belong to a style only if both their sides do; a
    BREAK becomes a line end, and the no-break spaces that indent the next line stay.
    """
    runs = [(INVISIBLE.sub("", text), style) for text, style in runs]
    text = "".join(words for words, _ in runs)
    styles = [style for words, style in runs for _ in words]
    pieces = list(_pieces(text, styles))
    while pieces and pieces[0][0].isspace():
        del pieces[0]
    while pieces and pieces[-1][0].isspace():
        del pieces[-1]
    return tuple(
        ("".join(words for words, _ in group), style)
        for style, group in groupby(pieces, key=lambda piece: piece[1])
    )


def _pieces(text: str, styles: list[Style]) -> Iterator[Run]:
    for match in SPACES_OR_WORD.finditer(text):
        start, end = match.span()
        if match[0].isspace():
            space = _space(match[0])
            sides = {styles[max(start - 1, 0)], styles[min(end, len(styles) - 1)]}
            style = sides.pop() if len(sides) == 1 else PLAIN
            # The editor's export makes no line breaks inside links.
            yield space, style._replace(url="") if "\n" in space else style
        else:
            for style, places in groupby(range(start, end), key=styles.__getitem__):
                yield "".join(text[place] for place in places), style


def _space(space: str) -> str:
    if BREAK in space:
        indent = space.rpartition(BREAK)[2]
        return "\n" + (indent if set(indent) <= {NO_BREAK_SPACE} else "")
    return space if set(space) == {NO_BREAK_SPACE} else " "


def to_database_html(lines: Iterable[Line]) -> str:
    """Return tidy `lines` as rich text in Wagtail's database format, empty for no lines."""
    document = _document([line for line in lines if line.runs])
    return _converter().to_database_format(json.dumps(document)) if document["blocks"] else ""


@cache
def _converter() -> ContentstateConverter:
    return ContentstateConverter(RICH_TEXT_FEATURES)


def _document(lines: list[Line]) -> dict[str, Any]:
    urls = list(dict.fromkeys(style.url for line in lines for _, style in line.runs if style.url))
    return {
        "blocks": [
            {
                # The editor gives each line a key and keeps it: the same text, the same keys.
                "key": f"{number:05}",
                "type": line.kind.value,
                "depth": depth,
                "text": line.text,
                "inlineStyleRanges": list(_style_ranges(line)),
                "entityRanges": list(_link_ranges(line, urls)),
            }
            for number, (line, depth) in enumerate(zip(lines, _depths(lines), strict=True))
        ],
        "entityMap": {
            str(number): {"type": "LINK", "mutability": "MUTABLE", "data": {"url": url}}
            for number, url in enumerate(urls)
        },
    }


def _depths(lines: list[Line]) -> Iterator[int]:
    """Yield how deep each line lies; an item can lie only one deeper than the item before it."""
    deepest = 0
    for line in lines:
        depth = min(line.depth, deepest, MAX_DEPTH) if line.kind.is_item else 0
        yield depth
        deepest = depth + 1 if line.kind.is_item else 0


def _style_ranges(line: Line) -> Iterator[dict[str, Any]]:
    for name, has_style in (("BOLD", lambda style: style.bold), ("ITALIC", lambda s: s.italic)):
        for present, offset, length in _stretches(line, has_style):
            if present:
                yield {"style": name, "offset": offset, "length": length}


def _link_ranges(line: Line, urls: list[str]) -> Iterator[dict[str, Any]]:
    for url, offset, length in _stretches(line, lambda style: style.url):
        if url:
            yield {"key": urls.index(url), "offset": offset, "length": length}


def _stretches(line: Line, key: Any) -> Iterator[tuple[Any, int, int]]:
    offset = 0
    for value, group in groupby(line.runs, key=lambda run: key(run[1])):
        length = sum(len(text) for text, _ in group)
        yield value, offset, length
        offset += length
