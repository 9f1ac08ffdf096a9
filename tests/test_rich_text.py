"""Formatted text: what is kept of it, in the public form, in Wagtail's editor and on the page."""

import os
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from plugins.blocks import RICH_TEXT_FEATURES
from plugins.rich_text import as_notation, clean, from_notation, with_keys_of, without_keys
from plugins.rich_text.lines import BREAK, MAX_DEPTH, Kind, Line, Style
from plugins.rich_text.writing import to_html

# RICH_TEXT_EXAMPLES=1000 for a thorough run.
thorough = settings(
    max_examples=int(os.environ.get("RICH_TEXT_EXAMPLES", "50")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

PIECES = [
    " ", "  ", "\t", "\n", BREAK, "\xa0", "\u3000", "\u200b", "\x00", "a", "Word", "ä", "7", "中",
    "*", "**", "***", "_", "\\", "\\\\", "|", "\\|", "[", "]", "(", ")", "](", "](a.org)", "- ",
    "* ", "• ", "1. ", "2) ", "### ", "#### ", "# ", "<", ">", "&", "&amp;", "<b>", "-", ".", "“",
    "”", "!", "https://example.org",
]  # fmt: skip
words = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=8).map("".join)
addresses = st.sampled_from([
    "", "", "https://example.org/a_(b)?c=1&d=2#e", "https://a.org/((", "mailto:a@example.org",
    "tel:+441", "/stories/", "#outcome", "page:12", "https://example.org/ä*b**c|d",
])  # fmt: skip
styles = st.builds(Style, st.booleans(), st.booleans(), addresses)
lines = st.builds(
    Line,
    st.lists(st.tuples(words, styles), max_size=6).map(tuple),
    st.sampled_from(Kind),
    st.integers(0, MAX_DEPTH + 1),
    st.sampled_from(["", "", "abc12", "0", "zz-_9"]),
)
# What was written in the public form or in Wagtail's editor.
kept_texts = st.lists(lines, max_size=8).map(lambda found: clean(to_html(found)))

MARKUP = [
    *PIECES, "<p>", "</p>", "<ul>", "</ul>", "<ol>", "</ol>", "<li>", "</li>", "<h3>", "</h3>",
    "<h2>", "<h4>", "<b>", "</b>", "<i>", "</i>", "<strong>", "<em>", "</em>", "<br>", "<br/>",
    "<a href=https://example.org>", "<a href='javascript:x'>", "</a>", "<div>", "</div>", "<td>",
    "<script>", "</script>", "<!--", "-->", "<svg>", "<a linktype=page id=3>",
    "<p data-block-key=k>", '<embed embedtype="image" id="1"/>', "<textarea>", "&lt;", "&#8232;",
    "&#0;", '"', "'", "<a ", "</", "=",
]  # fmt: skip
any_html = st.lists(st.sampled_from(MARKUP) | st.text(max_size=4), max_size=30).map("".join)


def after_editing(html: str) -> str:
    """What Wagtail's editor stores when somebody opens and saves `html`."""
    converter = ContentstateConverter(RICH_TEXT_FEATURES)
    return converter.to_database_format(converter.from_database_format(html))


def without_line_keys(html: str) -> str:
    return re.sub(r' data-block-key="[^"]*"', "", html)


@pytest.mark.django_db
class TestTheWayThroughWagtailsEditor:
    @thorough
    @given(kept_texts)
    def test_changes_nothing(self, html):
        stored = clean(after_editing(html))

        assert without_line_keys(stored) == without_line_keys(html)
        assert clean(after_editing(stored)) == stored

    @thorough
    @given(kept_texts)
    def test_and_back_through_the_form_keeps_what_comments_hang_on(self, html):
        stored = clean(after_editing(html))

        sent = from_notation(as_notation(stored))

        assert with_keys_of(sent, stored) == stored


class TestTheNotation:
    @thorough
    @given(kept_texts)
    def test_loses_nothing(self, html):
        assert from_notation(as_notation(html)) == without_keys(html)

    @thorough
    @given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join))
    def test_of_anything_typed_is_kept_text(self, typed):
        html = from_notation(typed)

        assert clean(html) == html
        assert from_notation(as_notation(html)) == html


class TestAnyHtml:
    @thorough
    @given(any_html)
    def test_becomes_kept_text(self, html):
        kept = clean(html)

        assert clean(kept) == kept
        assert from_notation(as_notation(kept)) == without_keys(kept)
