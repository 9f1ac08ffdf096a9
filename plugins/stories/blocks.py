"""The four parts of a story, and what may stand between them."""

from typing import Any
from uuid import uuid4

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from plugins.blocks import CONTENT_BLOCKS, BodyBlock, SectionBlock
from plugins.interviews import interview_named

PARTS = ("situation", "action", "outcome", "advice")


class PartBlock(SectionBlock):
    """A part of a story; in Wagtail's editor its author is told what the interview tells."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(help_text=lazy(self.guidance, str)(), **kwargs)

    def guidance(self) -> str:
        """Return what to think of, an example, and how long it may become."""
        question = interview_named("story").question_of({"type": self.name}, {})
        if question is None:
            return ""
        least, most = question.words
        length = gettext("About %(least)d to %(most)d words.") % {"least": least, "most": most}
        return f"{question.hint} {question.example} {length}"

    def deconstruct(self) -> tuple[str, Any, Any]:
        # To the database it is a section: what is asked is worded anew without a migration.
        _path, args, kwargs = super().deconstruct()
        return "plugins.blocks.SectionBlock", args, kwargs


class StoryBlock(BodyBlock):
    """The body of a story: its four parts, each at most once, with quotes, pictures and figures."""

    situation = PartBlock(icon="help", label=_("What was going on"), group=_("The story"))
    action = PartBlock(icon="edit", label=_("What we did"), group=_("The story"))
    outcome = PartBlock(icon="check", label=_("What came of it"), group=_("The story"))
    advice = PartBlock(icon="comment", label=_("What we would tell others"), group=_("The story"))

    def __init__(self, **kwargs: object) -> None:
        super().__init__(CONTENT_BLOCKS, **kwargs)

    class Meta:
        block_counts = {part: {"max_num": 1} for part in PARTS}


def four_parts() -> list[dict[str, str]]:
    """Return what a new story begins with: its four parts, ready to be written."""
    # Each with a key at once: what has none cannot be commented on, nor linked to.
    return [{"id": str(uuid4()), "type": part, "value": ""} for part in PARTS]
