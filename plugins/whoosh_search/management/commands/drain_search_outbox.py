from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from plugins.whoosh_search.backends import whoosh_backends
from plugins.whoosh_search.draining import drain


class Command(BaseCommand):
    help = "Write to the search indexes what has changed in the database."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, backend in whoosh_backends():
            done = drain(backend.options)
            self.stdout.write(
                _("%(backend)s: %(count)d changes written.") % {"backend": name, "count": done}
            )
