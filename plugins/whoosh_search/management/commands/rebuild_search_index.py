from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from plugins.whoosh_search.backends import whoosh_backends
from plugins.whoosh_search.health import report_healthy
from plugins.whoosh_search.progress import tracker
from plugins.whoosh_search.rebuilding import rebuild


class Command(BaseCommand):
    help = "Build the Whoosh indexes anew while the site serves, saying how far it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--backend", metavar="ALIAS", help="only this one; without it, all")

    def handle(self, *args: Any, backend: str | None, verbosity: int, **options: Any) -> None:
        chosen = [each for each in whoosh_backends() if backend in (None, each[0])]
        if not chosen:
            message = _("The settings name no Whoosh backend %(backend)s.")
            raise CommandError(message % {"backend": backend or ""})
        for name, each in chosen:
            try:
                count = rebuild(each.options, tracker(self.stdout, name, verbosity))
            except OSError as error:
                message = _("%(backend)s cannot be written: %(error)s. Searches go on as before.")
                raise CommandError(message % {"backend": name, "error": error}) from error
            report_healthy(each.options)
            if verbosity:
                message = _("%(backend)s: %(count)d objects indexed.")
                self.stdout.write(message % {"backend": name, "count": count})
