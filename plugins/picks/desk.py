"""What the desk tells editors of picks: which of them readers no longer meet."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from plugins.desk import ROWS_SHOWN, Row, Waiting
from plugins.picks.models import Pick
from plugins.picks.viewsets import picks_of


def waiting_for(user: Any) -> list[Waiting]:
    """Return the picks that no reader is shown any more, for those who may change them."""
    if not policy_registry.get_by_type(Pick).user_has_permission(user, "change"):
        return []
    picks = list(picks_of(user).shown(False))
    rows = [
        Row(pick.words, reverse("picks:edit", args=[pick.pk]), [str(pick.level), pick.state])
        for pick in picks[:ROWS_SHOWN]
    ]
    return [
        Waiting(
            "picks.not_shown",
            _("Picks that readers are no longer shown"),
            "pick",
            len(picks),
            rows,
            f"{reverse('picks:index')}?is_shown=false",
            _("Every page that was picked for words still shows."),
            order=800,
        )
    ]
