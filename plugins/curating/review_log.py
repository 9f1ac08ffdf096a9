"""What the history of a page tells of its review, beside the decisions, which Wagtail logs."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter

from plugins.curating.decisions import CHECKED, RETAGGED
from plugins.curating.opinions import ANSWERED, ASKED, DECLINED, WITHDRAWN
from plugins.curating.review_models import Opinion


class RetaggedFormatter(LogFormatter):
    label = gettext_lazy("Change levels and topics in review")

    def format_message(self, log_entry: Any) -> str:
        levels, topics = log_entry.data.get("levels", {}), log_entry.data.get("topics", {})
        told = []
        if levels.get("from") != levels.get("to"):
            told.append(_("Levels changed in review: %(before)s → %(after)s") % words_of(levels))
        if topics.get("from") != topics.get("to"):
            told.append(_("Topics changed in review: %(before)s → %(after)s") % words_of(topics))
        return ". ".join(told) or _("Levels and topics changed in review")


def words_of(change: dict[str, list[Any]]) -> dict[str, str]:
    """Return what there was before a change and after it, in words."""
    before, after = change.get("from", []), change.get("to", [])
    nothing = _("none")
    return {
        "before": ", ".join(map(str, before)) or nothing,
        "after": ", ".join(map(str, after)) or nothing,
    }


class CheckedFormatter(LogFormatter):
    label = gettext_lazy("Go through the checklist")

    def format_message(self, log_entry: Any) -> str:
        asked, unticked = log_entry.data.get("asked", 0), log_entry.data.get("unticked", [])
        if not unticked:
            return _("Checklist: yes to all %(asked)d questions") % {"asked": asked}
        return _("Checklist: %(left)d of %(asked)d questions left open") % {
            "left": len(unticked),
            "asked": asked,
        }

    def format_comment(self, log_entry: Any) -> str:
        return " · ".join(log_entry.data.get("unticked", []))


class AskedFormatter(LogFormatter):
    label = gettext_lazy("Ask for a second opinion")

    def format_message(self, log_entry: Any) -> str:
        name = log_entry.data.get("of")
        if not name:
            return _("Asked for a second opinion")
        return _("Asked %(name)s for a second opinion") % {"name": name}


class AnsweredFormatter(LogFormatter):
    label = gettext_lazy("Give a second opinion")

    def format_message(self, log_entry: Any) -> str:
        recommendation = log_entry.data.get("recommendation")
        labels = dict(Opinion.Recommendation.choices)
        if recommendation not in labels:
            return _("Gave a second opinion")
        return _("Gave a second opinion: %(recommendation)s") % {
            "recommendation": labels[recommendation]
        }


def register(actions: Any) -> None:
    """Tell Wagtail of the actions, with what its lists say of each."""
    actions.register_action(RETAGGED)(RetaggedFormatter)
    actions.register_action(CHECKED)(CheckedFormatter)
    actions.register_action(ASKED)(AskedFormatter)
    actions.register_action(ANSWERED)(AnsweredFormatter)
    actions.register_action(
        DECLINED, gettext_lazy("Decline a second opinion"), gettext_lazy("Gave no second opinion")
    )
    actions.register_action(
        WITHDRAWN,
        gettext_lazy("Withdraw a second opinion"),
        gettext_lazy("Asked for a second opinion no longer"),
    )
