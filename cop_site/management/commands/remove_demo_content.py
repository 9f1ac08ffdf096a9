"""Removes the sample content and the demo accounts."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from cop_site.demo.removing import remove


class Command(BaseCommand):
    help = (
        "Removes the sample content that nobody has edited, with its pictures, files, topics, "
        "notice and accounts and what waits for its editors, and lists the rest."
    )

    def handle(self, **options: Any) -> None:
        removal = remove()
        self.stdout.write(_("Removed: %(number)d") % {"number": removal.removed})
        self.stdout.write(_("Kept: %(number)d") % {"number": len(removal.kept)})
        for name, reason in removal.kept:
            self.stdout.write(f"  {name}: {reason}")
