"""What authors are told by e-mail of what becomes of their pages, however these were written.

Each is sent once what it tells is in the database, and to nobody but the owner of the page. What
goes wrong with it is logged, and stops nothing.
"""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail import hooks
from wagtail.users.models import UserProfile

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
    """Return an e-mail to `user` in their language, with the one click that stops such e-mails."""
    stop = stop_url(user, choice)
    shown = {
        **{"site_url": whole(""), "mine": whole(reverse("sharing:mine")), "stop": stop},
        **context,
    }
    with override(language_of(user)):
        # A title may have been typed with the Enter key.
        subject = " ".join(render_to_string(f"sharing/email/{template}_subject.txt", shown).split())
        text = render_to_string(f"sharing/email/{template}_message.txt", shown).strip() + "\n"
    headers = {"Auto-Submitted": "auto-generated", **(headers_to_stop(stop) if stop else {})}
    return EmailMessage(subject, text, to=[user.email], headers=headers)


def headers_to_stop(url: str) -> dict[str, str]:
    """Return what has a mail program offer a button that stops such e-mails (RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def may_email(user: Any, choice: str) -> bool:
    """Tell whether `user` is to be sent what `choice` names."""
    return all(may(user, choice) for may in hooks.get_hooks("may_email"))


def stop_url(user: Any, choice: str) -> str:
    """Return the address that stops what `choice` names, empty where no plugin keeps that."""
    return next((url_for(user, choice) for url_for in hooks.get_hooks("stop_emails_url")), "")


def whole(path: str) -> str:
    """Return the whole address of a path on this site."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + (path or "/")


def url_of(page: Any) -> str:
    """Return the whole address of a page, empty where there is none."""
    return urljoin(whole(""), page.url) if page and page.url else ""


def language_of(user: Any) -> str:
    """Return the language that `user` has chosen in Wagtail's editor, or the site's."""
    return UserProfile.get_for_user(user).get_preferred_language()
