"""Does what calls and wishes could not do by themselves."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from plugins.calls.meeting import close_met
from plugins.calls.telling import KEPT_TRYING, give_up, tell


class Command(BaseCommand):
    help = (
        "Closes calls that are met, sends readers the answers that could not be sent before, and "
        f"forgets the addresses of those who could not be reached for {KEPT_TRYING.days} days. To "
        "be run once an hour."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        done = {"met": close_met(), "told": tell(seconds=None), "lost": give_up()}
        if verbosity:
            text = _("Calls met: %(met)d. Readers told: %(told)d; not reached: %(lost)d.")
            self.stdout.write(text % done)
