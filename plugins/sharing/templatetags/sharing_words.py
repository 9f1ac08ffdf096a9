"""What editors say, shown to the author beside what they write."""

from typing import Any

from django import template

from plugins.sharing.mine import fetched
from plugins.sharing.models import Draft
from plugins.sharing.words import words_on

register = template.Library()


@register.inclusion_tag("sharing/editors_words.html")
def editors_words(draft: Draft) -> dict[str, Any]:
    """Show what editors say of the page that a draft was, or is to be; nothing for no page."""
    pages = fetched([draft.page_id]) if draft.page_id else {}
    words = words_on(pages.values(), [draft])
    return {"words": next(iter(words.values()), None)}
