"""What can come back when a link is asked."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _

#: What says that there is nothing at an address, beyond doubt.
GONE = frozenset({404, 410})


class Outcome(Enum):
    """What an answer says of a link."""

    FINE = "fine"
    FAILED = "failed"
    #: Nothing: a reader with a browser may well get through.
    UNSURE = "unsure"


class Reason(models.TextChoices):
    """Why, for editors."""

    ANSWERED = "answered", _("The site answers.")
    NO_HOST = "no-host", _("There is no site of this name.")
    NO_CONNECTION = "no-connection", _("The site does not answer.")
    TOO_SLOW = "too-slow", _("The site takes too long to answer.")
    CERTIFICATE = "certificate", _("Browsers warn of the site: its certificate is not valid.")
    IN_CIRCLES = "in-circles", _("It leads on and on, and nowhere.")
    PRIVATE = "private", _("It leads into a private network, where the site does not look.")
    ODD = "odd", _("The site does not ask addresses of this form.")
    GARBLED = "garbled", _("What the site answers cannot be read.")


#: What a browser would fail with as well.
FAILURES = {
    Reason.NO_HOST,
    Reason.NO_CONNECTION,
    Reason.TOO_SLOW,
    Reason.CERTIFICATE,
    Reason.IN_CIRCLES,
}


@dataclass(frozen=True)
class Answer:
    """What came back of a link."""

    reason: Reason
    status: int | None = None
    #: The host that gave it, at the end of all that it leads on to.
    host: str = ""
    #: When that host wants to be asked again at the earliest, if it says so.
    not_before: datetime | None = None

    @property
    def outcome(self) -> Outcome:
        if self.reason in FAILURES or self.is_certain:
            return Outcome.FAILED
        is_fine = self.status is not None and 200 <= self.status < 300
        return Outcome.FINE if is_fine else Outcome.UNSURE

    @property
    def is_certain(self) -> bool:
        """Whether the site itself says that there is nothing."""
        return self.status in GONE

    @property
    def is_word_of_a_site(self) -> bool:
        """Whether any site has answered at all."""
        return self.status is not None
