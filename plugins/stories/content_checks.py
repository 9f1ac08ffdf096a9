"""What is checked in a story: that it is whole, and stays a story.

At level 1 people want to see what others have done. Frameworks, plans and advice on every page are
one step too far for them, and they leave.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.content_checks import Check, Finding, Manuscript, Part, Severity
from plugins.stories.blocks import PARTS

EYE_OPENER = 1
# Of 500 posts in which 18F told what it did, one in ten has more list items in all its text.
LIST_ITEMS = 12
# In one part, which has a heading already. A text of its own, such as an import brings, may stand
# for all four.
SUB_HEADINGS = 2
SUB_HEADINGS_OF_ALL = SUB_HEADINGS * len(PARTS)
# Once may be chance, or a quotation.
OFTEN = 3
STEPS = 2

# English only: in other languages nothing is compared.
PLANNING = re.compile(
    r"\b(?:frameworks?|road ?maps?|maturity models?|methodolog(?:y|ies)|best practices?"
    r"|(?:action|implementation|project) plans?)\b",
    re.IGNORECASE,
)
INSTRUCTING = re.compile(r"\byou (?:should|must|need to|have to|ought to)\b", re.IGNORECASE)
NUMBERED_STEP = re.compile(
    r"\b(?:step|phase|stage) (?:\d+|one|two|three|four|five)\b", re.IGNORECASE
)


def check_parts(manuscript: Manuscript) -> Iterator[Finding]:
    """Each of the four parts is written; most of all what came of it."""
    blocks = manuscript.page._meta.get_field("body").stream_block.child_blocks
    written = {part.kind: part for part in manuscript.parts_of(*PARTS)}
    for name in PARTS:
        part = written.get(name)
        if part and part.text.strip():
            continue
        place = part.place if part else manuscript.field("body")
        text = _("“%(part)s” is still empty.") % {"part": blocks[name].label}
        if name == "outcome":
            text = _("It does not say yet what came of it, for which readers come to a story.")
        yield Finding(text, place)


def check_figure(manuscript: Manuscript) -> Iterator[Finding]:
    """A number says what came of it, where there is one."""
    outcome = " ".join(part.text for part in manuscript.parts_of("outcome"))
    if outcome.strip() and not manuscript.parts_of("figures") and not re.search(r"\d", outcome):
        text = _(
            "Is there a number, before and after? It is what readers remember and show to others. "
            "Leave it if there is none."
        )
        yield Finding(text, manuscript.parts_of("outcome")[0].place, Severity.HINT)


def check_sub_headings(manuscript: Manuscript) -> Iterator[Finding]:
    """An eye opener is told, and not laid out under headings."""
    for part in manuscript.parts if EYE_OPENER in manuscript.levels else []:
        is_one_of_four = part.kind in PARTS
        most = SUB_HEADINGS if is_one_of_four else SUB_HEADINGS_OF_ALL
        count = len(part.outline.texts_of("h3", "h4"))
        if count > most or (is_one_of_four and part.outline.texts_of("h4")):
            text = ngettext(
                "There is %(count)d sub-heading below another in “%(part)s”. At level 1 people "
                "read a story from beginning to end: tell it without.",
                "There are %(count)d sub-headings in “%(part)s”. At level 1 people read a story "
                "from beginning to end: tell it with fewer, or without.",
                count,
            )
            yield Finding(text % {"count": count, "part": part.place.label}, part.place)


def check_lists(manuscript: Manuscript) -> Iterator[Finding]:
    """An eye opener is told, and not ticked off."""
    items = [len(part.outline.texts_of("li")) for part in manuscript.parts]
    if EYE_OPENER in manuscript.levels and sum(items) > LIST_ITEMS:
        text = _(
            "There are %(count)d list items. At level 1 people want to hear what happened; what "
            "others can tick off may become a resource."
        )
        longest = manuscript.parts[items.index(max(items))]
        yield Finding(text % {"count": sum(items)}, longest.place)


def check_words(manuscript: Manuscript) -> Iterator[Finding]:
    """An eye opener says what was done, and not how one goes about such a thing."""
    if EYE_OPENER not in manuscript.levels or not manuscript.is_english:
        return
    yield from often(
        PLANNING,
        OFTEN,
        manuscript.parts,
        _(
            "It speaks of plans and frameworks, %(count)d times: %(words)s. At level 1 that is a "
            "step too far: say what you did, and keep the rest for a resource."
        ),
    )
    yield from often(
        NUMBERED_STEP,
        STEPS,
        manuscript.parts,
        _(
            "It goes step by step: %(words)s. At level 1 people want to hear what happened; steps "
            "for others to follow may become a resource."
        ),
    )
    yield from often(
        INSTRUCTING,
        OFTEN,
        [part for part in manuscript.parts if part.kind != "advice"],
        _(
            "It tells readers what to do, %(count)d times: %(words)s. At level 1 people want to "
            "hear what you did; what you would tell others has a part of its own."
        ),
    )


def often(pattern: re.Pattern[str], times: int, parts: list[Part], text: str) -> Iterator[Finding]:
    """Yield a finding, worded `text`, where `pattern` is found so many times or more."""
    found = [
        (match.group().casefold(), part) for part in parts for match in pattern.finditer(part.text)
    ]
    if len(found) >= times:
        different = dict.fromkeys(f"“{words}”" for words, _part in found)
        words = {"count": len(found), "words": ", ".join(different)}
        yield Finding(text % words, found[0][1].place)


STORY_CHECKS: tuple[Check, ...] = (
    check_parts, check_figure, check_sub_headings, check_lists, check_words,
)  # fmt: skip
