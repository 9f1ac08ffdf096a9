"""How a reader writes to the author of a page, who is happy to be asked, and sees no address.

Nothing of it is kept but how often that was. The author answers by e-mail if they like; the reader
leaves an address for it.
"""

from typing import Any

from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from plugins.letters import headers_to_stop, language_of, url_of, whole
from plugins.levels.visibility import all_pages, unexpired
from plugins.sharing.models import HappyToBeAsked

#: The level at which readers prepare their own, and are offered to ask.
PREPARATION = 3

# Without a date: a message may be read, and its link followed, years later.
_signer = Signer(salt="plugins.sharing.asking")


def can_be_asked() -> QuerySet[HappyToBeAsked]:
    """Return who may be asked: the authors of live pages who said so, and can be reached."""
    reachable = HappyToBeAsked.objects.exclude(page__owner__email="")
    pages = unexpired(all_pages().live()).values("pk")
    return reachable.filter(page__owner__is_active=True, page__in=pages)


def ask(page: Any, email: str, question: str) -> None:
    """Send a question about `page` to its author. Raises what goes wrong with sending it."""
    author = page.owner
    stop = stop_url(page)
    context = {
        "title": page.title,
        "url": url_of(page),
        "email": email,
        "question": question,
        "site_url": whole(""),
        "mine": whole(reverse("sharing:mine")),
        "stop": stop,
    }
    with override(language_of(author)):
        subject = " ".join(render_to_string("sharing/email/asked_subject.txt", context).split())
        text = render_to_string("sharing/email/asked_message.txt", context).strip() + "\n"
    EmailMessage(
        subject, text, to=[author.email], reply_to=[email], headers=headers_to_stop(stop)
    ).send()
    # By a query: that somebody asked changes nothing that readers see.
    HappyToBeAsked.objects.filter(page=page.pk).update(questions=F("questions") + 1)


def stop_url(page: Any) -> str:
    """Return the address at which the author of `page` ends being asked, with one click."""
    token = _signer.sign_object([page.pk, page.owner_id])
    return whole(reverse("sharing:stop_asking", args=[token]))


def meant_by(token: str) -> Any:
    """Return the page that the address of `stop_url` means; None where its author has changed."""
    try:
        page, owner = _signer.unsign_object(token)
    except BadSignature:
        return None
    return all_pages().filter(pk=page, owner=owner).exclude(owner=None).first()
