"""What a Markdown file says about itself: the YAML between the two lines of three dashes."""

import re
from datetime import UTC, date, datetime, time
from typing import Any

import yaml
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from cop_site.importing.problems import Problem

FRONT_MATTER = re.compile(
    r"\A\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
TRAILING_SPACE = re.compile(r"[ \t]+$", re.MULTILINE)
SEVERAL = re.compile(r"[|,;]")
HANDLE = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
# Jekyll's habit: the date of a post is in the name of its file.
DATED_NAME = re.compile(r"(?:\A|/)(\d{4}-\d{2}-\d{2})-[^/]*\Z")


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the fields of the front matter, by lower-case name, and the text that follows it.

    Raises Problem where it is no YAML, or not a list of fields.
    """
    match = FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    try:
        # A tab at the end of a line is invisible, forbidden in YAML, and found in real corpora.
        fields = yaml.safe_load(TRAILING_SPACE.sub("", match[1]))
    # An impossible date is a ValueError, brackets nested by the thousand a RecursionError.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = _("Its front matter is no valid YAML: %(error)s")
        raise Problem(message % {"error": first_line(error)}) from error
    if fields is None:
        return {}, text[match.end() :]
    if not isinstance(fields, dict):
        raise Problem(_("Its front matter is no list of fields such as “title: …”."))
    return {str(name).strip().lower(): value for name, value in fields.items()}, text[match.end() :]


def first_line(error: Exception) -> str:
    """Return what is wrong, with the line number where the YAML parser tells it."""
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error).partition("\n")[0] or type(error).__name__
    if mark is None:
        return str(what)
    return _("%(what)s (line %(line)d)") % {"what": what, "line": mark.line + 2}


def as_text(value: Any) -> str:
    """Return a field as one line of text; a missing one, a list or a mapping is empty."""
    if value is None or isinstance(value, list | dict | bool):
        return ""
    return " ".join(str(value).split())


def as_names(value: Any) -> list[str]:
    """Return a field as a list of names, each once: a YAML list, or text with commas or bars."""
    values = value if isinstance(value, list) else SEVERAL.split(as_text(value))
    return list(dict.fromkeys(filter(None, map(as_text, values))))


def from_handle(name: str) -> str:
    """Return the name that a handle stands for, “Ana Lopez” for “ana-lopez”; others as they are."""
    if not HANDLE.fullmatch(name):
        return name
    return " ".join(part.capitalize() for part in re.split(r"[-_.]", name))


def as_datetime(value: Any) -> datetime | None:
    """Return a field as a moment in time, None without one; raises Problem if it is no date."""
    if value is None or value == "":
        return None
    moment = value if isinstance(value, date) else _parse(as_text(value))
    if moment is None:
        message = _("“%(value)s” is not a date: write it as 2026-01-31.")
        raise Problem(message % {"value": as_text(value)})
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(12))
    try:
        return (make_aware(moment, UTC) if is_naive(moment) else moment).astimezone(UTC)
    except OverflowError as error:
        raise Problem(_("Its date is out of range.")) from error


def _parse(text: str) -> date | None:
    try:
        # A blank before the zone, as in Jekyll's "2020-01-31 10:00:00 -0500", is no ISO 8601.
        compact = re.sub(r"\s+(?=[+-]\d{2}:?\d{2}\Z)", "", text)
        return parse_date(text) or parse_datetime(compact)
    except ValueError:  # the 31st of February
        return None


def date_in_name(path: str) -> datetime | None:
    """Return the date with which the file's name begins, None if it begins with none."""
    match = DATED_NAME.search(path)
    parsed = _parse(match[1]) if match else None
    return as_datetime(parsed)
