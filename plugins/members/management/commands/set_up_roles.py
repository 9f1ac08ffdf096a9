"""Makes practitioners, editors and the review between them; run again after adding a plugin."""

from typing import Any

from django.core.management.base import BaseCommand

from plugins.members import roles


class Command(BaseCommand):
    help = (
        "Makes the groups Practitioners and Editors and the workflow Editorial review, and gives "
        "them what they lack. Takes nothing away; run it again after adding a plugin."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        roles.set_up()
        if options["verbosity"]:
            self.stdout.write("Practitioners, Editors and Editorial review are set up.")
