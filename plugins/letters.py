"""How any plugin writes an e-mail to a member: in their language, if they want it, easy to stop.

Which e-mails there are, plugins say with the hook `email_choices`. Who keeps what members want is
not known here: that is asked by hooks as well.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override
from wagtail import hooks
from wagtail.users.models import UserProfile


def message(user: Any, template: str, choice: str, context: Mapping[str, Any]) -> EmailMessage:
    """Return an e-mail to `user` in their language, with the one click that stops such e-mails.

    `template` is the beginning of the names of two templates, "sharing/email/submitted" for
    "…_subject.txt" and "…_message.txt"; the second may extend "letters/base.txt". `choice` names
    the e-mail among those that members may switch off. Both templates know `site_url` and `stop`.
    """
    stop = stop_url(user, choice)
    shown = {"site_url": whole(""), "stop": stop, **context}
    with override(language_of(user)):
        # A title may have been typed with the Enter key.
        subject = " ".join(render_to_string(f"{template}_subject.txt", shown).split())
        text = render_to_string(f"{template}_message.txt", shown).strip() + "\n"
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
