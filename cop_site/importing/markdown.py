"""Markdown with raw HTML in it, made into safe HTML."""

import re

import nh3
from markdown_it import MarkdownIt

# What `blocks` knows what to do with; all else loses its tags and keeps its text.
TAGS = {
    "a", "b", "blockquote", "br", "caption", "cite", "code", "dd", "details", "div", "dl", "dt",
    "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "iframe", "img", "li", "ol", "p", "pre", "section", "strong", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
# These lose their text too.
DROPPED = {
    "script", "style", "title", "template", "noscript", "object", "svg", "math", "select",
    "textarea", "button", "audio", "video", "canvas",
}  # fmt: skip

# Text that is indented is hardly ever code, and often HTML that somebody laid out nicely; Eleventy
# does the same. Code between fences stays code.
_parser = (
    MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")
)
# By itself it would leave "[words](javascript:…)" as it stands: let `elements.safe_url` drop the
# address and keep the words.
_parser.validateLink = lambda url: True  # type: ignore[method-assign]
FOOTNOTE = re.compile(r"^\[\^([\w-]+)\]:", re.MULTILINE)
_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=DROPPED,
    attributes={
        "a": {"href"},
        "img": {"src", "alt"},
        "iframe": {"src", "title"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def to_html(markdown: str) -> str:
    """Return `markdown` (CommonMark, tables, strikethrough) as well-formed, sanitised HTML."""
    return _cleaner.clean(_parser.render(_with_plain_footnotes(markdown)))


def to_inline_html(markdown: str) -> str:
    """Return one line of `markdown`, such as a title, as sanitised HTML: “1. Plan” is no list."""
    return _cleaner.clean(_parser.renderInline(markdown))


def _with_plain_footnotes(markdown: str) -> str:
    """Write footnotes as “[1]” in the text and before the note: there is no block for them."""
    for name in FOOTNOTE.findall(markdown):
        plain = rf"\[{name}\]"
        markdown = markdown.replace(f"\n[^{name}]:", f"\n{plain}").replace(
            f"[^{name}]", f" {plain}"
        )
    return markdown
