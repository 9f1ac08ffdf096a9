"""System checks: an index folder is for the site alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .backends import whoosh_backends


@register()
def check_index_is_not_served(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse an index among the files that the web may read or write: opening it runs code."""
    return [
        Error(
            f"The search index of the backend '{name}' lies in {setting}.",
            hint="Set its PATH to a folder that only the site reads and writes: Whoosh's table of "
            "contents is a pickle, and whoever can write it can run code.",
            id="whoosh_search.E001",
        )
        for name, backend in whoosh_backends()
        for setting, folder in _served_folders()
        if backend.options.path.is_relative_to(folder)
    ]


def _served_folders() -> Iterator[tuple[str, Path]]:
    for setting in ("MEDIA_ROOT", "STATIC_ROOT"):
        folder = getattr(settings, setting, None)
        if folder:
            yield setting, Path(folder).absolute()
