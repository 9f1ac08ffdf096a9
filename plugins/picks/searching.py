"""What the search asks of the picks."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from plugins.levels.queries import Typed
from plugins.levels.reader import Reader
from plugins.picks.models import Pick


def picked(reader: Reader, query: Typed) -> list[int]:
    """Return the keys of the pages that were picked for what `reader` searches for, in order."""
    picks = Pick.objects.for_words(query).for_reader(reader).in_order()
    return list(picks.values_list("page", flat=True))


def pick_for_words(user: Any, words: str, level: int) -> list[dict[str, str]]:
    """Lead editors from words that readers search for to a pick for them."""
    if not policy_registry.get_by_type(Pick).user_has_permission(user, "add"):
        return []
    url = f"{reverse('picks:add')}?{urlencode({'words': words, 'level': level})}"
    return [{"label": _("Pick a page for these words"), "url": url}]
