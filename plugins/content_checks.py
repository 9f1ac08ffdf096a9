"""What an author may like to look at again before others read a page.

A type of page takes part by saying what is checked in it beside what holds for all:
`content_checks`, a tuple of functions that take a Manuscript and yield Findings, empty where it
adds none. They ask the database for no more than the page's tags, and the page need not be saved.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from html import unescape
from typing import Any, TypeAlias

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from plugins.levels.languages import language_of
from plugins.page_forms import is_untitled
from plugins.pages import WORDS_A_MINUTE, stored_texts

# Minutes to read at each level. Of 500 posts in which 18F told what it did, nine in ten take at
# most 7; of 42 pages with which it gave others time to reflect, three in four at most 9. Who plans
# or does it reads on for longer.
LONGEST = {1: 7, 2: 10, 3: 15, 4: 20}
# Words: two sentences of the 20 words that guides to plain English recommend as an average.
SUMMARY_WORDS = 40
# Characters: a shorter title may well be an abbreviation.
SHOUTED = 8

# What a camera or a folder calls a picture: “queue.jpg”, “IMG_2041”, “new_logo_final”.
FILE_NAME = re.compile(
    r".*\.(?:avif|gif|heic|jpe?g|png|svg|tiff?|webp)"
    r"|(?:dscn?|image|img|photo|picture|pxl|scan|screenshot)[\s_-]*\d[\w\s-]*"
    r"|[^\s_]+(?:_[^\s_]+)+",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# What a link says that does not tell where it leads; in other languages nothing is compared.
SAYS_NOTHING_IN_ENGLISH = {
    "click", "click here", "find out more", "here", "learn more", "link", "more", "more here",
    "read more", "see here", "this", "this link", "this page", "this site", "this website",
}  # fmt: skip


class Severity(StrEnum):
    """How much a finding matters; the least first."""

    #: The page would be better for it, and is good without.
    HINT = "hint"
    #: Some readers will stumble over it.
    WARNING = "warning"
    #: The page cannot be published so, or some readers cannot use it.
    ERROR = "error"

    @property
    def label(self) -> str:
        """What authors are told that it is."""
        return {
            Severity.HINT: _("An idea"),
            Severity.WARNING: _("Worth a look"),
            Severity.ERROR: _("Needed"),
        }[self]


@dataclass(frozen=True)
class Place:
    """Where something is in a page: a field, or a block of the body."""

    #: The name of the field, or the key of the block where it has one: what is saved as one.
    unit: str
    #: What authors call it.
    label: str
    #: The id of the heading above it on the page, empty at the beginning.
    anchor: str = ""
    is_block: bool = False


@dataclass(frozen=True)
class Finding:
    """Something that an author may like to look at again: what it is, and what to do about it."""

    text: str
    place: Place
    severity: Severity = Severity.WARNING


class Outline:
    """What a rich text is made of: paragraphs, sub-headings and list items, and what links say."""

    # Not a parser: those of HTML take seconds for a megabyte that is made to be slow.
    TOKEN = re.compile(r"<(/?)(a|br|h3|h4|li|p)\b[^<>]*>|<[^<>]*>|([^<]+|<)")

    def __init__(self, rich_text: str) -> None:
        self.pieces: list[tuple[str, list[str]]] = [("", [])]
        self.links: list[list[str]] = []
        is_in_link = False
        for end, tag, words in self.TOKEN.findall(rich_text):
            if tag == "a":
                is_in_link = not end
                self.links += [] if end else [[]]
            elif tag == "br":
                words = "\n"
            elif tag and not end:
                self.pieces.append((tag, []))
            self.pieces[-1][1].append(words)
            if is_in_link:
                self.links[-1].append(words)

    def texts_of(self, *tags: str) -> list[str]:
        """Return what the pieces of these kinds say, of all kinds without any."""
        return [joined(words) for tag, words in self.pieces if tag in tags or not tags]

    def texts_of_links(self) -> list[str]:
        """Return what all links say."""
        return [joined(words) for words in self.links]


def joined(words: list[str]) -> str:
    """Return text that tags have torn apart, as people read it."""
    return unescape("".join(words))


@dataclass(frozen=True)
class Part:
    """A block of the body, as it is stored."""

    kind: str
    value: Any
    place: Place

    @cached_property
    def outline(self) -> Outline:
        """What it is made of, where it is a rich text; nothing otherwise."""
        return Outline(self.value if self.is_rich else "")

    @property
    def is_rich(self) -> bool:
        """Whether it is a rich text."""
        return isinstance(self.value, str) and self.value.startswith("<")

    @cached_property
    def text(self) -> str:
        """All that it says."""
        texts = self.outline.texts_of() if self.is_rich else stored_texts(self.value)
        return "\n".join(text for text in texts if text)


class Manuscript:
    """A page as its author wrote it, taken apart for those who look it over."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def field(self, name: str) -> Place:
        """Return the place of a field."""
        field = self.page._meta.get_field(name)
        words = getattr(field, "verbose_name", "") or field.related_model._meta.verbose_name_plural
        return Place(name, capfirst(str(words)))

    @cached_property
    def levels(self) -> list[int]:
        """The numbers of the levels it is for; while none are chosen, those of its type."""
        chosen = [level.number for level in self.page.levels_in_order()]
        return chosen or sorted(self.page.default_level_numbers())

    @cached_property
    def is_english(self) -> bool:
        """Whether its words may be compared with English ones."""
        return language_of(self.page).split("-")[0] == "en"

    @cached_property
    def parts(self) -> list[Part]:
        """The blocks of its body, in their order."""
        blocks = self.page._meta.get_field("body").stream_block.child_blocks
        parts, anchor = [], ""
        # As it is stored: its blocks would fetch each picture and page that they name.
        for raw in self.page.body.raw_data:
            if block := blocks.get(raw["type"]):
                anchor = anchor_of(block, raw["value"]) or anchor
                key = raw.get("id")
                place = Place(key or "body", str(block.label), anchor, is_block=bool(key))
                parts.append(Part(raw["type"], raw["value"], place))
        return parts

    def parts_of(self, *kinds: str) -> list[Part]:
        """Return the blocks of these types."""
        return [part for part in self.parts if part.kind in kinds]

    @cached_property
    def minutes(self) -> int:
        """How long a reader takes, in minutes."""
        words = sum(len(part.text.split()) for part in self.parts)
        return round(words / WORDS_A_MINUTE)


