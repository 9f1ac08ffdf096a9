"""HTML of any origin, read into lines: well-formed or not, hostile or not, in one pass.

A parser as browsers have it takes time and memory in the square of the input where tags are nested
or left open on purpose; a megabyte of them would occupy a server for minutes. This one keeps no
tree: it knows what the next words are to look like, and what to do with a few tags.
"""

import re
from collections.abc import Callable, Iterator
from html import unescape

from plugins.rich_text.addresses import address_of
from plugins.rich_text.lines import BREAK, PLAIN, Kind, Line, Run, Style, in_order

MARKUP = re.compile(
    r"<(?:"
    r"!--.*?(?:-->|\Z)"
    r"|[!?][^>]*(?:>|\Z)"
    r"|(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)"
    r"(?P<attributes>(?:[^>=]++|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?)*+)(?:>|\Z)"
    r")",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"""([^\s/>="'<]+)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.DOTALL)
# Browsers read an address's "&copy=2" as it stands: what has no semicolon is no character there.
REFERENCE = re.compile(r"&#?\w+;")
KEY = re.compile(r"[a-zA-Z0-9_-]{1,20}")

# These lose their text as well.
DROPPED = {
    "audio", "button", "canvas", "head", "iframe", "math", "noembed", "noframes", "noscript",
    "object", "script", "select", "style", "svg", "template", "textarea", "title", "video",
    "xmp",
}  # fmt: skip
KIND_OF_HEADING = {
    "h1": Kind.HEADING,
    "h2": Kind.HEADING,
    "h3": Kind.HEADING,
    "h4": Kind.SUBHEADING,
    "h5": Kind.SUBHEADING,
    "h6": Kind.SUBHEADING,
}
KIND_OF_LIST = {"ul": Kind.BULLET, "ol": Kind.NUMBERED}
# What stands apart from the words before and after it.
APART = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "header", "hgroup", "hr", "html", "legend", "main", "menu", "nav", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
}  # fmt: skip


def lines_of(html: str) -> list[Line]:
    """Return the lines that `html` consists of; what they cannot be loses its tags only."""
    reader = _Reader()
    for text, markup in _parts(html):
        reader.take_text(text)
        if markup and markup["name"]:
            reader.take_tag(markup)
    return reader.finish()


def _parts(html: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Yield each text and the markup behind it, without what is in elements that are dropped."""
    position, left_open = 0, set()
    while match := MARKUP.search(html, position):
        yield html[position : match.start()], match
        position = match.end()
        name = (match["name"] or "").lower()
        if name in DROPPED and not match["end"] and name not in left_open:
            end = re.compile(f"</{name}(?![^\\s/>])", re.IGNORECASE).search(html, position)
            if end:
                position = end.start()
            else:
                left_open.add(name)
    yield html[position:], None


class _Reader:
    """Knows what the next words are to look like."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.keys: set[str] = set()
        self.lists: list[Kind] = []
        self.bold = self.italic = 0
        self.url = ""
        self.begin()

    def begin(self, kind: Kind | None = None, key: str = "") -> None:
        """Begin a line of `kind`; in a list nothing but items can be."""
        self.runs: list[Run] = []
        self.kind = self.lists[-1] if self.lists else kind or Kind.PARAGRAPH
        self.key = key
        self.is_after_break = False

    def end(self) -> None:
        """End the line, and keep it unless nothing is in it."""
        key = "" if self.key in self.keys else self.key
        line = Line.of(self.runs, self.kind, max(len(self.lists) - 1, 0), key)
        if line.runs:
            self.keys.add(key)
            self.lines.append(line)
        self.begin()

    def finish(self) -> list[Line]:
        """Return all that was read."""
        self.end()
        return list(in_order(self.lines))

    def take_text(self, text: str) -> None:
        """Take words as they stand in the source."""
        if not text:
            return
        words = unescape(text)
        self.runs.append((words, Style(self.bold > 0, self.italic > 0, self.url)))
        if not words.isspace():
            self.is_after_break = False

    def take_tag(self, markup: re.Match[str]) -> None:
        """Take a tag, whether it begins or ends something."""
        name, begins = markup["name"].lower(), not markup["end"]
        if name in ("b", "strong"):
            self.bold = max(0, self.bold + (1 if begins else -1))
        elif name in ("i", "em"):
            self.italic = max(0, self.italic + (1 if begins else -1))
        elif take := self.TAGS.get(name):
            take(self, name, _attributes(markup) if begins else {}, begins)
        elif name in APART:
            self.stand_apart()

    def stand_apart(self) -> None:
        """End a paragraph; inside an item, where there are none, end a line."""
        if self.lists:
            self.runs.append((BREAK, PLAIN))
        else:
            self.end()

    def take_link(self, name: str, attributes: dict[str, str], begins: bool) -> None:
        """Take the beginning or the end of a link; one without a safe address is none."""
        key = attributes.get("id", "") if attributes.get("linktype") == "page" else ""
        self.url = address_of(f"page:{key}" if key else attributes.get("href", ""))

    def take_break(self, name: str, attributes: dict[str, str], begins: bool) -> None:
        """Take a line break; a second one ends a paragraph."""
        if self.is_after_break and self.kind == Kind.PARAGRAPH:
            self.end()
        else:
            self.runs.append((BREAK, Style(self.bold > 0, self.italic > 0)))
            self.is_after_break = True

    def take_list(self, name: str, attributes: dict[str, str], begins: bool) -> None:
        """Take the beginning or the end of a list."""
        self.end()
        if begins:
            self.lists.append(KIND_OF_LIST[name])
        elif self.lists:
            self.lists.pop()
        self.begin()

    def take_item(self, name: str, attributes: dict[str, str], begins: bool) -> None:
        """Take the beginning or the end of an item; outside of a list it has a bullet."""
        self.end()
        self.begin(Kind.BULLET if begins else None, _key(attributes))

    def take_heading(self, name: str, attributes: dict[str, str], begins: bool) -> None:
        """Take the beginning or the end of a heading."""
        if self.lists:
            self.stand_apart()
        else:
            self.end()
            self.begin(KIND_OF_HEADING[name] if begins else None, _key(attributes))

    def take_paragraph(self, name: str, attributes: dict[str, str], begins: bool) -> None:
        """Take the beginning or the end of a paragraph."""
        self.stand_apart()
        if not self.lists:
            self.key = _key(attributes)

    TAGS: dict[str, Callable[["_Reader", str, dict[str, str], bool], None]] = {
        "a": take_link,
        "br": take_break,
        "li": take_item,
        "p": take_paragraph,
        **dict.fromkeys(KIND_OF_LIST, take_list),
        **dict.fromkeys(KIND_OF_HEADING, take_heading),
    }


def _attributes(markup: re.Match[str]) -> dict[str, str]:
    """Return the attributes of a tag; of two with one name the first, as browsers do."""
    found = {
        name.lower(): double or single or bare
        for name, double, single, bare in reversed(ATTRIBUTE.findall(markup["attributes"]))
    }
    return {
        name: REFERENCE.sub(lambda match: unescape(match[0]), value)
        for name, value in found.items()
    }


def _key(attributes: dict[str, str]) -> str:
    key = attributes.get("data-block-key", "")
    return key if KEY.fullmatch(key) else ""
