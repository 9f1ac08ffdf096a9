"""What keeps a draft from being submitted, said where it can be mended. Drafts may be anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.interviews import Block, Content, Interview, is_running_text
from plugins.sharing.content import units_of

#: Characters of text of a page: some 10,000 words, ten times what a long story has.
MOST_CHARACTERS = 60_000
MOST_PICTURES = 20
PICTURE = "picture"
#: Characters of the fields of a page and of its blocks, as their models have them.
LONGEST = {"title": 255, "summary": 300, "heading": 150}
LONGEST_IN_BLOCK = {
    "alt_text": 250, "caption": 250, "note": 250, "measure": 120, "before": 40, "after": 40,
    "unit": 40,
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """Something to be mended before a draft can be submitted."""

    unit: str
    text: str


def problems_of(interview: Interview, content: Content) -> list[Problem]:
    """Return what is to be mended in `content`, in the order of the interview."""
    found = [
        *interview.problems(content),
        *in_all(content),
        *(each for block in content["body"] for each in in_block(block)),
        *in_fields(content),
    ]
    return [Problem(*each) for each in found] or list(refused_by_page(interview, content))


def in_all(content: Content) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the body as a whole."""
    texts = [text for block in content["body"] for text in plain_texts_of(block)]
    first = content["body"][0]["id"] if content["body"] else "title"
    if not any(text.strip() for text in texts):
        yield first, _("Nothing is written yet.")
    length = sum(map(len, texts))
    if length > MOST_CHARACTERS:
        message = _(
            "The text has %(length)d characters; a page can have %(most)d. Shorten it, or share "
            "it as two."
        )
        yield first, message % {"length": length, "most": MOST_CHARACTERS}
    pictures = pictures_in(content)
    if len(pictures) > MOST_PICTURES:
        message = _("There are %(count)d pictures; a page can have %(most)d.")
        yield pictures[-1]["id"], message % {"count": len(pictures), "most": MOST_PICTURES}


def pictures_in(content: Content) -> list[Block]:
    """Return the blocks of the body that are pictures."""
    return [block for block in content["body"] if block["type"] == PICTURE]


def in_block(block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one block."""
    unit, kind, value = block["id"], block["type"], block["value"]
    if kind == PICTURE:
        yield from ((unit, text) for text in in_picture(value))
    elif kind == "quote" and not value["text"].strip():
        yield unit, _("The quote is empty: write what was said, or take it away.")
    elif kind == "figures":
        yield from ((unit, text) for text in in_figures(value))
    elif kind == "heading":
        yield from ((unit, text) for text in too_long(value, LONGEST[kind]))
        if not value.strip():
            yield unit, _("A part has no heading.")


def in_picture(value: dict[str, Any]) -> Iterator[str]:
    if not value["image"]:
        yield _("A picture is missing: choose one, or take it away.")
    elif not value["alt_text"].strip():
        yield _("Say what the picture shows, for those who cannot see it.")
    for name in ("alt_text", "caption"):
        yield from too_long(value[name], LONGEST_IN_BLOCK[name])


def in_figures(value: dict[str, Any]) -> Iterator[str]:
    rows = [item["value"] for item in value["figures"]]
    if not rows:
        yield _("There is no figure yet: fill one in, or take it away.")
    for row in rows:
        if not (row["measure"] and row["before"] and row["after"]):
            yield _("A figure needs what was measured, the value before and the one after.")
        for name, text in row.items():
            yield from too_long(text or "", LONGEST_IN_BLOCK[name])
    yield from too_long(value.get("note", ""), LONGEST_IN_BLOCK["note"])


def in_fields(content: Content) -> Iterator[tuple[str, str]]:
    """Yield what is wrong beside the body."""
    if not content["title"].strip():
        yield "title", _("It has no title yet.")
    if not content["summary"].strip():
        yield "summary", _("It has no summary yet.")
    for name in ("title", "summary"):
        yield from ((name, text) for text in too_long(content[name], LONGEST[name]))


def too_long(text: str, most: int) -> Iterator[str]:
    """Yield what to say of a text that has more than `most` characters."""
    if len(text) > most:
        message = ngettext(
            "“%(begin)s…” has %(length)d characters; there is room for %(most)d.",
            "“%(begin)s…” has %(length)d characters; there is room for %(most)d.",
            most,
        )
        yield message % {"begin": text[:30], "length": len(text), "most": most}


def texts_of(value: Any) -> Iterator[str]:
    """Yield the texts in the value of a block, or in blocks; keys and types left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from texts_of(each)
    elif isinstance(value, dict):
        inner = [value["value"]] if "value" in value else list(value.values())
        yield from texts_of(inner)


def plain_texts_of(block: Block) -> Iterator[str]:
    """Yield the texts in a block as they are read: of running text without its tags.

    In all other texts, what looks like a tag was typed.
    """
    texts = texts_of(block["value"])
    yield from map(strip_tags, texts) if is_running_text(block) else texts


def refused_by_page(interview: Interview, content: Content) -> Iterator[Problem]:
    """Yield what the page itself refuses, where nobody has thought of it above."""
    page = interview.page(content)
    page.path, page.depth, page.slug = "0", 1, "draft"
    try:
        page.clean_fields(exclude=["content_type", "path", "depth"])
        body = page._meta.get_field("body").stream_block
        body.clean(page.body)
    except ValidationError as error:
        units = units_of(content)
        for name, texts in errors_by_name(error).items():
            unit = name if name in units else "title"
            yield from (Problem(unit, text) for text in texts)


def errors_by_name(error: ValidationError) -> dict[str, list[str]]:
    """Return the sentences of an error by the name of the field that they are about."""
    if hasattr(error, "error_dict"):
        return {name: ValidationError(each).messages for name, each in error.error_dict.items()}
    return {"": [str(text) for text in error.messages]}
