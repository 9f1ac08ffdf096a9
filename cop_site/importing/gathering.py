"""Gathering lines of text, and making blocks of them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cop_site.importing.body import Body, FindPicture, Picture, Shape
from cop_site.importing.rich_text import to_database_html
from plugins.rich_text.lines import BREAK, PLAIN, Kind, Line, Run, tidy

TICK_BOX = re.compile(r"\A\s*\[[ xX]\]\s+")


class Gatherer:
    """Gathers text, headings and pictures in their order, and makes blocks of them."""

    def __init__(self, shape: Shape, title: str, find_picture: FindPicture) -> None:
        self.shape = shape
        self.find_picture = find_picture
        self.body = Body()
        self.section = "text"
        self.sections_left = dict(shape.sections)
        self.expected_title = title.casefold()
        self.has_large_heading = False
        self.begins_with = Kind.PARAGRAPH
        self.lines: list[Line] = []
        self.runs: list[Run] = []
        self.pictures: list[Picture] = []
        self.kind, self.depth = Kind.PARAGRAPH, 0
        # Inside a cell or an item nothing but text can be: what stands apart begins a new line.
        self.in_cell = False
        self.in_quote = False
        # Of the figure that is being walked through.
        self.caption = ""

    def finish(self) -> Body:
        """Return the body, with all that was gathered in it."""
        self.end_text()
        return self.body

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Keep what is visited within apart from what stands before and after it."""
        self.boundary()
        yield
        self.boundary()

    def boundary(self) -> None:
        """End a paragraph; inside an item or a cell, where there are none, end a line."""
        if self.in_cell or self.kind.is_item:
            self.runs.append((BREAK, PLAIN))
        else:
            self.flush()

    def flush(self) -> None:
        """Make a line of the text that was gathered."""
        runs, self.runs = self.runs, []
        if self.kind.is_item and runs:
            runs = without_tick_box(runs)
        line = Line(tidy(runs), self.kind, self.depth)
        if line.runs:
            self.lines.append(line)
            self.note_beginning(line)
        if not self.kind.is_item:
            self.place_pictures()

    def note_beginning(self, line: Line) -> None:
        is_better = line.kind == Kind.PARAGRAPH and self.begins_with != Kind.PARAGRAPH
        if not self.body.beginning or is_better:
            self.begins_with = line.kind
            self.body.beginning = line.text.replace("\n", " ")

    def place_pictures(self) -> None:
        """Add the pictures that were met inside the text before; those in a quote come after it."""
        if self.in_quote:
            return
        pictures, self.pictures = self.pictures, []
        for picture in pictures:
            self.end_text()
            self.add("picture", picture)

    def end_text(self) -> None:
        """Make a block of the lines that were gathered."""
        if self.runs:
            self.flush()
        lines, self.lines = self.lines, []
        html = to_database_html(lines)
        if html:
            self.add(self.section, html)
            self.section = "text"

    def add(self, name: str, value: Any) -> None:
        self.body.blocks.append((name, value))

    def end_of_list(self) -> None:
        if not self.kind.is_item:
            self.place_pictures()

    def item(self, runs: list[Run]) -> None:
        """Add a row: an item of a list, or a line where a list cannot be."""
        if self.in_cell or self.kind.is_item:
            self.boundary()
            self.runs += runs
        else:
            self.lines.append(Line(tidy(runs), Kind.BULLET))

    def add_heading(self, line: Line, size: int) -> None:
        words = line.text.casefold()
        repeats_title = words == self.expected_title
        self.expected_title = ""
        if not words or repeats_title:
            return
        if size <= 2 and words in self.sections_left:
            self.end_text()
            self.section = self.sections_left.pop(words)
            self.has_large_heading = False
        elif size <= 2 and len(line.text) <= self.shape.heading_length:
            self.end_text()
            self.add("heading", line.text)
        else:
            self.lines.append(Line(line.runs, self.heading_kind(size)))

    def heading_kind(self, size: int) -> Kind:
        """Return how large a heading inside running text is: it follows what stands above it."""
        if size <= 2:
            self.has_large_heading = True
        is_below = self.has_large_heading and size > 2
        return Kind.SUBHEADING if size > 3 or is_below else Kind.HEADING

    def all_lines(self) -> list[str]:
        """Return the words of everything that was gathered, a line each."""
        self.flush()
        return [part for line in self.lines for part in line.text.split("\n")]

    def adopt(self, inner: "Gatherer") -> None:
        """Take over what is no text from a quote, which was walked through on its own."""
        self.body.missing_pictures += inner.body.missing_pictures
        self.body.tables += inner.body.tables
        self.pictures += inner.pictures
        self.place_pictures()


def without_tick_box(runs: list[Run]) -> list[Run]:
    """Return the text of an item without the “[x]” of a list of tasks."""
    text, style = runs[0]
    return [(TICK_BOX.sub("", text), style), *runs[1:]]
