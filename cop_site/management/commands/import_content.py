"""Brings Markdown files in as stories and resources."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm
from wagtail.search.backends import get_search_backends

from cop_site.importing.importer import Importer
from cop_site.importing.manifest import BadManifest, Entry, Manifest, read_manifest
from cop_site.importing.sources import SourceFolder

# So many files share a transaction: SQLite writes to the disk once for each.
BATCH_SIZE = 20


class Command(BaseCommand):
    help = (
        "Brings Markdown files with YAML front matter in as stories and resources, and reports "
        "what came in and what did not, and why. A second run updates what has changed. Fails only "
        "where the folder or the manifest cannot be used, or where no file at all could come in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="The folder with the Markdown files.")
        parser.add_argument(
            "--manifest",
            type=Path,
            metavar="CSV",
            help="A table with the columns path, kind, levels and topics (several with |); only "
            "the files that it names come in. Without it, all files, as their front matter says.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Write nothing, only report what would happen."
        )
        parser.add_argument(
            "--licence",
            default="",
            help="The licence of the files, kept with each page, unless a file names its own.",
        )

    def handle(self, *, folder: Path, manifest: Path | None, **options: Any) -> None:
        if not folder.is_dir():
            message = _("There is no folder %(folder)s: give the path of the Markdown files.")
            raise CommandError(message % {"folder": folder})
        source = SourceFolder(folder)
        table = self.table(source, manifest)
        importer = Importer(source, licence=options["licence"], dry_run=options["dry_run"])
        importer.report.failed += table.problems
        if manifest:
            importer.report.left_out += sorted({*source.markdown_paths()} - table.entries.keys())
        self.bring_in(importer, table.entries)
        self.stdout.write("\n".join(importer.report.lines()))
        if importer.report.nothing_came_in:
            raise CommandError(_("Nothing came in: see the reasons above."))
        if not options["dry_run"]:
            for backend in get_search_backends(with_auto_update=True):
                backend.refresh_indexes()

    def table(self, source: SourceFolder, manifest: Path | None) -> Manifest:
        """Return which files to bring in: those of the manifest, or else all there are."""
        if manifest is None:
            return Manifest({path: Entry() for path in source.markdown_paths()})
        try:
            return read_manifest(manifest)
        except BadManifest as error:
            raise CommandError(str(error)) from error

    def bring_in(self, importer: Importer, entries: dict[str, Entry]) -> None:
        """Bring in the files, showing on a terminal how far it is.

        Reading takes longer than writing and is done between the transactions: that is when others
        get to write, who would wait in vain for SQLite's lock if one batch followed the other.
        """
        with tqdm(total=len(entries), unit=_("file"), disable=None) as progress:
            for batch in batches(list(entries.items())):
                articles = [importer.read(path, entry) for path, entry in batch]
                with transaction.atomic():
                    for article in filter(None, articles):
                        importer.bring_in(article)
                progress.update(len(batch))


def batches(entries: list[tuple[str, Entry]]) -> Iterator[list[tuple[str, Entry]]]:
    """Yield `entries` in lists of BATCH_SIZE."""
    for start in range(0, len(entries), BATCH_SIZE):
        yield entries[start : start + BATCH_SIZE]
