"""HTML made into the blocks of a page's body.

Running text keeps the formatting of the one list that survives everywhere. Block quotes become
quotes, pictures that are here become pictures, tables become lists, and what `Shape` says of
headings becomes sections of a story or headings of a resource.
"""

import re
from textwrap import dedent
from typing import Any

from bs4.element import NavigableString, Tag

from cop_site.importing.body import ALT_LENGTH, CAPTION_LENGTH, Body, FindPicture, Picture, Shape
from cop_site.importing.elements import (
    APART,
    cells_of,
    parse,
    quoted,
    readable_code,
    safe_url,
    spans,
    words_of,
)
from cop_site.importing.gathering import Gatherer
from plugins.rich_text.lines import BREAK, PLAIN, Kind, Line, Run, Style, tidy

# The deepest nesting that is looked into; below it there is only text.
MAX_NESTING = 60
HEADING = re.compile(r"h[1-6]\Z")
LIST_KINDS = {"ul": Kind.BULLET, "ol": Kind.NUMBERED}
BOLD = {"b", "strong"}
BOLD_LINES = {"dt", "summary"}
ITALIC = {"i", "em", "cite"}
DASH_ON_A_NEW_LINE = re.compile(r"\n\s*(?=(?:[—–―]|--)\s*\S)")  # noqa: RUF001


def to_blocks(html: str, *, shape: Shape, title: str, find_picture: FindPicture) -> Body:
    """Return well-formed `html` as blocks.

    `find_picture` returns the picture that a source names, None if it cannot be taken over. A first
    heading that only repeats the `title` is left out.
    """
    walker = Walker(shape, title, find_picture)
    walker.visit_all(parse(html), PLAIN)
    return walker.finish()


