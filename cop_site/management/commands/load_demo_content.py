"""Loads the sample content and the demo accounts."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cop_site.demo import accounts
from cop_site.demo.loading import NoListing, load


class Command(BaseCommand):
    help = (
        "Loads sample stories and resources, which say of themselves that they are samples, and "
        "one account for each role. Leaves alone what exists, so it can be run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-accounts",
            action="store_true",
            help="Make no accounts: where DEBUG is off, nothing else is possible.",
        )

    def handle(self, *, no_accounts: bool, **options: Any) -> None:
        try:
            made = [] if no_accounts else accounts.make_accounts()
            loaded = load()
        except (accounts.NotOnThisSite, NoListing) as error:
            raise CommandError(str(error)) from error
        message = _(
            "Sample content: %(stories)d stories and %(resources)d resources came in; what has "
            "their address already was left alone."
        )
        self.stdout.write(message % vars(loaded))
        self.print_sign_ins(made)

    def print_sign_ins(self, made: Iterable[accounts.DemoAccount]) -> None:
        """Say with which address and password one signs in as whom."""
        for account in made:
            message = _("  %(email)s (%(role)s)")
            self.stdout.write(message % {"email": account.email, "role": account.role})
        if made:
            self.stdout.write(_("Password for all: %(password)s") % {"password": accounts.PASSWORD})
