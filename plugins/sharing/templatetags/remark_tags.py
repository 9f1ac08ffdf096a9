"""What colleagues who read a draft said of it, for the pages of its author."""

from typing import Any

from django import template

from plugins.sharing import links
from plugins.sharing.models import Draft

register = template.Library()


@register.inclusion_tag("sharing/remarks.html")
def remarks_on(draft: Draft, unit: str) -> dict[str, Any]:
    """What colleagues said of a unit, to stand beside it in its form; "" is the whole."""
    return {"remarks": [] if draft._state.adding else links.remarks_on(draft, unit)}


@register.simple_tag
def remarks_count(draft: Draft) -> int:
    """How many remarks of colleagues the author has not dealt with."""
    return draft.remarks.filter(done_at=None).count()
