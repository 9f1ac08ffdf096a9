"""Does what the count of searches could not do by itself."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from plugins.searches.forgetting import forget_all, forget_what_is_old
from plugins.searches.keeping import is_on
from plugins.searches.trying import try_unmet_again


class Command(BaseCommand):
    help = (
        "Searches again for what found nothing, as pages have come out since, and deletes what "
        "was searched for more than SEARCH_LOG_DAYS ago; where SEARCH_LOG is off, deletes "
        "everything. To be run once an hour."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        forgotten = forget_what_is_old() if is_on() else forget_all()
        done = {"found": try_unmet_again(), "forgotten": forgotten}
        if verbosity:
            self.stdout.write(
                _("Words that find something now: %(found)d; forgotten: %(forgotten)d.") % done
            )
