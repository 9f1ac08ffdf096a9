"""Deletes what nobody will come back for."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.sharing.models import KEPT_FOR_VISITORS, KEPT_WHEN_DELETED, Draft


class Command(BaseCommand):
    help = (
        f"Deletes drafts that visitors began without an account and left for "
        f"{KEPT_FOR_VISITORS.days} days, and those that their authors deleted "
        f"{KEPT_WHEN_DELETED.days} days ago. To be run once a day; members' other drafts stay."
    )

    def handle(self, *, verbosity: int, **options: Any) -> None:
        _total, by_model = Draft.objects.abandoned().delete()
        count = by_model.get(Draft._meta.label, 0)
        if verbosity:
            message = ngettext("%(count)d draft is gone.", "%(count)d drafts are gone.", count)
            self.stdout.write(message % {"count": count} if count else _("No draft is abandoned."))
