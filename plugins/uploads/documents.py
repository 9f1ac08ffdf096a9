"""Documents that come in, by whatever way: what is not what its name says is refused.

A name is all that readers go by, and their computers. What is inside is looked at, not unpacked:
its first bytes, the directory of a zip file, the names in an old Office file.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.models import AbstractDocument

from plugins.uploads.archive import HEADER_LENGTH, names_in
from plugins.uploads.malformed import MalformedFileError
from plugins.uploads.pictures import has_come_in

# What old Office files begin with, and new ones that have a password.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What may stand before the first sign of a text.
BLANK = b"\xef\xbb\xbf \t\r\n"
# The marks that text of two bytes a character begins with, as Excel writes it.
TWO_BYTES = (b"\xff\xfe", b"\xfe\xff")
# In no other encoding does a text have these.
NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
# In OpenDocument, lists of programs and dialogs are there without any of these, too.
MACRO = re.compile(
    r"(?:.*/)?vbaProject\.bin|Scripts/.*[^/]|Basic/(?!.*-l[bc]\.xml).*\.xml", re.IGNORECASE
)
# Bytes.
HEAD = 200
PART = 64 * 1024


class MacrosError(Exception):
    """Raised for a document with small programs, which whoever opens it would run."""


class LockedError(Exception):
    """Raised for a document with a password, or in an older format than its name says."""


@dataclass(frozen=True)
class Kind:
    """What an ending promises."""

    #: What to say of a file that does not keep it.
    is_none: str | Promise
    #: Raises MalformedFileError, MacrosError or LockedError for what it is not.
    check: Callable[[File], None]


def office(folder: str) -> Callable[[File], None]:
    """Return the check for what Office has written since 2007, its text in `folder`."""

    def check(file: File) -> None:
        if head_of(file).startswith(COMPOUND):
            raise LockedError
        names = set(names_in(file))
        if "[Content_Types].xml" not in names or not any(
            name.startswith(f"{folder}/") for name in names
        ):
            raise MalformedFileError
        refuse_macros(names)

    return check


def open_document(kind: str) -> Callable[[File], None]:
    """Return the check for an OpenDocument file, which says in its first bytes of which `kind`."""
    mimetype = f"mimetypeapplication/vnd.oasis.opendocument.{kind}".encode()

    def check(file: File) -> None:
        name_and_content = head_of(file)[HEADER_LENGTH:]
        # What goes on after a hyphen is another kind: "text-master".
        if not re.match(re.escape(mimetype) + rb"(?!-)", name_and_content):
            raise MalformedFileError
        refuse_macros(set(names_in(file)))

    return check


def old_office(*streams: str) -> Callable[[File], None]:
    """Return the check for what Office wrote before 2007, its text in one of `streams`.

    An installer is a compound file as well: what is in it tells.
    """

    def check(file: File) -> None:
        file.seek(0)
        data = file.read()
        if not data.startswith(COMPOUND) or not any(named(each) in data for each in streams):
            raise MalformedFileError
        if named("_VBA_PROJECT") in data:
            raise MacrosError

    return check


def named(stream: str) -> bytes:
    """Return the name of a stream as a compound file's directory has it."""
    return stream.encode("utf-16-le") + b"\0\0"


def beginning_with(sign: bytes) -> Callable[[File], None]:
    """Return the check for what begins with `sign`."""

    def check(file: File) -> None:
        if not head_of(file).lstrip(BLANK).startswith(sign):
            raise MalformedFileError

    return check


def text(file: File) -> None:
    """Check that a file is text, in whatever encoding."""
    is_of_two_bytes = head_of(file).startswith(TWO_BYTES)
    file.seek(0)
    if is_of_two_bytes:
        if "\0" in decoded(file.read()):
            raise MalformedFileError
        return
    while part := file.read(PART):
        if NO_TEXT.search(part):
            raise MalformedFileError


def decoded(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise MalformedFileError from error


def head_of(file: File) -> bytes:
    file.seek(0)
    return file.read(HEAD)


def refuse_macros(names: set[str]) -> None:
    """Raise MacrosError where one of `names` in a document is that of a program.

    Office runs none in a document without macros, and has other endings for those with them: who
    gave it this one did so for some reason.
    """
    if any(map(MACRO.fullmatch, names)):
        raise MacrosError


WORD = gettext_lazy("“%(name)s” is not a Word document (%(ending)s).")
EXCEL = gettext_lazy("“%(name)s” is not an Excel workbook (%(ending)s).")
POWERPOINT = gettext_lazy("“%(name)s” is not a PowerPoint presentation (%(ending)s).")
OPEN_DOCUMENT = gettext_lazy("“%(name)s” is not an OpenDocument file (%(ending)s).")

#: By the ending of the name. Of what a site permits besides, nothing is known.
KINDS = {
    ".docx": Kind(WORD, office("word")),
    ".xlsx": Kind(EXCEL, office("xl")),
    ".pptx": Kind(POWERPOINT, office("ppt")),
    ".doc": Kind(WORD, old_office("WordDocument")),
    ".xls": Kind(EXCEL, old_office("Workbook", "Book")),
    ".ppt": Kind(POWERPOINT, old_office("PowerPoint Document")),
    ".odt": Kind(OPEN_DOCUMENT, open_document("text")),
    ".ods": Kind(OPEN_DOCUMENT, open_document("spreadsheet")),
    ".odp": Kind(OPEN_DOCUMENT, open_document("presentation")),
    ".pdf": Kind(gettext_lazy("“%(name)s” is not a PDF document."), beginning_with(b"%PDF-")),
    ".rtf": Kind(gettext_lazy("“%(name)s” is not an RTF document."), beginning_with(rb"{\rtf")),
    ".txt": Kind(gettext_lazy("“%(name)s” is not a plain text."), text),
    ".csv": Kind(gettext_lazy("“%(name)s” is not a table in plain text (CSV)."), text),
}


def check_document(file: File) -> None:
    """Raise ValidationError, with what to do, for a file that is not what its name says."""
    name = PurePath(file.name or "").name
    ending = PurePath(name).suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        return
    file.open()
    try:
        kind.check(file)
    except (MalformedFileError, MacrosError, LockedError) as error:
        reason = reason_for(error, kind) % {"name": name, "ending": ending}
        raise ValidationError(reason, code="invalid_document") from error
    finally:
        file.seek(0)


def reason_for(error: Exception, kind: Kind) -> str:
    """Return why a file is refused, and what to do."""
    if isinstance(error, MacrosError):
        return _(
            "“%(name)s” has macros: small programs, which could harm whoever opens it. Save it "
            "without macros, or as a PDF, and choose that file."
        )
    if isinstance(error, LockedError):
        return _(
            "“%(name)s” has a password, or is in an older format than its name says. Save it "
            "without a password as “%(ending)s”, or as a PDF, and choose that file."
        )
    remedy = _(
        "It is damaged, or was something else before it got this name. Open it in the program "
        "that made it, save it anew, and choose that file."
    )
    return f"{kind.is_none} {remedy}"


def check_new_document(
    sender: type[Model],
    instance: AbstractDocument,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """Refuse to store a document that is not what its name says; one that is there may stay.

    For Django's `pre_save`.
    """
    if raw or not instance.file or (update_fields is not None and "file" not in update_fields):
        return
    if not instance.file._committed:
        check_document(instance.file.file)
    elif has_come_in(instance, "file"):
        with instance.file.storage.open(instance.file.name) as stored:
            check_document(stored)