class Walker(Gatherer):
    """Walks through HTML; says what each element means for what is gathered."""

    nesting = 0

    def visit_all(self, node: Tag, style: Style) -> None:
        for child in list(node.children):
            self.visit(child, style)

    def visit(self, node: Any, style: Style) -> None:
        if isinstance(node, Tag):
            self.nesting += 1
            self.visit_tag(node, style)
            self.nesting -= 1
        elif isinstance(node, NavigableString):
            self.runs.append((DASH_ON_A_NEW_LINE.sub(BREAK, str(node)), style))

    def visit_tag(self, node: Tag, style: Style) -> None:
        if self.nesting > MAX_NESTING:
            self.runs.append((node.get_text(" "), style))
        elif HEADING.match(node.name):
            self.heading(node, int(node.name[1]), style)
        elif handler := getattr(self, f"visit_{node.name}", None):
            handler(node, style)
        elif node.name in APART or node.name in BOLD_LINES:
            with self.apart():
                self.visit_all(node, style._replace(bold=node.name in BOLD_LINES or style.bold))
        else:
            self.visit_all(node, self.styled(node, style))

    @staticmethod
    def styled(node: Tag, style: Style) -> Style:
        return style._replace(
            bold=style.bold or node.name in BOLD, italic=style.italic or node.name in ITALIC
        )

    def visit_a(self, node: Tag, style: Style) -> None:
        self.visit_all(node, style._replace(url=safe_url(node.get("href")) or style.url))

    def visit_br(self, node: Tag, style: Style) -> None:
        before = next((text for text, _ in reversed(self.runs) if text.strip(" \n\t")), "")
        if before.rstrip(" \n\t").endswith(BREAK):
            self.boundary()
        else:
            self.runs.append((BREAK, PLAIN))

    def visit_hr(self, node: Tag, style: Style) -> None:
        self.boundary()

    def visit_pre(self, node: Tag, style: Style) -> None:
        for passage in re.split(r"\n\s*\n", dedent(node.get_text().expandtabs(4)).strip("\n")):
            with self.apart():
                self.runs.append((readable_code(passage), PLAIN))

    def visit_iframe(self, node: Tag, style: Style) -> None:
        """Keep what was embedded as a link, where it has a title."""
        url, title = safe_url(node.get("src")), " ".join(str(node.get("title") or "").split())
        if url and title:
            with self.apart():
                self.runs.append((title, Style(url=url)))

    # Lists

    def visit_list(self, node: Tag, style: Style) -> None:
        if self.in_cell:
            with self.apart():
                self.visit_all(node, style)
            return
        self.flush()
        before = self.kind, self.depth
        self.depth = self.depth + 1 if self.kind.is_item else 0
        # The editor's export begins a numbered list anew after bullets inside it, so those get
        # numbers too.
        if self.kind != Kind.NUMBERED:
            self.kind = LIST_KINDS[node.name]
        self.visit_all(node, style)
        self.flush()
        self.kind, self.depth = before
        self.end_of_list()

    visit_ul = visit_ol = visit_list

    def visit_li(self, node: Tag, style: Style) -> None:
        if self.in_cell:
            with self.apart():
                self.visit_all(node, style)
        elif not self.kind.is_item:
            self.flush()
            self.kind = Kind.BULLET
            self.visit_all(node, style)
            self.flush()
            self.kind = Kind.PARAGRAPH
            self.end_of_list()
        else:
            self.flush()
            self.visit_all(node, style)
            self.flush()

    # Tables

    def visit_table(self, node: Tag, style: Style) -> None:
        self.body.tables += 1
        self.boundary()
        for caption in node.find_all("caption", recursive=False):
            self.visit(caption, style._replace(bold=True))
        rows = [row for row in node.find_all("tr") if row.find_parent("table") is node]
        headers, rows = self.headers(rows)
        items = [item for item in (self.row(row, headers, style) for row in rows) if item]
        for item in items:
            self.item(item)
        self.end_of_list()

    def headers(self, rows: list[Tag]) -> tuple[list[str], list[Tag]]:
        """Return the headers of the columns, and the rows that are not headers."""
        first = cells_of(rows[0]) if rows else []
        # Where a cell spans several, counting would put values under the wrong headers.
        is_plain = not any(spans(cell) for row in rows for cell in cells_of(row))
        if len(rows) < 2 or not first or any(cell.name != "th" for cell in first) or not is_plain:
            return [], rows
        return [words_of(cell).rstrip(":") for cell in first], rows[1:]

    def row(self, row: Tag, headers: list[str], style: Style) -> list[Run]:
        """Return a row as one run of text: “Header: cell; Header: cell”."""
        item: list[Run] = []
        for number, cell in enumerate(cells_of(row)):
            runs = self.cell(cell, style)
            if not runs:
                continue
            header = headers[number] if number < len(headers) else ""
            item += [("; ", PLAIN)] if item else []
            item += [(f"{header}: ", PLAIN)] if header else []
            item += runs
        return item

    def cell(self, cell: Tag, style: Style) -> tuple[Run, ...]:
        outer, was_in_cell = self.runs, self.in_cell
        self.runs, self.in_cell = [], True
        self.visit_all(cell, style)
        runs = tidy(self.runs)
        self.runs, self.in_cell = outer, was_in_cell
        return tuple((text.replace("\n", BREAK), style) for text, style in runs)

    # Headings

    def heading(self, node: Tag, size: int, style: Style) -> None:
        if self.in_cell or self.kind.is_item:
            with self.apart():
                self.visit_all(node, style._replace(bold=True))
            return
        self.flush()
        self.visit_all(node, style)
        # Bold in a heading says nothing.
        runs = tidy(
            (text.replace(BREAK, " "), style._replace(bold=False)) for text, style in self.runs
        )
        self.runs = []
        self.add_heading(Line(runs), size)
        self.place_pictures()

    # Quotes and pictures

    def visit_blockquote(self, node: Tag, style: Style) -> None:
        if self.in_cell or self.in_quote or self.kind.is_item:
            with self.apart():
                self.visit_all(node, style)
            return
        self.flush()
        inner = Walker(Shape(), "", self.find_picture)
        inner.nesting, inner.in_quote = self.nesting, True
        inner.visit_all(node, PLAIN)
        text, attribution = quoted(inner.all_lines())
        if text:
            self.end_text()
            self.add("quote", {"text": text, "attribution": attribution})
        self.adopt(inner)

    def visit_img(self, node: Tag, style: Style) -> None:
        source = str(node.get("src") or "")
        file = self.find_picture(source)
        if file is None:
            self.body.missing_pictures.append(source)
            return
        alt = " ".join(str(node.get("alt") or "").split())
        caption, self.caption = self.caption, ""
        self.pictures.append(Picture(file, alt[:ALT_LENGTH], caption))

    def visit_figure(self, node: Tag, style: Style) -> None:
        if node.find("img") is not None:
            # Goes with the picture: where that is missing, its caption would explain nothing.
            captions = node.find_all("figcaption")
            self.caption = " ".join(map(words_of, captions))[:CAPTION_LENGTH]
            for each in captions:
                each.extract()
        with self.apart():
            self.visit_all(node, style)
        self.caption = ""
