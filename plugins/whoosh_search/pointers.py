"""The pointer to the generation that is read, and how that generation was analysed."""

import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from .options import Options
from .places import Zones

#: Counted up when indexes written by older versions can no longer be read.
FORMAT = 1


@dataclass(frozen=True)
class Pointer:
    """Which generation is read, how it was analysed, and how often it was written to.

    A generation keeps the options it was built with, so that it can serve while its successor is
    built after a change of settings or models.
    """

    generation: str
    zones: dict[str, int]
    languages: tuple[str, ...]
    routing: str
    documents: str
    format: int = FORMAT
    byte_order: str = sys.byteorder
    commit: int = 0

    @classmethod
    def fresh(cls, generation: Path, options: Options) -> "Pointer":
        """Return the pointer to a new generation, analysed as models and options say now."""
        return cls(
            generation=generation.name,
            zones=dict(Zones.of_models()),
            languages=options.languages,
            routing=options.routing,
            documents=options.documents_path,
        )

    @classmethod
    def read(cls, file: Path) -> "Pointer":
        """Read a pointer; raises FileNotFoundError, and ValueError or TypeError if damaged."""
        content = json.loads(file.read_text())
        return cls(**{**content, "languages": tuple(content["languages"])})

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
        """Whether this version of the code on this machine can read the generation."""
        return (self.format, self.byte_order) == (FORMAT, sys.byteorder)

    def is_current(self, options: Options) -> bool:
        """Tell whether the generation is built as it would be now."""
        return self.following(0) == Pointer.fresh(Path(self.generation), options)

    def following(self, commit: int) -> "Pointer":
        """Return the pointer to the same generation after another commit."""
        return replace(self, commit=commit)
