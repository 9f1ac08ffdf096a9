"""What a site may set for one Whoosh backend, read from its entry in the backend settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

#: Longest part of PATH that names an index in the outbox table.
NAME_LENGTH = 255

KNOWN = {
    "PATH",
    "ROUTING",
    "DOCUMENTS",
    "LANGUAGE",
    "LANGUAGES",
    "AUTO_UPDATE",
    "DRAIN",
}


class Drain(StrEnum):
    """When the index follows a commit of the database."""

    #: A background thread, started after each commit. For serving sites.
    THREAD = "thread"
    #: In the committing thread, right after the commit. For tests and scripts.
    INLINE = "inline"
    #: Never by itself: ``manage.py drain_search_outbox`` or ``index.refresh()`` does it.
    MANUAL = "manual"


@dataclass(frozen=True)
class Options:
    """The options of one backend, checked and with their defaults filled in."""

    path: Path
    routing: str = ""
    documents_path: str = ""
    languages: tuple[str, ...] = ("en",)
    drain: Drain = Drain.THREAD

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> "Options":
        """Read a backend's settings entry; raises ImproperlyConfigured with what to mend."""
        unknown = sorted(set(params) - KNOWN)
        if unknown:
            raise ImproperlyConfigured(
                f"The Whoosh search backend knows no option {', '.join(unknown)}: "
                f"use {', '.join(sorted(KNOWN))}."
            )
        if not params.get("PATH"):
            raise ImproperlyConfigured(
                "The Whoosh search backend needs the option PATH: a folder of its own that the "
                "web server does not serve."
            )
        return cls(
            path=Path(params["PATH"]).absolute(),
            routing=params.get("ROUTING") or "",
            documents_path=params.get("DOCUMENTS") or "",
            languages=_languages(params),
            drain=_drain(params.get("DRAIN", Drain.THREAD)),
        )

    @property
    def name(self) -> str:
        """What the rows of the outbox call this index."""
        return str(self.path)[-NAME_LENGTH:]

    @cached_property
    def documents(self) -> Callable[[QuerySet], QuerySet]:
        """The callable that narrows a queryset to what this index may hold."""
        if not self.documents_path:
            return _everything
        return import_string(self.documents_path)


def _everything(queryset: QuerySet) -> QuerySet:
    return queryset


def _languages(params: Mapping[str, Any]) -> tuple[str, ...]:
    several = params.get("LANGUAGES") or [params.get("LANGUAGE", "en")]
    return tuple(dict.fromkeys(several))


def _drain(value: str) -> Drain:
    try:
        return Drain(value)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"The Whoosh search backend cannot drain {value!r}: set DRAIN to one of "
            f"{', '.join(Drain)}."
        ) from error
