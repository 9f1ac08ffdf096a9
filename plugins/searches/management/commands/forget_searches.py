"""Deletes what was searched for too long ago to be kept, or all of it where none is counted."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.searches.forgetting import forget_all, forget_what_is_old
from plugins.searches.keeping import is_on


class Command(BaseCommand):
    help = (
        "Deletes what was searched for more than SEARCH_LOG_DAYS ago, and everything where "
        "SEARCH_LOG is off. Searching does the former by itself; to be run once a day where days "
        "go by without a search, and after SEARCH_LOG was turned off."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        count = forget_what_is_old() if is_on() else forget_all()
        if verbosity:
            message = ngettext(
                "%(count)d search is forgotten.", "%(count)d searches are forgotten.", count
            )
            self.stdout.write(
                message % {"count": count} if count else _("There is no search to forget.")
            )
