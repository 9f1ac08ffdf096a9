"""The table that says of each file which kind it is, which levels it feeds and its topics."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from cop_site.importing.front_matter import as_names

COLUMNS = ("path", "kind", "levels", "topics")


class BadManifest(Exception):  # noqa: N818 - the manifest is bad, not the program
    """Raised where a manifest cannot be used at all; its message says what to do."""


@dataclass(frozen=True)
class Entry:
    """What the manifest says of one file; an empty value leaves it to the file's front matter."""

    kind: str = ""
    levels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass
class Manifest:
    """The files that are named, in the order of the table, and what is wrong with the table."""

    entries: dict[str, Entry] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)


def read_manifest(file: Path) -> Manifest:
    """Return what the CSV `file` says; raises BadManifest where it cannot be read."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return _manifest(csv.DictReader(lines, restval=""), file.name)
    except OSError as error:
        message = _(
            "The manifest %(file)s cannot be read (%(error)s): give the path of a CSV file."
        )
        raise BadManifest(message % {"file": file, "error": error.strerror}) from error
    except (UnicodeDecodeError, csv.Error) as error:
        message = _("The manifest %(file)s is no CSV file in UTF-8 (%(error)s).")
        raise BadManifest(message % {"file": file, "error": error}) from error


def _manifest(rows: "csv.DictReader[str]", name: str) -> Manifest:
    columns = [column.strip().lower() for column in rows.fieldnames or []]
    rows.fieldnames = columns
    if "path" not in columns:
        message = _("The manifest %(file)s has no column “path”: its columns are %(columns)s.")
        raise BadManifest(message % {"file": name, "columns": ", ".join(COLUMNS)})
    manifest = Manifest()
    manifest.problems.extend((name, why) for why in _missing_columns(columns))
    for number, row in enumerate(rows, start=2):
        _add_row(manifest, row, where=f"{name}:{number}")
    return manifest


def _missing_columns(columns: list[str]) -> Iterator[str]:
    message = _("It has no column “%(column)s”: that is taken from each file's front matter.")
    for column in COLUMNS:
        if column not in columns:
            yield message % {"column": column}


def _add_row(manifest: Manifest, row: dict[str, str], *, where: str) -> None:
    path = PurePosixPath((row["path"] or "").strip()).as_posix()
    if path == ".":
        manifest.problems.append((where, _("The row names no file.")))
    elif path in manifest.entries:
        message = _("%(path)s is named a second time: the first row counts.")
        manifest.problems.append((where, message % {"path": path}))
    else:
        manifest.entries[path] = Entry(
            kind=(row.get("kind") or "").strip(),
            levels=tuple(as_names(row.get("levels"))),
            topics=tuple(as_names((row.get("topics") or "").split("|"))),
        )
