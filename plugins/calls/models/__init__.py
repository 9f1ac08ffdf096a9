"""What readers looked for in vain and ask for, and what editors ask practitioners for."""

from plugins.calls.models.calls import OCCASION, Answer, Call, CallQuerySet, is_past
from plugins.calls.models.wishes import Asking, AskingQuerySet, Wish, WishQuerySet

__all__ = [
    "OCCASION",
    "Answer",
    "Asking",
    "AskingQuerySet",
    "Call",
    "CallQuerySet",
    "Wish",
    "WishQuerySet",
    "is_past",
]
