"""What somebody writes for: they came by a link that another plugin made, from a call say.

The draft remembers what the plugin calls it, and nothing else: what is shown is asked for each
time. A name that no plugin knows, or no longer, is as good as none.
"""

from typing import Any

from wagtail import hooks

from plugins.sharing.models import LONGEST_OCCASION, Draft

#: The parameter of an address that names the occasion of what is begun there.
OCCASION = "for"


def occasion_called(name: str) -> dict[str, Any] | None:
    """Return what the plugin that gave it this name says of an occasion, None where none does."""
    if not name or len(name) > LONGEST_OCCASION:
        return None
    offers = (offer(name) for offer in hooks.get_hooks("occasions"))
    return next(filter(None, offers), None)


def begin_for(draft: Draft, name: str) -> None:
    """Have a new draft begin with what is known of its occasion, if there is one of this name."""
    occasion = occasion_called(name)
    if occasion is None:
        return
    draft.occasion = name
    draft.interview.begin_for(draft.content, occasion["topics"], occasion["levels"])


def tell_shared(draft: Draft, page: Any) -> None:
    """Tell whoever asked for it that `page` was submitted."""
    if draft.occasion:
        for notice in hooks.get_hooks("shared_for"):
            notice(draft.occasion, page)
