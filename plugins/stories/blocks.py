"""The four parts of a story, and what may stand between them."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlock

from plugins.blocks import CONTENT_BLOCKS, SectionBlock

PARTS = ("situation", "action", "outcome", "advice")


class StoryBlock(StreamBlock):
    """The body of a story: its four parts, each at most once, with quotes, pictures and figures."""

    situation = SectionBlock(icon="help", label=_("What was going on"), group=_("The story"))
    action = SectionBlock(icon="edit", label=_("What we did"), group=_("The story"))
    outcome = SectionBlock(icon="check", label=_("What came of it"), group=_("The story"))
    advice = SectionBlock(
        icon="comment", label=_("What we would tell others"), group=_("The story")
    )

    def __init__(self, **kwargs: object) -> None:
        super().__init__(CONTENT_BLOCKS, **kwargs)

    class Meta:
        block_counts = {part: {"max_num": 1} for part in PARTS}


def four_parts() -> list[tuple[str, str]]:
    """Return what a new story begins with: its four parts, ready to be written."""
    return [(part, "") for part in PARTS]
