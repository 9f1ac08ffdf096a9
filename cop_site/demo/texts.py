"""The stories and resources of the sample content, read as an import would read them.

The folder "submissions" holds stories that are not published: they wait for an editor.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from cop_site.importing.articles import Article, read_article
from cop_site.importing.manifest import Entry
from cop_site.importing.pages import not_later_than_now
from cop_site.importing.sources import SourceFolder

CONTENT = SourceFolder(Path(__file__).parent / "content")
# What the source of every page of sample content begins with.
SOURCE = "demo/"


def demo_articles(folder: str, *, taken: Collection[str] = ()) -> Iterator[tuple[str, Article]]:
    """Yield the articles of a folder by slug, which is the name of the file.

    That is "stories", "resources" or "submissions". Those whose slug is `taken` are not even read.
    """
    entry = Entry() if folder == "resources" else Entry(kind="story")
    ready = _waiting if folder == "submissions" else _published
    for path in CONTENT.markdown_paths():
        parent, slug = PurePosixPath(path).parent.name, PurePosixPath(path).stem
        if parent == folder and slug not in taken:
            yield slug, ready(read_article(CONTENT, path, entry=entry))


def _published(article: Article) -> Article:
    # A clock that is behind must not turn the newest ones into drafts.
    return replace(
        article,
        path=f"{SOURCE}{article.path}",
        date=not_later_than_now(article.date),
        draft_because="",
    )


def _waiting(article: Article) -> Article:
    return replace(article, path=f"{SOURCE}{article.path}", draft_because="in review")


def a_year_after(day: date) -> date:
    """Return the same day twelve months later; the 28th for the 29th of February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def field(article: Article, name: str) -> dict[str, Any]:
    """Return a field of the file that has parts of its own, empty where it is not there."""
    value = article.fields.get(name)
    return value if isinstance(value, dict) else {}