def anchor_of(block: Any, value: Any) -> str:
    """Return the id of the heading that a block puts on the page, empty for none."""
    if not hasattr(block, "heading_of"):
        return ""
    heading = block.heading_of(block.to_python(value))
    return heading.anchor if heading else ""


Check: TypeAlias = Callable[[Manuscript], Iterable[Finding]]


def is_checked(page: Any) -> bool:
    """Whether pages of the type of `page` are looked over."""
    return hasattr(page, "content_checks")


def checks_of(page: Page) -> list[Finding]:
    """Return what the author of `page` may like to look at again, what matters most first.

    The page need not be saved. Of a type that says no `content_checks`, nothing is found.
    """
    if not is_checked(page):
        return []
    manuscript = Manuscript(page)
    checks: tuple[Check, ...] = (*CHECKS_OF_ALL, *page.content_checks)
    found = [finding for check in checks for finding in check(manuscript)]
    order = list(Severity)
    return sorted(found, key=lambda finding: order.index(finding.severity), reverse=True)


def check_title(manuscript: Manuscript) -> Iterator[Finding]:
    """There is a title, and it does not shout."""
    page, place = manuscript.page, manuscript.field("title")
    if is_untitled(page):
        yield Finding(_("It has no title yet."), place, Severity.ERROR)
    elif page.title.isupper() and len(page.title) >= SHOUTED:
        text = _("The title is all in capitals, which is hard to read: write it like a sentence.")
        yield Finding(text, place)


