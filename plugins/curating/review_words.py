"""What was said beside the text of a page in Wagtail's editor, and of which part of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.fields import StreamField
from wagtail.models import Comment

from plugins.curating.opinions import name_of


@dataclass
class Word:
    """Something that somebody said, and what was answered."""

    who: str
    at: datetime
    text: str
    #: The part of the page that it is about.
    about: str = ""
    #: Where it stands in the editor.
    url: str = ""
    is_resolved: bool = False
    answers: list["Word"] = field(default_factory=list)


def comments_on(page: Any) -> list[Word]:
    """Return the comments on `page`, those that are still open first."""
    comments = Comment.objects.filter(page=page.pk).select_related("user")
    found = comments.prefetch_related("replies__user").order_by("created_at")
    words = [as_word(comment, page) for comment in found]
    return sorted(words, key=lambda word: word.is_resolved)


def as_word(comment: Comment, page: Any) -> Word:
    """Return a comment with its answers."""
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    replies = sorted(comment.replies.all(), key=lambda reply: reply.created_at)
    return Word(
        who=name_of(comment.user),
        at=comment.created_at,
        text=comment.text,
        about=part_at(comment.contentpath, page),
        url=f"{editor}?comment={comment.pk}",
        is_resolved=comment.resolved_at is not None,
        answers=[Word(name_of(each.user), each.created_at, each.text) for each in replies],
    )


def part_at(path: str, page: Any) -> str:
    """Return what editors call the part of `page` at the path of a comment, "" for what is gone."""
    name, *inside = path.split(".")
    try:
        model_field = page._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    if inside and isinstance(model_field, StreamField):
        blocks = {block.id: block.block for block in getattr(page, name)}
        return str(blocks[inside[0]].label) if inside[0] in blocks else ""
    return capfirst(str(getattr(model_field, "verbose_name", name)))
