"""Formatted text: what is kept of it, in the public form, in Wagtail's editor and on the page."""

import json
import os
import re

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from plugins.blocks import RICH_TEXT_FEATURES
from plugins.rich_text import as_notation, clean, from_notation, with_keys_of, without_keys
from plugins.rich_text.lines import BREAK, MAX_DEPTH, Kind, Line, Style
from plugins.rich_text.writing import to_html
from tests.factories import ResourcePageFactory, StoryPageFactory
from tests.payloads import PAYLOADS

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


# All that formatted text may consist of.
SAFE = re.compile(
    r"""(?:[^<>]++|</?(?:b|i|ul|ol)>|</(?:p|h3|h4|li|a)>|<br/>"""
    r"""|<(?:p|h3|h4|li)(?:\ data-block-key="[\w-]+")?>|<a\ linktype="page"\ id="[0-9]+">"""
    r"""|<a\ href="(?:https?://[^"\s<>]+|mailto:[^"\s<>]+|tel:[^"\s<>]+|/[^/"\s<>][^"\s<>]*|\#[^"\s<>]+)">)*+"""
)


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

        assert SAFE.fullmatch(html)
        assert clean(html) == html
        assert from_notation(as_notation(html)) == html


class TestAnyHtml:
    @thorough
    @given(any_html)
    def test_becomes_kept_text(self, html):
        kept = clean(html)

        assert SAFE.fullmatch(kept)
        assert clean(kept) == kept
        assert from_notation(as_notation(kept)) == without_keys(kept)


class TestWhatIsTyped:
    @pytest.mark.parametrize(
        "typed",
        [
            "5 * 3 * 2 = 30, and 2*3*4 = 24",
            "snake_case and __init__",
            "#1 of the list, ## or so",
            "24. December",
            "3. of May",
            "- ",
            "1.",
            "**unfinished",
            "* * *",
            "[1] and [see below] (as it is)",
            r"\\server\share, C:\temp",
            "<b>no tags</b> &amp; <3",
            "a | b",
        ],
    )
    def test_without_knowing_the_notation_comes_out_as_typed(self, typed):
        html = from_notation(typed)

        shown = html.removeprefix("<p>").removesuffix("</p>")
        assert shown == typed.strip().replace("&", "&amp;").replace("<", "&lt;").replace(
            ">", "&gt;"
        )

    @pytest.mark.parametrize(
        ("typed", "html"),
        [
            ("one\ntwo\n\nthree", "<p>one<br/>two</p><p>three</p>"),
            ("one\r\ntwo", "<p>one<br/>two</p>"),
            (
                "**bold** and *italic*, ***both***",
                "<p><b>bold</b> and <i>italic</i>, <b><i>both</i></b></p>",
            ),
            ("**bold *and italic***", "<p><b>bold</b> <b><i>and italic</i></b></p>"),
            ("### Heading\ntext", "<h3>Heading</h3><p>text</p>"),
            ("#### Small", "<h4>Small</h4>"),
            (
                "we had:\n- one\n- two\nand more",
                "<p>we had:</p><ul><li>one</li><li>two</li></ul><p>and more</p>",
            ),
            (
                "- one\n  - in it\n    goes on\n- two",
                "<ul><li>one<ul><li>in it<br/>goes on</li></ul></li><li>two</li></ul>",
            ),
            ("* one\n• two", "<ul><li>one</li><li>two</li></ul>"),
            ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"),
            ("1. one\n3. three", "<ol><li>one</li></ol><p>3. three</p>"),
            ("1) one", "<ol><li>one</li></ol>"),
            ("[here](example.org/a)", '<p><a href="https://example.org/a">here</a></p>'),
            ("[her](ana@example.org)", '<p><a href="mailto:ana@example.org">her</a></p>'),
            (r"\*as it is\*", "<p>*as it is*</p>"),
            (r"1\. of May", "<p>1. of May</p>"),
        ],
    )
    def test_in_the_notation_is_formatted(self, typed, html):
        assert from_notation(typed) == html


class TestClean:
    @pytest.mark.parametrize(
        ("html", "kept"),
        [
            ("<p><strong>a</strong><em>b</em></p>", "<p><b>a</b><i>b</i></p>"),
            ("<h1>Big</h1><h6>Small</h6>", "<h3>Big</h3><h4>Small</h4>"),
            ("<div>one</div><table><tr><td>two</td></tr></table>", "<p>one</p><p>two</p>"),
            ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li>a<br/>b</li></ul>"),
            ("<p>a<br><br>b</p><p> </p><p>c  d</p>", "<p>a</p><p>b</p><p>c d</p>"),
            ("<p style='x' class=y>a<span lang=en>b</span></p>", "<p>ab</p>"),
            ("a<script>b</script>c<style>d</style>", "<p>ac</p>"),
            ("<p>a<svg>b", "<p>ab</p>"),
            (
                '<p data-block-key="abc12">a</p><p data-block-key="abc12">b</p>',
                '<p data-block-key="abc12">a</p><p>b</p>',
            ),
            (
                '<a href="https://a.org/?x=1&copy=2">a</a>',
                '<p><a href="https://a.org/?x=1&amp;copy=2">a</a></p>',
            ),
            ('<a href="//example.org">a</a>', '<p><a href="https://example.org">a</a></p>'),
            ('<a href="/\\example.org">a</a>', '<p><a href="/%5Cexample.org">a</a></p>'),
            ('<a href="https://bank.org@example.org">a</a>', "<p>a</p>"),
            ('<a linktype="page" id="7">a</a>', '<p><a linktype="page" id="7">a</a></p>'),
            ('<a linktype="document" id="7">a</a>', "<p>a</p>"),
            ("", ""),
        ],
    )
    def test_keeps_what_the_editor_keeps(self, html, kept):
        assert clean(html) == kept

    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_leaves_nothing_that_runs(self, payload):
        assert SAFE.fullmatch(clean(payload))
        assert SAFE.fullmatch(clean(f"<p>{payload}</p>"))
        assert SAFE.fullmatch(from_notation(payload))

    def test_takes_a_megabyte_of_tags_that_are_never_closed(self):
        nested = "".join(f"<b x={number}>" for number in range(10_000)) + "<ul><li>" * 10_000

        html = clean(nested + "<p>end")

        assert html == "<ul><li><b>end</b></li></ul>"


@pytest.mark.django_db
class TestPages:
    def test_keep_only_what_is_clean_however_it_came(self, stories):
        raw = [{"type": "situation", "value": "<p onclick='x'>Rain<script>x</script></p>"}]
        page = StoryPageFactory(parent=stories, body=json.dumps(raw))

        page.refresh_from_db()

        assert page.body.raw_data[0]["value"] == "<p>Rain</p>"
        assert "onclick" not in json.dumps(page.save_revision().content)

    def test_show_only_what_is_clean_whatever_is_stored(self, client, resources):
        page = ResourcePageFactory(parent=resources)
        stored = [
            {"type": "text", "value": "<p onclick='x'>Rain<iframe src=x></iframe></p>", "id": "1"}
        ]
        table, column = page._meta.db_table, page._meta.get_field("body").column
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = %s", [json.dumps(stored)])  # noqa: S608

        text = client.get(page.url).text

        assert "<p>Rain</p>" in text
        assert "onclick" not in text
