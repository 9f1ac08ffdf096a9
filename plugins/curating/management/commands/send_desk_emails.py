"""Tells editors once a day what waits for them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.curating.letters import send_daily


class Command(BaseCommand):
    help = (
        "Sends each editor who wants it an e-mail of all that waits on the desk, unless nothing "
        "does. To be run once a day; a second run on the same day sends only what failed before."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        sent = send_daily()
        if verbosity:
            told = ngettext(
                "%(count)d editor was written to.", "%(count)d editors were written to.", sent.to
            )
            none = _("No editor was to be written to.")
            self.stdout.write(told % {"count": sent.to} if sent.to else none)
        if sent.failed:
            failed = ngettext(
                "%(count)d e-mail could not be sent: the log says why. Run this again later.",
                "%(count)d e-mails could not be sent: the log says why. Run this again later.",
                sent.failed,
            )
            raise CommandError(failed % {"count": sent.failed})
