"""How the history of a page tells who has taken it for review."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter


class TakeOverFormatter(LogFormatter):
    label = gettext_lazy("Take over a submission")

    def format_message(self, log_entry: Any) -> str:
        return _("Taken over for review from %(who)s") % {"who": log_entry.data.get("from", "")}


def register_claims(actions: LogActionRegistry) -> None:
    """Name what editors do with submissions before they decide."""
    for name, label, message in (
        ("claim", gettext_lazy("Take a submission"), gettext_lazy("Taken for review")),
        ("release", gettext_lazy("Release a submission"), gettext_lazy("Given back, to be taken")),
    ):
        actions.register_action(f"curating.{name}", label, message)
    actions.register_action("curating.take_over")(TakeOverFormatter)
