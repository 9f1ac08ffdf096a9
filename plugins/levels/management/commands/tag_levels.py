"""Gives levels to the pages that a site had before it took the levels plugin."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.levels.models import Level, LevelledMixin, LevelTag, check_levels
from plugins.levels.registry import levelled_models


class Command(BaseCommand):
    help = "Give levels to all pages of a type that have none; what has a level keeps it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("type", help="The type of the pages, for example blog.BlogPage.")
        parser.add_argument(
            "levels",
            nargs="*",
            type=int,
            help="Numbers of levels, 1 to 4; without any, those that the type is given by default.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        model = levelled_model(options["type"])
        numbers = sorted(set(options["levels"] or model.feeds_by_default))
        try:
            check_levels(model, numbers)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        count = tag(model, list(Level.objects.numbered(*numbers)))
        message = ngettext(
            "%(count)d page has levels now.", "%(count)d pages have levels now.", count
        )
        self.stdout.write(message % {"count": count})


def levelled_model(label: str) -> type[LevelledMixin]:
    """Return the levelled page type of a label; CommandError names those that there are."""
    models = {model._meta.label: model for model in levelled_models()}
    types = {known.lower(): model for known, model in models.items()}
    if label.lower() in types:
        return types[label.lower()]
    message = _("%(label)s is no page type with levels. These are: %(types)s") % {
        "label": label,
        "types": ", ".join(models),
    }
    raise CommandError(message)


def tag(model: type[LevelledMixin], levels: list[Level]) -> int:
    """Tag the pages of a type that have no level with `levels`; return how many these were.

    Revisions from before the plugin hold no levels, and are given those of their page when an
    editor opens them. None is written, so no page seems to have been changed.
    """
    with transaction.atomic():
        pages = list(model.objects.filter(level_tags=None).only("pk", "content_type"))
        for page in pages:
            for level in levels:
                LevelTag.objects.create(tag=level, content_object=page)
    return len(pages)
