"""The pointer to the generation that is read, and how that generation was analysed."""

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from .contents import Contents
from .options import Options
from .places import Zones
from .search_fields import fingerprint

#: Counted up when indexes written by older versions can no longer be read.
FORMAT = 3


class OtherFormatError(ValueError):
    """An index that another version of this package wrote."""


@dataclass(frozen=True)
class Pointer:
    """Which generation is read, how it was analysed, and what it holds since its last commit.

    A generation keeps the options it was built with, so that it can serve while its successor is
    built after a change of settings or models.
    """

    generation: str
    zones: dict[str, int]
    languages: tuple[str, ...]
    routing: str
    documents: str
    #: A digest of the models' search fields.
    fields: str
    format: int = FORMAT
    byte_order: str = sys.byteorder
    commit: int = 0
    contents: Mapping[str, Contents] = field(default_factory=dict)

    @classmethod
    def fresh(cls, generation: Path, options: Options) -> "Pointer":
        """Return the pointer to a new generation, analysed as models and options say now."""
        return cls(
            generation=generation.name,
            zones=dict(Zones.of_models()),
            languages=options.languages,
            routing=options.routing,
            documents=options.documents_path,
            fields=fingerprint(),
        )

    @classmethod
    def read(cls, file: Path) -> "Pointer":
        """Read a pointer; raises FileNotFoundError, and ValueError or TypeError if damaged."""
        content = json.loads(file.read_text())
        if content["format"] != FORMAT:
            raise OtherFormatError("it was written by another version of whoosh_search")
        contents = {name: Contents(*each) for name, each in content["contents"].items()}
        languages = tuple(content["languages"])
        return cls(**{**content, "languages": languages, "contents": contents})

    def write(self, file: Path) -> None:
        """Put the pointer in the place of the one that is there, all at once."""
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}-")
        try:
            with os.fdopen(handle, "w") as temporary:
                json.dump(asdict(self), temporary)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    @property
    def known_zones(self) -> Zones:
        """The zones of the fields, as they were when the generation was begun."""
        return Zones(self.zones)

    @property
    def is_readable(self) -> bool:
        """Whether this machine can read the generation."""
        return self.byte_order == sys.byteorder

    def is_current(self, options: Options) -> bool:
        """Tell whether the generation is built as it would be now."""
        fresh = Pointer.fresh(Path(self.generation), options)
        return replace(self, commit=fresh.commit, contents=fresh.contents) == fresh

    def following(self, contents: Mapping[str, Contents]) -> "Pointer":
        """Return the pointer to the same generation after another commit."""
        return replace(self, commit=self.commit + 1, contents=contents)
