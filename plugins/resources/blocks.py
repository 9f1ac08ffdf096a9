"""What a resource is written with."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock

from plugins.blocks import CONTENT_BLOCKS, BodyBlock, Heading


class HeadingBlock(CharBlock):
    """The heading of a part of a resource; it appears in the contents list of a long one."""

    def heading_of(self, value: str) -> Heading:
        """Return the heading that it puts on the page."""
        return Heading(value, anchor=f"part-{slugify(value, allow_unicode=True)}")

    def get_context(self, value: str, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "anchor": self.heading_of(value).anchor}

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blocks/heading.html"


class ResourceBodyBlock(BodyBlock):
    """The body of a resource: headings, text, quotes, pictures and figures."""

    heading = HeadingBlock(max_length=150)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(CONTENT_BLOCKS, **kwargs)
