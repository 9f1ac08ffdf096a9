"""What is filled in for each unit of a draft: the blocks of its body, and what all pages have."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block as WagtailBlock
from wagtail.blocks import ListBlock, StreamBlock
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import get_image_form

from plugins.blocks import TextBlock
from plugins.interviews import AnswerForm, Block, Interview, LineField, TextAnswerForm, new_block
from plugins.levels.forms import TickedField
from plugins.levels.models import Topic, TopicTag
from plugins.levels.visibility import all_pages, published
from plugins.rich_text import with_keys_of
from plugins.sharing.widgets import RichTextWidget

#: What is drawn of a picture to be shown beside the fields for it.
THUMBNAIL = "max-480x360"
MOST_FIGURES = 6
MOST_CREDITS = 20


class RichTextForm(AnswerForm):
    """Running text with light formatting."""

    shown_with = "sharing/answers/text.html"

    # What the widget returns has been cleaned.
    text = LineField(label=_("Text"), widget=RichTextWidget, is_needed=True)

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"text": value or ""}

    def value(self) -> str:
        # What comments in Wagtail's editor hang on, no form knows of.
        return with_keys_of(self.cleaned_data["text"], self.before or "")


class HeadingForm(TextAnswerForm):
    text = LineField(label=_("Heading of this part"), is_needed=True)


class TitleForm(TextAnswerForm):
    text = LineField(
        label=_("Title"),
        is_needed=True,
        help_text=_("What would make a colleague want to read it? Say what happened."),
    )


class SummaryForm(TextAnswerForm):
    text = LineField(
        label=_("Summary"),
        is_needed=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One or two sentences, at most 300 characters, that tell a stranger whether it is "
            "for them."
        ),
    )


class QuoteForm(AnswerForm):
    text = LineField(
        label=_("What somebody said"), widget=forms.Textarea(attrs={"rows": 3}), is_needed=True
    )
    attribution = LineField(
        label=_("Who said it"),
        help_text=_("A name or a role, for example “a service manager”. Name only who agrees."),
    )

    def initial_of(self, value: Any) -> dict[str, Any]:
        return dict(value or {})

    def value(self) -> dict[str, Any]:
        return {**(self.before or {}), **without_seen(self.cleaned_data)}


class PictureForm(AnswerForm):
    """A picture, and what to say of it to those who cannot see it."""

    shown_with = "sharing/answers/picture.html"
    file = forms.FileField(label=_("Choose a picture"), required=False, widget=forms.FileInput)
    alt_text = LineField(
        label=_("What does it show?"),
        is_needed=True,
        help_text=_("Read out to people who cannot see it. What would you say on the telephone?"),
    )
    caption = LineField(label=_("Caption"), help_text=_("What readers see below the picture."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.image = picture_of(self.before)
        # For what it takes and says; what is chosen is taken in by Wagtail's own form.
        limits = WagtailImageField()
        self.fields["file"].help_text = limits_in_words(limits)
        self.fields["file"].widget.attrs["accept"] = types_of(limits)
        if self.user is None:
            del self.fields["file"]

    def initial_of(self, value: Any) -> dict[str, Any]:
        return dict(value or {})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("file"):
            self.take_in(cleaned["file"])
        return cleaned

    def take_in(self, file: Any) -> None:
        """Take a picture in as Wagtail does, with its limits, or say what is wrong with it."""
        image = get_image_model()(uploaded_by_user=self.user)
        form = get_image_form(type(image))(
            {"title": file.name[:255]}, {"file": file}, instance=image
        )
        form.fields.pop("collection", None)
        if form.is_valid():
            self.image = form.save()
            self.image.get_rendition(THUMBNAIL)
        else:
            self.add_error("file", [text for each in form.errors.values() for text in each])

    @property
    def thumbnail(self) -> Any:
        """What is shown of the picture; the upload itself where nothing was drawn of it."""
        if self.image is None:
            return None
        drawn = self.image.renditions.filter(filter_spec=THUMBNAIL).first()
        return drawn or self.image.file

    def value(self) -> dict[str, Any]:
        texts = {name: self.cleaned_data[name] for name in ("alt_text", "caption")}
        return {"image": self.image.pk if self.image else None, **texts}


def limits_in_words(limits: WagtailImageField) -> str:
    """Return what a picture may be."""
    if not limits.max_upload_size or not limits.max_image_pixels:
        return str(limits.help_text)
    return gettext("%(formats)s, at most %(size)s and %(megapixels)s megapixels.") % {
        "formats": limits.supported_formats_text,
        "size": limits.max_upload_size_text,
        "megapixels": f"{limits.max_image_pixels / 1_000_000:g}",
    }


def types_of(limits: WagtailImageField) -> str:
    """Return the types of pictures to choose from; telephones make theirs into one of them."""
    endings = {"jpg": "jpeg", "svg": "svg+xml"}
    types = {endings.get(each, each): None for each in limits.allowed_image_extensions}
    return ",".join(f"image/{each}" for each in types)


def picture_of(value: Any) -> Any:
    """Return the picture that a block names, None where there is none or it is deleted."""
    key = (value or {}).get("image")
    return get_image_model().objects.filter(pk=key).first() if key else None


class RowsForm(AnswerForm):
    """Several things of a kind, each a row of fields, and a further row to be filled in."""

    shown_with = "sharing/answers/rows.html"

    #: The fields of a row: their names, and what they are called.
    columns: dict[str, Any]
    most: int
    #: What a row is called, with a place for its number.
    row_label: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count = min(max(len(self.rows_of(self.before)) + 1, self.rows_sent()), self.most)
        for number in range(count):
            for name, options in self.columns.items():
                self.fields[f"{name}-{number}"] = LineField(**options)
        self.row_count = count

    def rows_sent(self) -> int:
        """Return how many rows were filled in, where somebody has taken away some meanwhile."""
        first = next(iter(self.columns))
        names = [self.add_prefix(f"{first}-{number}") for number in range(self.most)]
        return sum(name in self.data for name in names)

    def rows_of(self, value: Any) -> list[dict[str, Any]]:
        """Return the rows that there are."""
        raise NotImplementedError

    def initial_of(self, value: Any) -> dict[str, Any]:
        rows = enumerate(self.rows_of(value))
        return {f"{name}-{at}": row.get(name) or "" for at, row in rows for name in self.columns}

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """Yield the label of each row and its fields, for a template."""
        for number in range(self.row_count):
            fields = [self[f"{name}-{number}"] for name in self.columns]
            yield self.row_label % {"number": number + 1}, fields

    def other_fields(self) -> list[Any]:
        """Return the fields that are in no row, for a template."""
        in_rows = {f"{name}-{at}" for name in self.columns for at in range(self.row_count)}
        return [field for field in self.visible_fields() if field.name not in in_rows]

    def filled_rows(self) -> list[tuple[int, dict[str, str]]]:
        """Return the rows in which something is, with their numbers."""
        rows = [
            (number, {name: self.cleaned_data[f"{name}-{number}"] for name in self.columns})
            for number in range(self.row_count)
        ]
        return [(number, row) for number, row in rows if any(row.values())]


class FiguresForm(RowsForm):
    """What was measured before and after."""

    columns = {
        "measure": {
            "label": _("What was measured"),
            "is_needed": True,
            "help_text": _("For example “calls a month”."),
        },
        "before": {"label": _("Before"), "is_needed": True},
        "after": {"label": _("After"), "is_needed": True},
        "unit": {"label": _("Unit")},
    }
    most = MOST_FIGURES
    row_label = _("Figure %(number)d")

    note = LineField(
        label=_("Where the figures come from"), help_text=_("For example “our own count”.")
    )

    def rows_of(self, value: Any) -> list[dict[str, Any]]:
        return [row["value"] for row in self.items_of(value)]

    def items_of(self, value: Any) -> list[dict[str, Any]]:
        """Return the items of the list as Wagtail stores them."""
        return list(((value or {}).get("figures")) or [])

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {**super().initial_of(value), "note": (value or {}).get("note", "")}

    def value(self) -> dict[str, Any]:
        items = self.items_of(self.before)
        rows = [
            {**(items[at] if at < len(items) else new_block("item")), "value": row}
            for at, row in self.filled_rows()
        ]
        return {"figures": rows, "note": self.cleaned_data["note"]}


class CreditsForm(RowsForm):
    """Who gets the credit: people by name, by what they do, or not at all."""

    columns = {
        "name": {"label": _("Name"), "help_text": _("Empty: credited by role only.")},
        "role": {"label": _("Role"), "help_text": _("For example “a service manager”.")},
        "organisation": {"label": _("Organisation")},
    }
    most = MOST_CREDITS
    row_label = _("Person %(number)d")

    def rows_of(self, value: Any) -> list[dict[str, Any]]:
        return [block["value"] for block in value or []]

    def value(self) -> list[Block]:
        there, filled = dict(enumerate(self.before or [])), dict(self.filled_rows())
        # Of somebody anonymous there may be nothing to tell: their row is empty, and they stay.
        silent = {at for at, block in there.items() if tells_nothing(block)}
        return [
            self.block(filled[at], there[at]["id"] if at in there else None)
            if at in filled
            else there[at]
            for at in sorted(filled.keys() | silent)
        ]

    def block(self, row: dict[str, str], key: str | None) -> Block:
        """Return the credit in a row as Wagtail stores it, with the key that it has, if any."""
        if row["name"]:
            block = new_block("person", row)
        elif row["role"]:
            block = new_block("role", {name: row[name] for name in ("role", "organisation")})
        else:
            block = new_block("anonymous", {"organisation": row["organisation"]})
        return {**block, "id": key or block["id"]}


def tells_nothing(credit: Block) -> bool:
    """Tell whether a credit is that of somebody anonymous, at no organisation."""
    return credit["type"] == "anonymous" and not any(credit["value"].values())


class TopicsForm(AnswerForm):
    topics: TickedField = TickedField(
        None,
        label=_("Topics"),
        required=False,
        help_text=_("What is it about? None that fits: leave it to the editors."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["topics"]
        field.queryset = topics_offered(self.before)
        if not field.queryset.exists():
            del self.fields["topics"]

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {"topics": value}

    def value(self) -> list[int]:
        chosen = self.cleaned_data.get("topics")
        return self.before if chosen is None else sorted(topic.pk for topic in chosen)


def topics_offered(chosen: list[int]) -> QuerySet[Topic]:
    """Return the topics to choose from: of published pages, of none yet, and those `chosen`.

    What hidden pages alone are about is nobody's business.
    """
    about = TopicTag.objects.filter(content_object__in=published(all_pages()).values("pk"))
    return Topic.objects.filter(
        Q(pk__in=about.values("tag")) | Q(topic_tags=None) | Q(pk__in=chosen)
    ).distinct()


class KeptAsItIsForm(AnswerForm):
    """A block that only Wagtail's editor can change: it can be taken away, and stays otherwise."""

    shown_with = "sharing/answers/kept_as_it_is.html"

    def initial_of(self, value: Any) -> dict[str, Any]:
        return {}

    def value(self) -> Any:
        return self.before


