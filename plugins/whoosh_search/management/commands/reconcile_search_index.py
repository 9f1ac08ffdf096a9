from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from plugins.whoosh_search.backends import whoosh_backends
from plugins.whoosh_search.draining import drain
from plugins.whoosh_search.reconciling import reconcile


class Command(BaseCommand):
    help = "Compare the Whoosh indexes with the database; fail where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what differs")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        differing = 0
        for name, backend in whoosh_backends():
            # What is only waiting to be indexed is no difference.
            drain(backend.options)
            report = reconcile(backend.options, repair=repair)
            differing += report.differing
            self.stdout.write(
                _("%(backend)s: %(checked)d documents compared, %(differing)d differ.")
                % {"backend": name, "checked": report.checked, "differing": report.differing}
            )
        if differing and not repair:
            raise CommandError(_("Run the command with --repair to mend the index."))
