"""Whether an index can be used, and saying once what is wrong with it."""

import errno
import logging
from pathlib import Path

from .generations import Layout
from .options import Options

logger = logging.getLogger(__name__)

# Errors of the folder, not of what is in it: building the index anew would not help.
_FOLDER_ERRORS = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}

_reported: dict[Path, str] = {}
_damaged: set[Path] = set()


def needs_rebuild(options: Options) -> bool:
    """Tell whether the index is missing, damaged, or built for other settings or models."""
    if options.path in _damaged:
        return True
    layout = Layout(options.path)
    try:
        pointer = layout.read()
    except (ValueError, TypeError, KeyError):
        return True
    return (
        pointer is None
        or not pointer.is_current(options)
        or not layout.generation(pointer).is_dir()
    )


def report_unreadable(options: Options, error: Exception) -> None:
    """Log, once, that the index cannot be searched, and have it rebuilt."""
    _damaged.add(options.path)
    _log_once(
        options,
        error,
        "The search index in %(path)s cannot be read (%(error)s). Searches are answered from the "
        "database, and the index is rebuilt in the background; with DRAIN other than 'thread', "
        "run manage.py drain_search_outbox.",
    )


def report_unwritable(options: Options, error: Exception) -> None:
    """Log, once, that the index cannot follow the database; damaged content is to be rebuilt."""
    if isinstance(error, OSError) and error.errno in _FOLDER_ERRORS:
        _log_once(
            options,
            error,
            "The search index in %(path)s cannot be written (%(error)s): free space on the disk, "
            "or make the folder writable, or change PATH. Changes wait in the database and are "
            "indexed as soon as that is done.",
        )
        return
    _damaged.add(options.path)
    _log_once(
        options,
        error,
        "The search index in %(path)s could not be updated (%(error)s). It is rebuilt with the "
        "next change, or by manage.py drain_search_outbox.",
    )


def report_healthy(options: Options) -> None:
    """Take note that the index could be written; the next trouble is logged again."""
    _damaged.discard(options.path)
    if _reported.pop(options.path, None):
        logger.info("The search index in %s is whole again.", options.path)


def _log_once(options: Options, error: Exception, message: str) -> None:
    described = f"{type(error).__name__}: {error}"
    if _reported.get(options.path) == message:
        return
    _reported[options.path] = message
    logger.error(message, {"path": options.path, "error": described}, exc_info=error)