def check_summary(manuscript: Manuscript) -> Iterator[Finding]:
    """There is a summary; it is short, and says more than the title."""
    page, place = manuscript.page, manuscript.field("summary")
    longest = page._meta.get_field("summary").max_length
    if not page.summary.strip():
        text = _("It has no summary yet: one or two sentences tell a stranger if it is for them.")
        yield Finding(text, place, Severity.ERROR)
    elif len(page.summary) > longest:
        text = _("The summary has %(length)d characters, and there is room for %(longest)d.")
        words = {"length": len(page.summary), "longest": longest}
        yield Finding(text % words, place, Severity.ERROR)
    elif fold(page.summary) == fold(page.title):
        text = _("The summary repeats the title: readers see both, so let it say something more.")
        yield Finding(text, place)
    elif len(page.summary.split()) > SUMMARY_WORDS:
        text = _("The summary is long: on lists, one or two short sentences are read to the end.")
        yield Finding(text, place, Severity.HINT)


def check_levels(manuscript: Manuscript) -> Iterator[Finding]:
    """It is at a level."""
    if not manuscript.levels:
        text = _("It is at no level yet: who is it for?")
        yield Finding(text, manuscript.field("levels"), Severity.ERROR)


def check_length(manuscript: Manuscript) -> Iterator[Finding]:
    """It is no longer than readers of its levels take time for."""
    if not manuscript.levels:
        return
    level = min(manuscript.levels, key=LONGEST.__getitem__)
    if manuscript.minutes > LONGEST[level]:
        text = _(
            "It takes about %(minutes)d minutes to read. At level %(level)d, readers take some "
            "%(longest)d: what can go, or become a page of its own?"
        )
        words = {"minutes": manuscript.minutes, "level": level, "longest": LONGEST[level]}
        yield Finding(text % words, manuscript.field("body"))


def check_pictures(manuscript: Manuscript) -> Iterator[Finding]:
    """Who cannot see a picture is told what it shows, in words that the caption does not say."""
    for part in manuscript.parts_of("picture"):
        shows, caption = part.value.get("alt_text") or "", part.value.get("caption") or ""
        if not shows.strip():
            text = _(
                "Nothing says what a picture shows. Who cannot see it would miss it: what would "
                "you say on the telephone?"
            )
            yield Finding(text, part.place, Severity.ERROR)
        elif FILE_NAME.fullmatch(shows.strip()):
            text = _("“%(words)s” looks like the name of a file: say what the picture shows.")
            yield Finding(text % {"words": shows.strip()}, part.place)
        elif fold(shows) == fold(caption):
            text = _(
                "What a picture shows and its caption are the same words, which are then read out "
                "twice: let one say more."
            )
            yield Finding(text, part.place)


def check_links(manuscript: Manuscript) -> Iterator[Finding]:
    """Links say where they lead: some readers go from link to link."""
    for part in manuscript.parts:
        for words in part.outline.texts_of_links():
            if ADDRESS.fullmatch(words.strip()):
                text = _("A link shows an address, “%(words)s”: write what is there instead.")
            elif manuscript.is_english and fold(words).strip(".…:>») ") in SAYS_NOTHING_IN_ENGLISH:
                text = _("A link says only “%(words)s”: let its words tell where it leads.")
            else:
                continue
            yield Finding(text % {"words": words.strip()}, part.place)


def fold(words: str) -> str:
    """Return `words` as they are compared: without regard to capitals, spaces and a full stop."""
    return " ".join(words.casefold().split()).rstrip(".")


CHECKS_OF_ALL: tuple[Check, ...] = (
    check_title, check_summary, check_levels, check_length, check_pictures, check_links,
)  # fmt: skip
