"""What single elements of HTML say."""

import re
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from plugins.rich_text.lines import BREAK, NO_BREAK_SPACE

# What stands apart from the text before and after it.
APART = {"p", "div", "section", "details", "dl", "dd", "footer", "figcaption", "caption"}
ENDS_A_WORD = {
    *APART,
    *["br", "li", "td", "th", "tr", "dt", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"],
}
# A line by itself that begins with a dash says who said it.
ATTRIBUTION = re.compile(r"(?:[—–―]|--?)\s*(.{1,250})\Z", re.DOTALL)  # noqa: RUF001


def parse(html: str) -> BeautifulSoup:
    """Return the document of well-formed `html`."""
    return BeautifulSoup(html, "html.parser")


def to_text(html: str) -> str:
    """Return the words of `html` in one line."""
    return words_of(parse(html))


def words_of(node: Tag) -> str:
    """Return the words inside `node` in one line."""
    parts = (
        str(part) if isinstance(part, NavigableString) else " "
        for part in node.descendants
        if isinstance(part, NavigableString) or (isinstance(part, Tag) and part.name in ENDS_A_WORD)
    )
    return " ".join("".join(parts).split())


def safe_url(href: Any) -> str:
    """Return `href` if it is an absolute web or e-mail address, empty if it is anything else."""
    url = str(href or "").strip().replace(" ", "%20")
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    is_mail = parts.scheme == "mailto" and "@" in parts.path
    return url if (is_web or is_mail) and url.isprintable() else ""


def cells_of(row: Tag) -> list[Tag]:
    """Return the cells of a row of a table."""
    return row.find_all(["td", "th"], recursive=False)


def spans(cell: Tag) -> bool:
    """Whether a cell of a table reaches over several columns or rows."""
    return any(str(cell.get(name, "1")) != "1" for name in ("colspan", "rowspan"))


def readable_code(code: str) -> str:
    """Return lines of code so that their line ends and indentation survive."""
    lines = (line.rstrip() for line in code.splitlines())
    return BREAK.join(
        NO_BREAK_SPACE * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in lines
    )


def quoted(lines: list[str]) -> tuple[str, str]:
    """Return what was said, and who said it if the last line begins with a dash."""
    match = ATTRIBUTION.match(lines[-1]) if len(lines) > 1 else None
    if match:
        return "\n\n".join(lines[:-1]), match[1].strip()
    return "\n\n".join(lines), ""
