"""What a resource is written with."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StreamBlock

from plugins.blocks import CONTENT_BLOCKS


class HeadingBlock(CharBlock):
    """The heading of a part of a resource; it appears in the contents list of a long one."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blocks/heading.html"


class ResourceBodyBlock(StreamBlock):
    """The body of a resource: headings, text, quotes, pictures and figures."""

    heading = HeadingBlock(max_length=150)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(CONTENT_BLOCKS, **kwargs)