FIELD_FORMS: dict[str, type[AnswerForm]] = {
    "title": TitleForm,
    "summary": SummaryForm,
    "topics": TopicsForm,
    "credits": CreditsForm,
}
BLOCK_FORMS: dict[str, type[AnswerForm]] = {
    "heading": HeadingForm,
    "quote": QuoteForm,
    "picture": PictureForm,
    "figures": FiguresForm,
}


def field_form(interview: Interview, name: str) -> type[AnswerForm]:
    """Return the form for a field of the page."""
    return interview.forms.get(name) or FIELD_FORMS[name]


def block_form(interview: Interview, kind: str) -> type[AnswerForm]:
    """Return the form for a type of block."""
    if isinstance(block_of(interview, kind), TextBlock):
        return RichTextForm
    return BLOCK_FORMS.get(kind, KeptAsItIsForm)


def block_of(interview: Interview, kind: str) -> WagtailBlock | None:
    """Return what a type of block is in a body of this interview, None where there is none."""
    stream: StreamBlock = interview.model._meta.get_field("body").stream_block
    return stream.child_blocks.get(kind)


def empty_value(interview: Interview, kind: str) -> Any:
    """Return the value of a block that was just added."""
    if block_form(interview, kind) in (RichTextForm, HeadingForm):
        return ""
    block: Any = block_of(interview, kind)
    return {
        name: [] if isinstance(child, ListBlock) else None if name == "image" else ""
        for name, child in block.child_blocks.items()
    }


def without_seen(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Return what was filled in, without the fingerprint of what was there."""
    return {name: value for name, value in cleaned.items() if name != "seen"}
