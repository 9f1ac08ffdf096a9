from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseTrouble
from django.utils.translation import gettext as _

from plugins.whoosh_search.backends import whoosh_backends
from plugins.whoosh_search.draining import drain
from plugins.whoosh_search.health import report_unreadable
from plugins.whoosh_search.options import Options
from plugins.whoosh_search.progress import Track, tracker
from plugins.whoosh_search.reconciling import Report, reconcile


class Command(BaseCommand):
    help = "Compare the Whoosh indexes with the database; fail where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what differs")

    def handle(self, *args: Any, repair: bool, verbosity: int, **options: Any) -> None:
        differing = 0
        for name, backend in whoosh_backends():
            track = tracker(self.stdout, name, verbosity)
            try:
                report = compared(backend.options, repair=repair, track=track)
            except OSError as error:
                message = _("%(backend)s cannot be written: %(error)s.")
                raise CommandError(message % {"backend": name, "error": error}) from error
            differing += report.differing
            if verbosity:
                message = _("%(backend)s: %(checked)d documents compared, %(differing)d differ.")
                self.stdout.write(message % {"backend": name, **asdict(report)})
        if differing and not repair:
            raise CommandError(_("Run the command with --repair to mend the index."))


def compared(options: Options, *, repair: bool, track: Track) -> Report:
    """Compare an index with the database; one that is damaged is built anew, with ``repair``."""
    # What is only waiting to be indexed is no difference.
    drain(options)
    try:
        return reconcile(options, repair=repair, track=track)
    except DatabaseTrouble:
        raise
    except Exception as error:
        report_unreadable(options, error)
        if not repair:
            message = _("The index is damaged: %(error)s. Run the command with --repair.")
            raise CommandError(message % {"error": error}) from error
    drain(options)
    return reconcile(options, repair=repair, track=track)
