"""Reminds authors of pages that it is time to look at again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.freshness.catching_up import catch_up
from plugins.freshness.reminding import remind


class Command(BaseCommand):
    help = (
        "Writes to authors of which of their pages it is time to look at again: once for each "
        "date, and again after 30 days. To be run once a day."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        catch_up()
        count = remind()
        if verbosity:
            message = ngettext(
                "%(count)d author has been reminded.",
                "%(count)d authors have been reminded.",
                count,
            )
            nobody = _("There is nobody to be reminded.")
            self.stdout.write(message % {"count": count} if count else nobody)
