"""Asks the links to other sites whether they still lead somewhere."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from plugins.freshness.collecting import collect
from plugins.freshness.link_checking import LIMIT, NetworkDownError, run
from plugins.freshness.models import Link


class Command(BaseCommand):
    help = (
        "Collects the links to other sites from all published pages, and asks those that were not "
        "asked for a week, each host in turn and with pauses. To be run once a day; nothing but "
        "the hosts of these links is asked, and no page is changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--limit", type=int, default=LIMIT, help=f"links to ask at most ({LIMIT} by default)"
        )

    def handle(self, *, limit: int, verbosity: int, **options: Any) -> None:
        collect()
        try:
            states = run(max(limit, 0))
        except NetworkDownError as error:
            message = _(
                "No site has answered: nothing is kept of this run. Is this machine connected?"
            )
            raise CommandError(message) from error
        if verbosity:
            found = [state for state in Link.State if states[state]]
            words = [f"{state.label}: {states[state]}" for state in found]
            self.stdout.write(", ".join(words) or _("There is no link that it is time to ask."))
