"""Finding and reading the Markdown files of a folder, and never anything outside it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from cop_site.importing.problems import Problem

MARKDOWN = {".md", ".markdown"}
# The longest of the 753 files of a large corpus has 90 KB; a book in one file has about 1 MB.
MAX_BYTES = 2 * 1024 * 1024


class SourceFolder:
    """A folder of Markdown files and the pictures beside them."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def markdown_paths(self) -> list[str]:
        """Return the paths of all Markdown files, relative to the folder, in order.

        Hidden files and folders are left out, and so is what a symbolic link leads outside for.
        """
        found = (path for path in self.root.rglob("*") if path.suffix.lower() in MARKDOWN)
        return sorted(
            path.relative_to(self.root).as_posix()
            for path in found
            if path.is_file() and self.holds(path) and not self._is_hidden(path)
        )

    def holds(self, path: Path) -> bool:
        """Whether `path` lies inside the folder once every symbolic link is followed."""
        try:
            return path.resolve().is_relative_to(self.root)
        except (OSError, RuntimeError):  # a loop of symbolic links
            return False

    def read(self, path: str) -> str:
        """Return the text of the file at the relative `path`; raises Problem if there is none."""
        file = self.root / path
        if not self.holds(file):
            raise Problem(_("It lies outside of the folder."))
        if not file.is_file():
            raise Problem(_("There is no such file in the folder."))
        if file.stat().st_size > MAX_BYTES:
            raise Problem(_("It is larger than 2 MB: split it."))
        try:
            text = file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = _("It is not UTF-8 (byte %(position)d): save it with that encoding.")
            raise Problem(message % {"position": error.start}) from error
        if not text.strip():
            raise Problem(_("It is empty."))
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def find(self, source: str, *, beside: str) -> Path | None:
        """Return the file inside the folder that `source` names, None if it is not here.

        `source` is what the file at the relative path `beside` says, for example
        "../pictures/team.jpg"; one that begins with a slash is taken from the folder itself.
        """
        try:
            parts = urlsplit(source.strip())
        except ValueError:
            return None
        if parts.scheme or parts.netloc or not parts.path:
            return None
        name = unquote(parts.path)
        start = self.root if name.startswith("/") else (self.root / beside).parent
        try:
            file = (start / name.lstrip("/")).resolve()
            is_here = file.is_relative_to(self.root) and file.is_file()
        except (OSError, RuntimeError, ValueError):  # too long, a loop, a null character
            return None
        return file if is_here else None

    def _is_hidden(self, path: Path) -> bool:
        return any(part.startswith(".") for part in path.relative_to(self.root).parts)
