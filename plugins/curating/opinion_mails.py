"""What is written to who is asked for a second opinion, and to who asked for it.

Each is sent once what it tells is in the database; what goes wrong with it is logged, and stops
nothing.
"""

from typing import Any

from django.db import transaction
from django.urls import reverse

from plugins.curating.review_models import Opinion
from plugins.letters import may_email, message, whole

#: What members may switch off.
OPINIONS = "curating.opinions"


def tell_who_is_asked(opinion: Opinion, title: str) -> None:
    """Write to a practitioner what an editor would like to know, and where the page is."""
    context = {
        "title": title,
        "who": opinion.asked_by.get_full_name() if opinion.asked_by else "",
        "question": opinion.question,
        "url": whole(reverse("second_opinions:opinion", args=[opinion.pk])),
    }
    write(opinion.asked_of, "opinion_asked", context)


def tell_who_asked(opinion: Opinion, title: str) -> None:
    """Write to an editor what was answered, or that there will be no answer."""
    context = {
        "title": title,
        "opinion": opinion,
        "who": opinion.asked_of.get_full_name() or opinion.asked_of.email,
        "url": whole(reverse("curating:review", args=[opinion.task_state_id])),
    }
    write(opinion.asked_by, "opinion_answered", context)


def write(user: Any, template: str, context: dict[str, Any]) -> None:
    """Write to `user` after the commit, if there is such a member and they want it."""
    if user is None:
        return

    def send() -> None:
        if may_email(user, OPINIONS):
            message(user, f"curating/email/{template}", OPINIONS, context).send()

    transaction.on_commit(send, robust=True)
