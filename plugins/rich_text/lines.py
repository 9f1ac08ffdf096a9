"""What a formatted text consists of: lines, each made of pieces with a style."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple, Self

# The deepest level of lists that Wagtail's editor can show.
MAX_DEPTH = 4
# Stands for a line break, so that it can be told from the line ends of the source.
BREAK = "\u2028"
NO_BREAK_SPACE = "\u00a0"
# Control characters, marks that would make a paragraph only look empty or turn what follows around,
# and halves of characters, which no database takes.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u202d\u202e\u2060\ufeff\ud800-\udfff]"
)
# White space other than one blank.
OTHER_SPACE = re.compile(r"\s{2,}|[^\S ]")


class Style(NamedTuple):
    """The formatting of a piece of text."""

    bold: bool = False
    italic: bool = False
    #: Where it leads: an address, or “page:” and the key of a page of this site.
    url: str = ""


PLAIN = Style()
Run = tuple[str, Style]


class Kind(StrEnum):
    """What a line can be, by its name in the format of Wagtail's editor."""

    PARAGRAPH = "unstyled"
    HEADING = "header-three"
    SUBHEADING = "header-four"
    BULLET = "unordered-list-item"
    NUMBERED = "ordered-list-item"

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list."""
        return self in (Kind.BULLET, Kind.NUMBERED)

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading, which has no line breaks."""
        return self in (Kind.HEADING, Kind.SUBHEADING)


@dataclass(frozen=True)
class Line:
    """A paragraph, a heading or an item of a list."""

    runs: tuple[Run, ...]
    kind: Kind = Kind.PARAGRAPH
    depth: int = 0
    #: By what Wagtail's editor knows it: comments on a passage hang on it.
    key: str = ""

    @classmethod
    def of(cls, runs: Iterable[Run], kind: Kind, depth: int = 0, key: str = "") -> Self:
        """Return the line that `runs`, as they were read, make."""
        if kind.is_heading:
            runs = ((text.replace(BREAK, " "), style) for text, style in runs)
        return cls(tidy(runs), kind, depth, key)

    @property
    def text(self) -> str:
        """The words without their formatting; line breaks are line ends."""
        return "".join(text for text, _ in self.runs)


def tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return `runs` with the white space that survives Wagtail's editor, and none empty or split.

    Blanks become one, at the ends none, and belong to a style only if both their sides do; a
    BREAK becomes a line end, and the no-break spaces that indent the next line stay.
    """
    return tuple(
        ("".join(text for text, _ in group), style)
        for style, group in groupby(_pieces(runs), key=lambda piece: piece[1])
    )


def _pieces(runs: Iterable[Run]) -> Iterator[Run]:
    gap, before = "", None
    for whole, style in runs:
        text = INVISIBLE.sub("", whole)
        words = text.strip()
        if not words:
            gap += text
            continue
        start = text.index(words[0])
        gap += text[:start]
        if gap and before is not None:
            yield from _space(gap, style if style == before else PLAIN)
        yield from _words(words, style)
        gap, before = text[start + len(words) :], style


def _words(words: str, style: Style) -> Iterator[Run]:
    """Yield `words` with their inner white space made one; a line break is in no link."""
    end = 0
    for match in OTHER_SPACE.finditer(words):
        yield words[end : match.start()], style
        yield from _space(match[0], style)
        end = match.end()
    yield words[end:], style


def _space(space: str, style: Style) -> Iterator[Run]:
    if BREAK in space:
        indent = space.rpartition(BREAK)[2]
        yield "\n" + (indent if set(indent) <= {NO_BREAK_SPACE} else ""), style._replace(url="")
    else:
        yield space if set(space) == {NO_BREAK_SPACE} else " ", style


def in_order(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield `lines` as Wagtail's editor can hold them: none empty, each only one list deeper.

    Where its export would put an item into the list around the one that the item follows, that
    list says of which kind the item is.
    """
    kinds: list[Kind] = []
    for line in lines:
        if not line.runs:
            continue
        if not line.kind.is_item:
            kinds = []
            yield replace(line, depth=0) if line.depth else line
            continue
        depth = min(line.depth, len(kinds), MAX_DEPTH)
        comes_back = depth < len(kinds) - 1 and line.kind == kinds[-1]
        kind = kinds[depth] if comes_back else line.kind
        kinds = [*kinds[:depth], kind]
        changed = (kind, depth) != (line.kind, line.depth)
        yield replace(line, kind=kind, depth=depth) if changed else line
