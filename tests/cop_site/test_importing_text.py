"""From Markdown to the blocks of a body: what survives, what is safe, what is left out."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cop_site.importing.blocks import to_blocks
from cop_site.importing.body import Body, PictureFile, Shape
from cop_site.importing.elements import safe_url
from cop_site.importing.front_matter import as_datetime, from_handle, split_front_matter
from cop_site.importing.markdown import to_html
from cop_site.importing.problems import Problem
from cop_site.importing.template_tags import strip_template_tags
from plugins.blocks import RICH_TEXT_FEATURES
from plugins.resources.models import ResourcePage
from plugins.stories.models import StoryPage

STORY = Shape.of(StoryPage._meta.get_field("body"))
RESOURCE = Shape.of(ResourcePage._meta.get_field("body"))
KEPT_TAGS = {"p", "h3", "h4", "b", "i", "a", "ul", "ol", "li", "br"}


def convert(markdown: str, *, shape: Shape = STORY, title: str = "", pictures: tuple = ()) -> Body:
    """Convert Markdown as an import does; of the pictures only those named are there."""
    text, _count = strip_template_tags(markdown)
    return to_blocks(
        to_html(text),
        shape=shape,
        title=title,
        find_picture=lambda source: PictureFile(source, "hash") if source in pictures else None,
    )


def html_of(markdown: str) -> str:
    """The rich text of a text that becomes one block of text, without the editor's keys."""
    [(name, html)] = convert(markdown).blocks
    assert name == "text"
    return re.sub(r' data-block-key="\d+"', "", html)


def after_editing(html: str) -> str:
    """What Wagtail's editor stores when somebody opens and saves `html`."""
    converter = ContentstateConverter(RICH_TEXT_FEATURES)
    return converter.to_database_format(converter.from_database_format(html))


