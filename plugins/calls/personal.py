"""What is kept of a member here: the calls that they made."""

from typing import Any

from plugins.calls.models import Call


def personal_data(user: Any) -> dict[str, Any]:
    """Return the calls that `user` made as data. Who makes a wish is not known."""
    calls = Call.objects.filter(asked_by=user).select_related("level", "topic").order_by("pk")
    return {"calls": [as_data(call) for call in calls]}


def as_data(call: Call) -> dict[str, Any]:
    """Return all that was written into a call."""
    return {
        "title": call.title,
        "text": call.text,
        "why": call.why,
        "level": call.level.number,
        "topic": call.topic.name if call.topic else None,
        "asked": call.asked_at.isoformat(),
        "closed": call.closed_at.isoformat() if call.closed_at else None,
    }
