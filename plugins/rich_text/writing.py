"""Lines, written as the HTML in which Wagtail's editor stores them."""

from collections.abc import Iterable
from html import escape
from itertools import groupby

from plugins.rich_text.lines import Kind, Line, Run, Style

TAG_OF = {
    Kind.PARAGRAPH: "p",
    Kind.HEADING: "h3",
    Kind.SUBHEADING: "h4",
    Kind.BULLET: "ul",
    Kind.NUMBERED: "ol",
}


def to_html(lines: Iterable[Line]) -> str:
    """Return tidy `lines`, which are in order, as rich text; empty for none."""
    html: list[str] = []
    open_lists: list[str] = []
    for line in lines:
        tag = TAG_OF[line.kind]
        if line.kind.is_item:
            html.append(_begin_item(open_lists, tag, line.depth))
            html.append(f"<li{_key(line)}>{_inline(line.runs)}")
        else:
            html.append(_end_lists(open_lists))
            html.append(f"<{tag}{_key(line)}>{_inline(line.runs)}</{tag}>")
    html.append(_end_lists(open_lists))
    return "".join(html)


def _begin_item(open_lists: list[str], tag: str, depth: int) -> str:
    """Return what ends the item before and what begins the list of an item, if it is the first."""
    html = ""
    while len(open_lists) > depth + 1:
        html += f"</li></{open_lists.pop()}>"
    if len(open_lists) == depth + 1:
        if open_lists[-1] == tag:
            return f"{html}</li>"
        html += f"</li></{open_lists.pop()}>"
    open_lists.append(tag)
    return f"{html}<{tag}>"


def _end_lists(open_lists: list[str]) -> str:
    html = "".join(f"</li></{tag}>" for tag in reversed(open_lists))
    open_lists.clear()
    return html


def _key(line: Line) -> str:
    return f' data-block-key="{line.key}"' if line.key else ""


def _inline(runs: Iterable[Run]) -> str:
    """Return a line's pieces; as in the editor's own export, a style goes on between links only."""
    html: list[str] = []
    for url, group in groupby(runs, key=lambda run: run[1].url):
        if url:
            words = "".join(_styled(text, style) for text, style in group)
            html.append(f"<a {_target(url)}>{words}</a>")
            continue
        pieces = list(group)
        if html:
            html.append(_styled(*pieces.pop(0)))
        html.append(_going_on(pieces))
    return "".join(html)


def _going_on(runs: list[Run]) -> str:
    """Return pieces that are in no link: bold and italic ones share what they can."""
    html: list[str] = []
    for is_bold, group in groupby(runs, key=lambda run: run[1].bold):
        words = "".join(_styled(text, style._replace(bold=False)) for text, style in group)
        html.append(f"<b>{words}</b>" if is_bold else words)
    return "".join(html)


def _styled(text: str, style: Style) -> str:
    html = escape(text, quote=False).replace("\n", "<br/>")
    if style.italic:
        html = f"<i>{html}</i>"
    return f"<b>{html}</b>" if style.bold else html


def _target(url: str) -> str:
    if url.startswith("page:"):
        return f'linktype="page" id="{url.removeprefix("page:")}"'
    return f'href="{escape(url)}"'
