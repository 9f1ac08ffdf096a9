"""Whether an index can be used, and saying once what is wrong with it."""

import errno
import logging
from pathlib import Path
from threading import Lock

from django.db import Error as DatabaseTrouble

from .generations import Layout, Signature
from .options import Options
from .verifying import is_sound

logger = logging.getLogger(__name__)

# Errors of the folder, not of what is in it: building the index anew would not help.
_FOLDER_ERRORS = {
    *(errno.EACCES, errno.EPERM, errno.EROFS),
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO),
    *(errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG),
    *(errno.EMFILE, errno.ENFILE, errno.ESTALE, errno.ENODEV),
}

FOLDER = (
    "The search index in %(path)s cannot be used (%(error)s): free space on the disk, or make the "
    "folder one that the site can read and write, or change PATH. Until then searches that need it "
    "are answered from the database, and changes wait there. Then it mends itself; with another "
    "DRAIN than 'thread', run manage.py drain_search_outbox."
)
DATABASE = (
    "The search index in %(path)s cannot follow the database (%(error)s). It is tried again; where "
    "a table is missing, run manage.py migrate."
)
UNREADABLE = (
    "The search index in %(path)s cannot be read (%(error)s). Searches are answered from the "
    "database, and the index is rebuilt in the background; with DRAIN other than 'thread', "
    "run manage.py drain_search_outbox."
)
NOT_UPDATED = (
    "The search index in %(path)s could not be updated (%(error)s). It is tried again, and what is "
    "damaged is rebuilt; with DRAIN other than 'thread', run manage.py drain_search_outbox."
)

_lock = Lock()
_reported: dict[Path, set[str]] = {}
# Where a search or an update has failed, so that the index may be damaged.
_suspected: set[Path] = set()
# At which commit all of an index could be read: what fails then is a query, not the index.
_sound: dict[Path, Signature | None] = {}


def needs_rebuild(options: Options) -> bool:
    """Tell whether the index is missing, for other settings or models, or perhaps damaged."""
    return options.path in _suspected or not _is_current(Layout(options.path), options)


def is_usable(options: Options) -> bool:
    """Tell whether the index is current and, where it is suspected of damage, readable as a whole.

    A query that fails by a fault of its own must not have the index rebuilt each time.
    """
    layout = Layout(options.path)
    if options.path not in _suspected:
        return _is_current(layout, options)
    with layout.writing():
        if not _is_current(layout, options) or not is_sound(layout):
            return False
        _sound[options.path] = layout.signature()
        _suspected.discard(options.path)
        return True


def report_unreadable(options: Options, error: Exception) -> None:
    """Log, once, that the index could not be searched; damaged content is to be rebuilt."""
    if _is_folder_trouble(error):
        _log_once(options, error, FOLDER)
        return
    _suspect(options)
    _log_once(options, error, UNREADABLE)


def report_unwritable(options: Options, error: Exception) -> None:
    """Log, once, that the index cannot follow the database; damaged content is to be rebuilt."""
    if _is_folder_trouble(error):
        _log_once(options, error, FOLDER)
    elif isinstance(error, DatabaseTrouble):
        _log_once(options, error, DATABASE)
    else:
        _suspect(options)
        _log_once(options, error, NOT_UPDATED)


def report_healthy(options: Options, *, wrote: bool = True) -> None:
    """Take note that the index is in order; the next trouble is logged again.

    Who found nothing to write does not know whether it could: a full disk stays reported.
    """
    _suspected.discard(options.path)
    with _lock:
        reported = _reported.get(options.path, set())
        gone = reported.copy() if wrote else reported & {UNREADABLE}
        reported -= gone
    if gone:
        logger.info("The search index in %s is whole again.", options.path)


def _is_current(layout: Layout, options: Options) -> bool:
    try:
        pointer = layout.read()
    except (ValueError, TypeError, KeyError):
        return False
    return (
        pointer is not None and pointer.is_current(options) and layout.generation(pointer).is_dir()
    )


def _suspect(options: Options) -> None:
    signature = Layout(options.path).signature()
    if signature is None or _sound.get(options.path) != signature:
        _suspected.add(options.path)


def _is_folder_trouble(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in _FOLDER_ERRORS


def _log_once(options: Options, error: Exception, message: str) -> None:
    with _lock:
        reported = _reported.setdefault(options.path, set())
        if message in reported:
            return
        reported.add(message)
    described = f"{type(error).__name__}: {error}"
    logger.error(message, {"path": options.path, "error": described}, exc_info=error)
