"""What authors are told by e-mail of what becomes of their pages, however these were written.

Each is sent once what it tells is in the database, and to nobody but the owner of the page. What
goes wrong with it is logged, and stops nothing.
"""

from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from plugins import letters
from plugins.letters import may_email, url_of, whole
from plugins.levels.visibility import all_pages

#: What becomes of a page, and what is said beside it: names of what members may switch off.
REVIEW, COMMENTS = "sharing.review", "sharing.comments"


def choices() -> list[dict[str, Any]]:
    """Return the e-mails that members may switch off."""
    return [
        {
            "name": REVIEW,
            "label": _("What becomes of what you share"),
            "hint": _("That the editors have it, what they ask of you, and when it is published."),
            "in_place_of": ("approved", "rejected"),
        },
        {
            "name": COMMENTS,
            "label": _("Comments on what you share"),
            "hint": _(
                "When an editor or a colleague writes something beside your text; one an hour at "
                "most."
            ),
        },
    ]


def tell(page: Any, template: str, choice: str, **context: Any) -> None:
    """Write to the owner of `page` after the commit, unless they switched off what `choice` names.

    `template` is the name of two files, one for the subject and one for the text.
    """
    key, title, owner = page.pk, page.title, page.owner
    if owner is None:
        return

    def send() -> None:
        # Whoever deletes an account with all that is in it wants no word of each page.
        if not type(owner).objects.filter(pk=owner.pk).exists() or not may_email(owner, choice):
            return
        now = {"title": title, "url": url_of(all_pages().filter(pk=key).first())}
        message(owner, template, choice, {**now, **context}).send()

    transaction.on_commit(send, robust=True)


def message(user: Any, template: str, choice: str, context: dict[str, Any]) -> EmailMessage:
    """Return an e-mail to `user` that leads to what they share, with the click that stops them."""
    shown = {"mine": whole(reverse("sharing:mine")), **context}
    return letters.message(user, f"sharing/email/{template}", choice, shown)
