"""Private links, by which a colleague reads a draft without an account, and says what they think.

Whoever has the address opens the draft, and nothing else. Of the address only a fingerprint is
kept: it is shown to the author once, and neither a copy of the database nor an administrator tells
it again.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from django.core.signing import BadSignature, Signer
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plugins.interviews import interviews
from plugins.levels.edition import not_shown

if TYPE_CHECKING:
    from plugins.sharing.models import Draft

TOKEN_BYTES = 32
#: Days that a link is open; the author chooses.
DAYS = (3, 14, 30)
DAYS_BY_DEFAULT = 14
#: Links to one draft that are open at the same time.
MOST_LINKS = 20
#: Remarks on one draft, by all who have a link to it.
MOST_REMARKS = 300
#: Characters of a remark: more than a page of paper.
LONGEST_REMARK = 5_000
LONGEST_NAME = 100
#: What an author asks for about a remark, and its key.
WISH = re.compile(r"(done|again|delete):(\d{1,18})", re.ASCII)

#: The cookie by which a browser may have the pictures of what its user reads, and how many links it
#: remembers. It is gone when the browser is closed.
COOKIE = "reading"
MOST_REMEMBERED = 5


def digest(token: str) -> str:
    """Return the fingerprint by which a link is found, 64 hexadecimal digits."""
    return sha256(token.encode(errors="replace")).hexdigest()


class ReadingLinkQuerySet(models.QuerySet["ReadingLink"]):
    def open(self) -> "ReadingLinkQuerySet":
        """Return those that open a draft now."""
        return self.filter(
            withdrawn_at=None,
            expires_at__gt=timezone.now(),
            draft__deleted_at=None,
            draft__owner__is_active=True,
        )

    def opened_by(self, *tokens: str) -> "ReadingLinkQuerySet":
        """Return those that these tokens open, with their drafts and whose these are."""
        found = self.open().filter(token_hash__in=map(digest, tokens))
        names = [interview.name for interview in interviews()]
        return found.filter(draft__interview_name__in=names).select_related("draft__owner")


@not_shown
class ReadingLink(models.Model):
    """An address at which a colleague reads one draft, for some days."""

    draft = models.ForeignKey("sharing.Draft", models.CASCADE, related_name="reading_links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    for_whom = models.CharField(max_length=LONGEST_NAME, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ReadingLinkQuerySet.as_manager()

    class Meta:
        # It is its author's, and nobody else's.
        default_permissions = ()
        verbose_name = _("private link")
        verbose_name_plural = _("private links")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.for_whom or str(_("a colleague"))

    @classmethod
    def make(cls, draft: "Draft", token: str, *, for_whom: str, days: int) -> "ReadingLink":
        """Return the link that `token` opens, a new one for so many days where there is none."""
        until = timezone.now() + timedelta(days=days)
        asked = {"draft": draft, "for_whom": for_whom, "expires_at": until}
        # Sent twice at once, it is made once.
        link, _is_new = cls.objects.get_or_create(token_hash=digest(token), defaults=asked)
        return link

    def withdraw(self) -> None:
        """Have it open nothing any more."""
        self.withdrawn_at = timezone.now()
        self.save(update_fields=["withdrawn_at"])


def offer(draft: "Draft") -> str:
    """Return a new token for the form that makes a link, signed: nobody picks one themselves.

    A form that is sent twice so makes one link, and shows its address both times.
    """
    return signer(draft).sign(token_urlsafe(TOKEN_BYTES))


def offered(draft: "Draft", text: str) -> str:
    """Return the token that `offer` signed, or a new one where `text` is no such thing.

    A new one as well where it opened a link that is over: to send the form again asks for another.
    """
    try:
        token = signer(draft).unsign(text)
    except BadSignature:
        return token_urlsafe(TOKEN_BYTES)
    is_over = is_made(token) and not ReadingLink.objects.opened_by(token).exists()
    return token_urlsafe(TOKEN_BYTES) if is_over else token


def is_made(token: str) -> bool:
    """Tell whether there is, or was, a link for a token."""
    return ReadingLink.objects.filter(token_hash=digest(token)).exists()


def signer(draft: "Draft") -> Signer:
    return Signer(salt=f"plugins.sharing.links.{draft.pk}")


# The pictures of a draft, which the page that shows it fetches one by one.


def remember_in(response: HttpResponse, request: HttpRequest, token: str) -> None:
    """Let the browser have what the draft that `token` opens uses."""
    others = [each for each in tokens_in(request) if each != token]
    response.set_cookie(
        COOKIE,
        ".".join([token, *others][:MOST_REMEMBERED]),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def tokens_in(request: HttpRequest) -> list[str]:
    """Return the tokens of the links that a browser has opened, the latest first."""
    return [each for each in request.COOKIES.get(COOKIE, "").split(".") if each][:MOST_REMEMBERED]


def shown_privately(request: HttpRequest) -> Iterator[tuple[Any, Any]]:
    """Yield what members show to who makes `request`, and the members: the hook of that name."""
    tokens = tokens_in(request)
    for link in ReadingLink.objects.opened_by(*tokens) if tokens else ():
        yield link.draft.interview.page(link.draft.content), link.draft.owner


# What colleagues say.


@not_shown
class Remark(models.Model):
    """What a colleague says of a draft, or of one part of it."""

    draft = models.ForeignKey("sharing.Draft", models.CASCADE, related_name="remarks")
    link = models.ForeignKey(ReadingLink, models.CASCADE, related_name="remarks")
    unit = models.CharField(
        max_length=100, blank=True, help_text=_("The first block of the part; empty for the whole.")
    )
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    text = models.TextField(max_length=LONGEST_REMARK)
    written_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, help_text=_("When its author had dealt with it."))

    class Meta:
        default_permissions = ()
        verbose_name = _("remark of a colleague")
        verbose_name_plural = _("remarks of colleagues")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:50]

    @property
    def by(self) -> str:
        """Who wrote it, as far as they said."""
        return self.name or str(_("A colleague"))


def remarks_on(draft: "Draft", unit: str, *, link: ReadingLink | None = None) -> list[Remark]:
    """Return what colleagues say of a unit; with "" of the whole, and of what is not there now.

    With `link`, only what was said by whoever has that link. One query for all units of `draft`.
    """
    if "remarks" not in vars(draft).setdefault("at_hand", {}):
        vars(draft)["at_hand"]["remarks"] = list(draft.remarks.all())
    units = {block["id"] for block in draft.content["body"]}
    return [
        remark
        for remark in vars(draft)["at_hand"]["remarks"]
        if unit == (remark.unit if remark.unit in units else "")
        and (link is None or remark.link_id == link.pk)
    ]


def settle(draft: "Draft", what: str) -> None:
    """Do with a remark on `draft` what its author asks for.

    That is "done:", "again:" or "delete:", and its key. What is there no longer, deleted in another
    window say, needs nothing.
    """
    wish = WISH.fullmatch(what)
    remarks = draft.remarks.filter(pk=wish[2]) if wish else draft.remarks.none()
    if wish and wish[1] == "delete":
        remarks.delete()
    else:
        remarks.update(done_at=timezone.now() if wish and wish[1] == "done" else None)
