"""Where in an interview something is, and what its author calls it there."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst

from plugins.interviews import Content, Interview
from plugins.sharing.actions import address
from plugins.sharing.content import BODY
from plugins.sharing.models import Draft
from plugins.sharing.steps import steps_of, title_of


def place_of(draft: Draft, unit: str) -> str:
    """Return the address at which a unit of `draft` is written, the first step's for none."""
    steps = steps_of(draft.interview, draft.content)
    for step in steps:
        blocks = [block["id"] for block in step.part.blocks] if step.part else []
        if unit in (*blocks, *step.fields):
            return f"{address(draft, step.name)}#unit-{unit}"
    return address(draft, steps[0].name)


def unit_at(path: str) -> str:
    """Return the unit that Wagtail means by the path of a comment: a field, or a block of it."""
    field, *inside = path.split(".")
    return inside[0] if field == BODY and inside else field


def called(unit: str, interview: Interview, content: Content) -> str:
    """Return what the author of `content` calls a unit of it, empty for what is not there."""
    for part in interview.parts(content):
        if unit in [block["id"] for block in part.blocks]:
            return title_of(part)
    try:
        return capfirst(str(interview.model._meta.get_field(unit).verbose_name))
    except FieldDoesNotExist:
        return ""
