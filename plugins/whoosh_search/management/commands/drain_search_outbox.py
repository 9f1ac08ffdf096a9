from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from plugins.whoosh_search.backends import whoosh_backends
from plugins.whoosh_search.draining import drain


class Command(BaseCommand):
    help = "Write to the Whoosh indexes what has changed in the database; build missing ones."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, backend in whoosh_backends():
            message = _("%(backend)s: %(count)d changes written.")
            self.stdout.write(message % {"backend": name, "count": drain(backend.options)})
