"""How an author is told who did something."""

from typing import Any

from django.utils.translation import gettext as _


def name_for_author(user: Any, author: Any = None) -> str:
    """Return what `author` is told of `user`: the name they gave, and never an address."""
    if author is not None and user == author:
        return _("You")
    return (user.get_full_name() if user else "") or _("An editor")
