"""How parts of one page become the beginning of another: of a story, something others can use."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from wagtail.models import AbstractPage

from plugins.interviews import (
    Block,
    Content,
    Excerpt,
    Interview,
    Part,
    interview_for,
    interviews,
)
from plugins.sharing.models import Draft
from plugins.sharing.steps import label_of


def makers(page: AbstractPage) -> Iterator[Interview]:
    """Yield the interviews by which something can be made of parts of `page`."""
    for interview in interviews():
        if interview.kinds_drawn() and interview.model is not page.specific_class:
            yield interview


def can_be_made_of(page: AbstractPage) -> bool:
    """Tell whether something can be made of parts of `page`, whoever would do it."""
    return interview_for(page) is not None and any(True for _interview in makers(page))


def may_make_of(page: AbstractPage, user: Any) -> bool:
    """Tell whether `user` may use parts of `page`: its author may, and who may edit it."""
    if not user.is_authenticated or not can_be_made_of(page):
        return False
    return page.owner_id == user.pk or page.permissions_for_user(user).can_edit()


def parts_of(interview: Interview, content: Content) -> list[tuple[str, Part]]:
    """Return the parts of a page in which something is, and what they are called there."""
    parts = [(heading_of(interview, part), part) for part in interview.parts(content)]
    return [(heading, part) for heading, part in parts if any(map(says_something, part.blocks))]


def heading_of(interview: Interview, part: Part) -> str:
    """Return what a part is called on the page."""
    first = part.blocks[0]
    if first["type"] == "heading":
        return str(first["value"])
    return capfirst(str(label_of(interview, first["type"])))


def says_something(block: Block) -> bool:
    """Tell whether a block is more than the heading of others."""
    return bool(block["value"]) and block["type"] != "heading"


def excerpts(interview: Interview, content: Content, keys: Collection[str]) -> list[Excerpt]:
    """Return the blocks with these keys, by their parts."""
    picked = [
        Excerpt(heading, [block for block in part.blocks if block["id"] in keys])
        for heading, part in parts_of(interview, content)
    ]
    return [excerpt for excerpt in picked if excerpt.blocks]


def make(
    key: UUID,
    page: Any,
    user: Any,
    *,
    maker: Interview,
    kind: str,
    picked: list[Excerpt],
) -> Draft:
    """Return a draft of `user`'s that begins with parts of `page`; made once for a key."""
    content = maker.drawn_from(page, picked, kind)
    draft, _is_new = Draft.objects.get_or_create(
        pk=key, defaults={"interview_name": maker.name, "owner": user, "content": content}
    )
    return draft
