"""A page as Markdown, to be taken along: every text in it, whatever its type."""

import json
from collections.abc import Iterator
from typing import Any

import swapper
from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import AbstractPage

from plugins.levels.visibility import all_pages, published
from plugins.rich_text import as_notation

# What stands at the top of the text, in this order, without a heading of its own.
AT_THE_TOP = ("title", "summary")


def as_markdown(model: type[AbstractPage], content: dict[str, Any]) -> str:
    """Return a page of type `model` as Markdown.

    `content` is what a revision holds of it. Nothing is made of that but text: of thousands of
    pages no object is built.
    """
    parts = [f"# {content['title']}"]
    for field in fields_of(model):
        text = text_of_field(field, content.get(field.name))
        heading = f"## {str(field.verbose_name).capitalize()}"
        has_own = isinstance(field, StreamField) and field.name == "body"
        if text:
            parts += [text] if has_own or field.name in AT_THE_TOP else [heading, text]
    return "\n\n".join(parts) + "\n"


def fields_of(model: type[AbstractPage]) -> Iterator[models.Field]:
    """Yield the fields in which the author of a page writes, other than what all pages have."""
    base = swapper.load_model("wagtailcore", "Page")
    inherited = {field.name for field in base._meta.get_fields()}
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField | StreamField)
        if is_text and field.editable and field.name not in inherited:
            yield field


def text_of_field(field: models.Field, value: Any) -> str:
    """Return the value of a field, as revisions keep it, as Markdown."""
    if not value:
        return ""
    if isinstance(field, StreamField):
        return text_of_block(field.stream_block, json.loads(value))
    if isinstance(field, RichTextField):
        return as_notation(value)
    return str(dict(field.flatchoices).get(value, value))


def text_of_block(block: blocks.Block, value: Any) -> str:
    """Return the value of a block, as it is stored, as Markdown."""
    match block:
        case blocks.StreamBlock():
            children = (part(block.child_blocks.get(each["type"]), each) for each in value)
            return "\n\n".join(filter(None, children))
        case blocks.StructBlock():
            return "\n".join(f"- {label}: {text}" for label, text in entries(block, value))
        case blocks.ListBlock():
            return "; ".join(item(block.child_block, each["value"]) for each in value)
        case blocks.RichTextBlock():
            return as_notation(value or "")
        case blocks.ChooserBlock():
            return title_of(block, value)
    return str(value or "")


def part(block: blocks.Block | None, stored: dict[str, Any]) -> str:
    """Return one block of a text, below its heading if it has one."""
    if block is None:
        # Its type is gone from the site, and with it what it means.
        return ""
    text = text_of_block(block, stored["value"])
    if hasattr(block, "heading_of") and text:
        heading = block.heading_of(block.to_python(stored["value"]))
        return f"## {heading.text}" + (f"\n\n{text}" if heading.is_label else "")
    if isinstance(block, blocks.StructBlock) and text:
        return f"**{block.label}**\n\n{text}"
    return text


def entries(block: blocks.StructBlock, value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the labels and texts of what is filled in of a block."""
    for name, child in block.child_blocks.items():
        text = text_of_block(child, value.get(name))
        if text:
            yield str(child.label), " ".join(text.split())


def item(block: blocks.Block, value: Any) -> str:
    """Return one entry of a list, in one line."""
    if isinstance(block, blocks.StructBlock):
        return ", ".join(f"{label}: {text}" for label, text in entries(block, value))
    return text_of_block(block, value)


def title_of(block: blocks.ChooserBlock, key: Any) -> str:
    """Return what is chosen by its title; of another page only if anybody may read that."""
    model = block.model_class
    chosen = published(all_pages()) if issubclass(model, AbstractPage) else model.objects.all()
    found = chosen.filter(pk=key).first() if key else None
    return str(found) if found else ""
