"""One article as it is to come in: all that its file and the manifest say, and no database."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from textwrap import shorten
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cop_site.importing.blocks import to_blocks
from cop_site.importing.body import Block, Body, Picture, Shape
from cop_site.importing.credits import read_credits
from cop_site.importing.elements import to_text
from cop_site.importing.front_matter import (
    as_datetime,
    as_names,
    as_text,
    date_in_name,
    split_front_matter,
)
from cop_site.importing.kinds import default_levels, page_type
from cop_site.importing.manifest import Entry
from cop_site.importing.markdown import to_html, to_inline_html
from cop_site.importing.pictures import usable_picture
from cop_site.importing.problems import Problem
from cop_site.importing.sources import SourceFolder
from cop_site.importing.template_tags import strip_template_tags
from plugins.credits import Credit
from plugins.levels.models import FIRST, LAST, check_levels
from plugins.pages import ContentPage

NO_ENTRY = Entry()
TITLE_LENGTH = 255
SUMMARY_LENGTH = 300
LICENCE_LENGTH = 200
TOPIC_LENGTH = 100


@dataclass(frozen=True)
class Article:
    """What one file is to become."""

    path: str
    model: type[ContentPage]
    kind: str
    title: str
    summary: str
    credits: tuple[Credit, ...]
    date: datetime | None
    levels: tuple[int, ...]
    topics: tuple[str, ...]
    licence: str
    blocks: tuple[Block, ...]
    # Why it is not published, empty if it is.
    draft_because: str = ""
    fields: dict[str, Any] = field(default_factory=dict, compare=False)
    missing_pictures: tuple[str, ...] = ()
    tables: int = 0
    template_tags: int = 0

    def digest(self) -> str:
        """Return a fingerprint of all that a page is made from, to tell what has changed."""
        content = asdict(self)
        for bookkeeping in ("fields", "missing_pictures", "tables", "template_tags"):
            del content[bookkeeping]
        content["blocks"] = [
            (name, [value.file.hash, *value[1:]] if isinstance(value, Picture) else value)
            for name, value in self.blocks
        ]
        content["model"] = self.model._meta.label
        content["draft_because"] = bool(self.draft_because)
        text = json.dumps(content, sort_keys=True, default=str)
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_article(
    folder: SourceFolder, path: str, *, entry: Entry = NO_ENTRY, licence: str = ""
) -> Article:
    """Return the article in the file at the relative `path`; raises Problem with what to mend.

    What the manifest's `entry` says wins over the file's front matter, and both over the defaults
    of the page type. `licence` is for files that name none.
    """
    fields, text = split_front_matter(folder.read(path))
    title = _title(fields)
    levels = _levels(entry.levels or tuple(as_names(fields.get("levels"))))
    given_kind = entry.kind or as_text(fields.get("kind"))
    model, kind = page_type(given_kind, levels)
    levels = levels or (default_levels(model, kind) if given_kind else ())
    _check_levels(model, levels)
    date = as_datetime(fields.get("date")) or date_in_name(path)

    markdown, template_tags = strip_template_tags(text)
    body = to_blocks(
        to_html(markdown),
        shape=Shape.of(model._meta.get_field("body")),
        title=title,
        find_picture=lambda source: usable_picture(folder.find(source, beside=path)),
    )
    if not body.blocks:
        raise Problem(_("It has no text."))
    return Article(
        path=path,
        model=model,
        kind=kind,
        title=title,
        summary=_summary(fields, body) or title,
        credits=read_credits(fields),
        date=date,
        levels=levels,
        topics=_topics(entry, fields),
        licence=(as_text(fields.get("licence") or fields.get("license")) or licence)[
            :LICENCE_LENGTH
        ],
        blocks=tuple(body.blocks),
        draft_because=_why_a_draft(given_kind, levels, date),
        fields=fields,
        missing_pictures=tuple(body.missing_pictures),
        tables=body.tables,
        template_tags=template_tags,
    )


def plain(markdown: str) -> str:
    """Return the words of a line of `markdown`, without template tags and formatting."""
    return to_text(to_inline_html(strip_template_tags(markdown)[0]))


def cut(text: str, length: int) -> str:
    """Return `text` cut at a word so that it has at most `length` characters."""
    if len(text) <= length:
        return text
    shortened = shorten(text, length, placeholder=" …")
    return shortened if shortened.strip(" …") else text[: length - 1] + "…"


def _title(fields: dict[str, Any]) -> str:
    title = plain(as_text(fields.get("title")))
    if not title:
        raise Problem(_("It has no title: give it one in its front matter, “title: …”."))
    if len(title) > TITLE_LENGTH:
        raise Problem(_("Its title has more than 255 characters."))
    return title


def _levels(given: tuple[str, ...]) -> tuple[int, ...]:
    known = {str(number): number for number in range(FIRST, LAST + 1)}
    for level in given:
        if level not in known:
            message = _("There is no level “%(level)s”: use %(first)d to %(last)d.")
            raise Problem(message % {"level": level, "first": FIRST, "last": LAST})
    return tuple(sorted(known[level] for level in given))


def _check_levels(model: type[ContentPage], levels: tuple[int, ...]) -> None:
    if not levels:
        return  # it comes in as a draft
    try:
        check_levels(model, levels)
    except ValidationError as error:
        raise Problem(" ".join(error.messages)) from error


def _summary(fields: dict[str, Any], body: Body) -> str:
    given = (plain(as_text(fields.get(name))) for name in ("summary", "excerpt", "description"))
    return cut(next(filter(None, given), "") or body.beginning, SUMMARY_LENGTH)


def _topics(entry: Entry, fields: dict[str, Any]) -> tuple[str, ...]:
    names = entry.topics or as_names(fields.get("topics") or fields.get("tags"))
    return tuple(
        name for name in names if len(name) <= TOPIC_LENGTH and any(map(str.isalnum, name))
    )


def _why_a_draft(kind: str, levels: tuple[int, ...], date: datetime | None) -> str:
    if not kind:
        return _("Nothing says which kind it is.")
    if not levels:
        return _("Nothing says which levels it is for.")
    if date and date > timezone.now():
        return _("Its date is in the future.")
    return ""
