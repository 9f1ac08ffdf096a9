"""What the desk keeps of an editor, for themselves to take along."""

from typing import Any

from plugins.curating.models import Claim
from plugins.curating.preferences import chosen_by
from plugins.desk import curates


def personal_data(user: Any) -> dict[str, Any]:
    """Return which e-mails `user` wants of the desk, and since when they have taken what."""
    claims = Claim.objects.filter(user=user).select_related("review").order_by("since")
    taken = [{"page": claim.review.object_id, "since": claim.since} for claim in claims]
    if not (taken or curates(user)):
        return {}
    return {"desk": {"e-mails": chosen_by(user), "taken": taken}}
