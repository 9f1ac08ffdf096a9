"""StreamField blocks that any plugin may build on."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

from plugins.figures import Bars, bars_for
from plugins.levels.registry import levelled_models
from plugins.pictures import images_with_drawn, shown_in_text
from plugins.rich_text import clean, clean_to_show

MAX_CREDITS = 20
# The one list of formatting that the editor, an import and the public form all keep. What is not in
# it does not survive the way through Wagtail's editor.
RICH_TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link"]


@dataclass(frozen=True)
class Heading:
    """A heading that a block puts on the page; its `heading_of(value)` tells the contents list."""

    text: str
    #: The id of the heading on the page.
    anchor: str
    #: Whether it is the site's word for the part, and not the author's.
    is_label: bool = False


class TextBlock(blocks.RichTextBlock):
    """Running text with the formatting that survives everywhere, clean when kept and when shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=RICH_TEXT_FEATURES, **kwargs)

    def get_prep_value(self, value: RichText) -> str:
        return clean(super().get_prep_value(value))

    def get_context(self, value: RichText, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "text": RichText(clean_to_show(value.source))}

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/text.html"


class SectionBlock(TextBlock):
    """One of the parts that every page of a type is made of; its label is its heading.

    One that is empty is no fault: not everybody has something to say in each.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def heading_of(self, value: Any) -> Heading | None:
        """Return the heading that it puts on the page: none where nothing is written."""
        return Heading(str(self.label), anchor=self.name, is_label=True) if value.source else None

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "heading": self.heading_of(value)}

    class Meta:
        template = "blocks/section.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a page; what others write into it as data is cleaned as well.

    Wagtail hands blocks that nobody looked at from a body that was given as JSON, by an interview
    or a script, to the database as they are.
    """

    def get_prep_value(self, value: Any) -> list[dict[str, Any]]:
        return [self.cleaned(block) for block in super().get_prep_value(value)]

    def cleaned(self, block: dict[str, Any]) -> dict[str, Any]:
        """Return a block as it is stored, clean."""
        is_text = isinstance(self.child_blocks.get(block["type"]), TextBlock)
        return {**block, "value": clean(str(block["value"] or ""))} if is_text else block

    class Meta:
        icon = "form"


class QuoteBlock(blocks.StructBlock):
    """What somebody said, and who."""

    text = blocks.TextBlock(label=_("Quote"))
    attribution = blocks.CharBlock(
        label=_("Who said it"),
        required=False,
        help_text=_("A name or a role, for example “a service manager”."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blocks/quote.html"


class PictureChooserBlock(ImageChooserBlock):
    """The image of a picture, fetched with all others of a page and with what is drawn of them."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        keys = list(values)
        images = images_with_drawn(key for key in keys if key is not None)
        # An object for each use, as in Wagtail: what is said of one is not said of another.
        return [copy(images.get(key)) for key in keys]

    def deconstruct(self) -> tuple[str, Any, Any]:
        # To the database it is Wagtail's, so that no site needs a migration for it.
        _path, args, kwargs = super().deconstruct()
        return "wagtail.images.blocks.ImageChooserBlock", args, kwargs


class PictureBlock(blocks.StructBlock):
    """A picture with a text for those who cannot see it."""

    image = PictureChooserBlock(label=_("Picture"))
    alt_text = blocks.CharBlock(
        label=_("What the picture shows"),
        max_length=250,
        help_text=_("Read out to people who cannot see it. What would you say on the telephone?"),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        image = value["image"]
        return {
            **context,
            "shown": shown_in_text(image) if image else None,
            # What a reader sees without scrolling is not to wait.
            "is_at_top": context.get("picture_at_top") is value,
        }

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"


class Figure(blocks.StructValue):
    """What was measured before and after."""

    @property
    def bars(self) -> Bars | None:
        """The two values as lengths, None where they cannot be compared as numbers."""
        return bars_for(self["before"], self["after"])


class FigureBlock(blocks.StructBlock):
    """A measure before and after."""

    measure = blocks.CharBlock(
        label=_("What was measured"), max_length=120, help_text=_("For example “calls a month”.")
    )
    before = blocks.CharBlock(label=_("Before"), max_length=40)
    after = blocks.CharBlock(label=_("After"), max_length=40)
    unit = blocks.CharBlock(label=_("Unit"), required=False, max_length=40)

    class Meta:
        icon = "order"
        label = _("Figure")
        value_class = Figure


class FiguresBlock(blocks.StructBlock):
    """Figures before and after, and where they come from."""

    figures = blocks.ListBlock(FigureBlock(), label=_("Figures"), min_num=1, max_num=6)
    note = blocks.CharBlock(label=_("Where the figures come from"), required=False, max_length=250)

    class Meta:
        icon = "table"
        label = _("Before and after")
        template = "blocks/figures.html"


class ResourceBlock(blocks.PageChooserBlock):
    """A link to a page that others can use: any type that feeds levels 2 or 3."""

    @cached_property
    def target_models(self) -> list[Any]:
        return [m for m in levelled_models() if 2 in m.may_feed or 3 in m.may_feed]

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        # Others are not linked from here: ContentPage says which belong in the reader's lists.
        linked = context.get("linked", {})
        page = linked.get(value.pk) if value else None
        return {**context, "page": page, "around": context.get("page")}

    class Meta:
        icon = "link"
        label = _("Linked resource")
        template = "blocks/resource.html"


CONTENT_BLOCKS = [
    ("text", TextBlock()),
    ("quote", QuoteBlock()),
    ("picture", PictureBlock()),
    ("figures", FiguresBlock()),
    ("resource", ResourceBlock()),
]


class PersonBlock(blocks.StructBlock):
    """Somebody who is named, with what they do and where."""

    name = blocks.CharBlock(label=_("Name"), max_length=200)
    role = blocks.CharBlock(
        label=_("What they do"),
        required=False,
        max_length=200,
        help_text=_("If readers should know, for example “project manager”."),
    )
    organisation = blocks.CharBlock(
        label=_("Organisation or place"), required=False, max_length=200
    )

    class Meta:
        icon = "user"
        label = _("By name")


class RoleBlock(blocks.StructBlock):
    """Somebody whom readers know by what they do, and not by name."""

    role = blocks.CharBlock(
        label=_("What they do"),
        max_length=200,
        help_text=_("For example “a service manager”. In a small place a role may tell who it is."),
    )
    organisation = blocks.CharBlock(
        label=_("Organisation or place"), required=False, max_length=200
    )

    class Meta:
        icon = "group"
        label = _("By role")


class AnonymousBlock(blocks.StructBlock):
    """Somebody who wants to be neither named nor recognised."""

    organisation = blocks.CharBlock(
        label=_("Organisation or place"),
        required=False,
        max_length=200,
        help_text=_("Leave it empty if it would tell who it is."),
    )

    class Meta:
        icon = "no-view"
        label = _("Anonymously")


class CreditsBlock(blocks.StreamBlock):
    """Who gets the credit, in the order in which it is given."""

    person = PersonBlock()
    role = RoleBlock()
    anonymous = AnonymousBlock()

    def get_api_representation(self, value: Any, context: Any = None) -> list[dict[str, str]]:
        # Flat, and without the ids by which the editor tells them apart.
        return [{"type": credit.block_type, **credit.value} for credit in value]

    class Meta:
        max_num = MAX_CREDITS
        required = False