class Tags(HTMLParser):
    """Collects the tags and link addresses of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.addresses += [value for name, value in attrs if name == "href"]


class TestFormatting:
    @pytest.mark.parametrize(
        ("markdown", "html"),
        [
            ("**bold** and *italic*", "<p><b>bold</b> and <i>italic</i></p>"),
            ("<em>a</em> <strong>b</strong>", "<p><i>a</i> <b>b</b></p>"),
            (
                "[a](https://example.org/?b=1&c=2)",
                '<p><a href="https://example.org/?b=1&amp;c=2">a</a></p>',
            ),
            ("[a](mailto:ana@example.org)", '<p><a href="mailto:ana@example.org">a</a></p>'),
            ("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
            ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
            ("1. a\n   - b\n2. c", "<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>"),
            ("a\\\nb", "<p>a<br/>b</p>"),
            ("a<br><br>b", "<p>a</p><p>b</p>"),
            ("# a\n\n### b", "<h3>a</h3><h4>b</h4>"),
            ("### a", "<h3>a</h3>"),
            ("- [x] done", "<ul><li>done</li></ul>"),
            ("`a < b`", "<p>a &lt; b</p>"),
            ("```python\nif a:\n    b\n```", "<p>if a:<br/>\xa0\xa0\xa0\xa0b</p>"),
            ("a[^1]\n\n[^1]: b", "<p>a [1]</p><p>[1] b</p>"),
            ("<div>\n\n    <p>laid out</p>\n\n</div>", "<p>laid out</p>"),
            ("<div></div>\n\n<p> </p>\n\na", "<p>a</p>"),
        ],
    )
    def test_keeps_what_the_editor_keeps(self, markdown, html):
        assert html_of(markdown) == html

    @pytest.mark.parametrize(
        "address",
        [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "/here",
            "#part",
            "../up",
        ],
    )
    def test_keeps_only_the_words_of_a_link_that_leads_nowhere(self, address):
        assert html_of(f"[words]({address})") == "<p>words</p>"

    @pytest.mark.parametrize("address", ["http://[", "https://", "mailto:", "ftp://a.b", None])
    def test_refuses_addresses_that_are_none(self, address):
        assert safe_url(address) == ""

    def test_leaves_out_scripts_and_their_text(self):
        html = html_of('a<script>alert("x")</script> <b onclick="x()">b</b>')

        assert html == "<p>a <b>b</b></p>"


class TestBlocks:
    def test_makes_sections_of_the_four_headings_of_a_story(self):
        body = convert("## What was going on\n\na\n\n## What we did\n\nb\n\n## Thanks\n\nc")

        assert [name for name, _value in body.blocks] == ["situation", "action"]
        assert "<h3" in body.blocks[1][1]

    def test_makes_heading_blocks_in_a_resource(self):
        body = convert("# Part\n\na\n\n### Detail\n\nb", shape=RESOURCE)

        assert [name for name, _value in body.blocks] == ["heading", "text"]
        assert body.blocks[0] == ("heading", "Part")

    def test_leaves_out_a_heading_that_repeats_the_title(self):
        body = convert("# The title\n\na", shape=RESOURCE, title="The Title")

        assert [name for name, _value in body.blocks] == ["text"]

    def test_makes_quotes_of_block_quotes_and_finds_who_said_it(self):
        body = convert("> It works.\n> — A nurse")

        assert body.blocks == [("quote", {"text": "It works.", "attribution": "A nurse"})]

    def test_keeps_the_words_of_a_quote_with_a_quote_and_a_picture_in_it(self):
        body = convert("> one\n>\n> > two\n>\n> ![x](a.png)\n>\n> three", pictures=("a.png",))

        assert [name for name, _value in body.blocks] == ["quote", "picture"]
        assert body.blocks[0][1]["text"] == "one\n\ntwo\n\nthree"

    def test_makes_a_list_of_a_table_and_counts_it(self):
        body = convert("| Who | Does |\n|---|---|\n| Ana | [this](https://a.org) |\n| Ben | |")

        assert body.tables == 1
        assert ">Who: Ana; Does: <a" in body.blocks[0][1]
        assert ">Who: Ben</li>" in body.blocks[0][1]

    def test_names_no_headers_where_cells_reach_over_several_columns(self):
        body = convert(
            "<table><tr><th colspan=2>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
        )

        assert ">1; 2</li>" in body.blocks[0][1]

    def test_places_pictures_that_are_here_and_counts_those_that_are_not(self):
        body = convert("a\n\n![Alt](here.png)\n\n![Gone](gone.png)\n\nb", pictures=("here.png",))

        assert [name for name, _value in body.blocks] == ["text", "picture", "text"]
        assert body.blocks[1][1].alt_text == "Alt"
        assert body.missing_pictures == ["gone.png"]

    def test_leaves_out_the_caption_of_a_picture_that_is_missing(self):
        figure = '<figure><img src="{}" alt="x"><figcaption>Caption</figcaption></figure>'

        with_picture = convert(figure.format("a.png"), pictures=("a.png",))
        without = convert(figure.format("gone.png"))

        assert with_picture.blocks[0][1].caption == "Caption"
        assert without.blocks == []

    def test_keeps_an_embedded_film_as_a_link(self):
        html = html_of('<iframe src="https://films.org/1" title="A film"></iframe>')

        assert html == '<p><a href="https://films.org/1">A film</a></p>'


class TestTemplateTags:
    @pytest.mark.parametrize(
        ("markdown", "stripped"),
        [
            ('[a]({{ "https://a.org/b" | url }})', "[a](https://a.org/b)"),
            ("[a]({{ '/b/' | url }})", "[a](/b/)"),
            ("![a]({{site.baseurl}}/b.png)", "![a](/b.png)"),
            ("a {% comment %}hidden{% endcomment %}b", "a b"),
            ('a {% include "b.html" %} c', "a  c"),
            ("{% highlight css %}\na {}\n{% endhighlight %}", "```css\na {}\n\n```\n"),
            ("{% raw %}{{ shown }}{% endraw %}", "{{ shown }}"),
            ('{{ "ana-lopez" | team_link }} says', "Ana Lopez says"),
            ('{{ "ana-lopez" | team_photo }}', ""),
            ('{{ "https://f.org/1" | embed: "A film" }}', "[A film](<https://f.org/1>)"),
            (
                '{% image "a.png" "He said "no"" %}',
                '<img src="a.png" alt="He said &quot;no&quot;">',
            ),
            ("# Heading {#top}", "# Heading"),
            ("a\n{:.wide}", "a\n"),
            ("{% for a in b %}c{% endfor %}", "c"),
            ("an open {{ brace", "an open {{ brace"),
        ],
    )
    def test_keeps_what_a_tag_says_and_drops_the_tag(self, markdown, stripped):
        assert strip_template_tags(markdown)[0] == stripped

    def test_puts_a_captured_passage_where_it_is_printed(self):
        text = (
            '{% capture box %}[in]({{ "https://a.org" | url }}){% endcapture %}\nbefore\n\n'
            '{% include "box.html" header: "Head" content: box %}'
        )

        stripped, count = strip_template_tags(text)

        assert stripped.split() == ["before", "**Head**", "[in](https://a.org)"]
        assert count == 3

    def test_keeps_a_captured_passage_that_is_printed_nowhere(self):
        assert strip_template_tags("{% capture a %}b{% endcapture %}")[0].strip() == "b"


class TestFrontMatter:
    def test_bears_a_tab_at_the_end_of_a_line(self):
        fields, text = split_front_matter("---\ntitle: A\t\n---\nB")

        assert fields == {"title": "A"}
        assert text == "B"

    @pytest.mark.parametrize(
        "yaml", ["a: [", "- a", "just words", "a: 2020-02-31", "a: " + "[" * 5000, "\ta: b"]
    )
    def test_says_what_is_wrong_with_it(self, yaml):
        with pytest.raises(Problem, match=r"^Its front matter"):
            split_front_matter(f"---\n{yaml}\n---\n")

    def test_reads_dates_in_several_ways(self):
        ways = ["2020-03-01", "2020-03-01 12:00:00 -0500", "2020-03-01T12:00:00+01:00"]

        assert {as_datetime(way).date().isoformat() for way in ways} == {"2020-03-01"}

    def test_makes_names_of_handles(self):
        assert list(map(from_handle, ["ana-lopez", "bell hooks"])) == ["Ana Lopez", "bell hooks"]


PIECES = [
    "# ", "## What we did\n", "### ", "\n", "\n\n", " ", "\t", "    ", "- ", "1. ", "  - ", "> ",
    "| a | b |\n|---|---|\n", "| ", "**", "*", "_", "`", "```\n", "~~", "[",
    "](https://example.org)", "](javascript:x)", "![", "](a.png)", "<b>", "</b>", "<i>", "</i>",
    "<p>", "</p>", "<div>", "</div>", "<ul>", "</ul>", "<li>", "</li>", "<ol>", "</ol>",
    "<a href='https://example.org/\xe4 b'>", "<a href='javascript:x'>", "</a>", "<br>", "<br/>",
    "<blockquote>", "</blockquote>", "<table><tr><td>", "</td><td>", "</tr></table>", "<th>",
    "<h2>", "</h2>", "<h4>", "<pre>", "</pre>", "<img src=a.png>", "<figure>", "<figcaption>",
    "</figure>", "<script>", "</script>", "<!--", "-->", "&nbsp;", "&lt;script&gt;", "&#0;",
    "&#x2028;", "<svg><a xlink:href='javascript:x'>", "<iframe src='https://a.org' title=a>",
    "{% raw %}", "{% endraw %}", "{{ 'https://a.org' | url }}", "{% capture a %}",
    "{% endcapture %}", "{{ a }}", "{#a}", "\xa0", "\u200b", "\x0c", "\x0b", "\u3000", "\x85",
    "\x00", "\ue0f0", "a", "b", "word", "&", "<", ">", "\\",
]  # fmt: skip
documents = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)


class TestAnyInput:
    @settings(max_examples=300, deadline=None)
    @given(documents, st.sampled_from([STORY, RESOURCE]))
    def test_becomes_rich_text_that_is_safe_and_survives_the_editor(self, markdown, shape):
        body = convert(markdown, shape=shape, pictures=("a.png",))

        rich_texts = [
            value for name, value in body.blocks if isinstance(value, str) and name != "heading"
        ]
        for html in rich_texts:
            seen = Tags(html)
            assert seen.tags <= KEPT_TAGS
            assert seen.attributes <= {"href", "data-block-key"}
            assert all(re.match(r"https?://|mailto:", address) for address in seen.addresses)
            assert not re.search(r"<(p|li|h3|h4)[^>]*>\s*</", html)
            assert after_editing(html) == html

    @settings(max_examples=100, deadline=None)
    @given(st.text(max_size=200))
    def test_of_front_matter_is_read_or_refused(self, text):
        try:
            fields, _rest = split_front_matter(f"---\n{text}\n---\n")
        except Problem:
            return
        assert isinstance(fields, dict)
