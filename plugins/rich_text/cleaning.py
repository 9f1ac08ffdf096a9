"""Rich text, made safe and brought into the one form in which it is kept."""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import nh3

from plugins.rich_text.lines import Line
from plugins.rich_text.reading import lines_of
from plugins.rich_text.writing import to_html

LINES = ("p", "h3", "h4", "li")
_cleaner = nh3.Cleaner(
    tags={*LINES, "ul", "ol", "a", "b", "i", "br"},
    attributes={
        "a": {"href", "linktype", "id"},
        **{tag: {"data-block-key"} for tag in LINES},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


def clean(html: str) -> str:
    """Return `html`, of whatever origin, as the rich text that is kept and shown of it.

    It is safe to show, and Wagtail's editor gives it back as it is, but for the keys of new lines.
    """
    return written(lines_of(html))


@lru_cache(maxsize=500)
def clean_to_show(html: str) -> str:
    """Return stored `html` as it may be shown; pages are shown far more often than changed."""
    return clean(html)


def written(lines: Iterable[Line]) -> str:
    """Return `lines` as rich text in which nh3 finds nothing to remove."""
    html = to_html(lines)
    # What nh3 is given is ours, nested a few tags deep: on any other HTML it may take minutes.
    cleaned = _cleaner.clean(html)
    return html if cleaned == _as_nh3_writes(html) else to_html(lines_of(cleaned))


def _as_nh3_writes(html: str) -> str:
    return html.replace("<br/>", "<br>").replace("\u00a0", "&nbsp;")


def without_keys(html: str) -> str:
    """Return clean `html` without what only Wagtail's editor needs: two that say the same agree."""
    return to_html(replace(line, key="") for line in lines_of(html))


def with_keys_of(html: str, earlier: str) -> str:
    """Return clean `html` with the keys that its lines had in `earlier`.

    Comments that somebody made on a passage in Wagtail's editor stay with the passage so, although
    the public form knows nothing of them. A line that changed is known by its place.
    """
    lines, old = lines_of(html), lines_of(earlier)
    keys: dict[str, deque[str]] = defaultdict(deque)
    for line in old:
        keys[line.text].append(line.key)
    found = [keys[line.text].popleft() if keys[line.text] else "" for line in lines]
    if len(lines) == len(old):
        left = {key for waiting in keys.values() for key in waiting}
        known = [line.key if line.key in left else "" for line in old]
        found = [key or by_place for key, by_place in zip(found, known, strict=True)]
    return to_html(replace(line, key=key) for line, key in zip(lines, found, strict=True))
