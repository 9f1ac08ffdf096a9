"""What a text is made into: blocks, and what of it was lost on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import override
from wagtail.fields import StreamField

from plugins.blocks import SectionBlock

ALT_LENGTH = CAPTION_LENGTH = 250

Block = tuple[str, Any]


class PictureFile(NamedTuple):
    """A picture that can be taken over; the hash, as Wagtail's images have it, tells it apart."""

    path: Path
    hash: str


class Picture(NamedTuple):
    """A picture in an article."""

    file: PictureFile
    alt_text: str
    caption: str = ""


FindPicture = Callable[[str], PictureFile | None]


@dataclass(frozen=True)
class Shape:
    """What a page type's body makes of the large headings."""

    # The block names of sections, by heading in lower case.
    sections: dict[str, str] = field(default_factory=dict)
    # How long a heading may be that is a block of its own; 0 where there is no such block.
    heading_length: int = 0

    @classmethod
    def of(cls, body: StreamField) -> "Shape":
        """Return the shape of a body field: its sections' labels, and whether it has headings."""
        children = body.stream_block.child_blocks
        heading = children.get("heading")
        return cls(
            sections={
                label: name
                for name, block in children.items()
                if isinstance(block, SectionBlock)
                for label in _labels(block)
            },
            heading_length=heading.field.max_length if heading else 0,
        )


def _labels(block: SectionBlock) -> set[str]:
    """Return the label as it is in the source and in the language of the site, in lower case."""
    with override(None):
        original = str(block.label)
    return {original.casefold(), str(block.label).casefold()}


@dataclass
class Body:
    """What a text was made into, and what it lost on the way."""

    blocks: list[Block] = field(default_factory=list)
    # The first paragraph, or the first item where there is none.
    beginning: str = ""
    missing_pictures: list[str] = field(default_factory=list)
    tables: int = 0
