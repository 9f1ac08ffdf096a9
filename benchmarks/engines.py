"""The engines that are compared. Each gives a first page of results with its count."""

from abc import ABC, abstractmethod
from typing import Any, TypeAlias

from django.db import connection
from django.utils.html import strip_tags

from benchmarks.queries import Kind, Search
from plugins.levels.models import LevelTag
from plugins.levels.reader import Reader
from plugins.levels.visibility import pages_visible_to, searchable
from plugins.resources.models import ResourcePage
from plugins.stories.models import StoryPage

PAGE_SIZE = 10

#: The pages of the first page of results, and how many results there are.
FirstPage: TypeAlias = tuple[list[Any], int]


class Engine(ABC):
    """One way to search."""

    name: str

    @abstractmethod
    def first_page(self, search: Search, reader: Reader) -> FirstPage:
        """Search as somebody at the reader's level."""


class ThroughTheAPI(Engine):
    """A backend behind Wagtail's search API, limited to what the reader may find."""

    def __init__(self, name: str, alias: str) -> None:
        self.name = name
        self._alias = alias

    def first_page(self, search: Search, reader: Reader) -> FirstPage:
        visible = pages_visible_to(reader)
        if search.kind is Kind.COMPLETION:
            results = visible.autocomplete(search.text, backend=self._alias)
        else:
            results = visible.search(search.query, backend=self._alias)
        return list(results[:PAGE_SIZE]), results.count()


class HandWritten(Engine):
    """SQL for FTS5 and nothing else: the limit of what an engine in the same process does.

    The level is a column of the index. As a column beside it (`AND level = 1`) it would be as much
    as ten times slower, because FTS5 then reads the row of each page that holds the words.
    """

    name = "hand-written FTS5"

    _CREATE = (
        "CREATE VIRTUAL TABLE bench_fts USING fts5(title, body, level, page UNINDEXED, "
        "tokenize = 'porter unicode61', prefix = '2 3')"
    )
    _INSERT = "INSERT INTO bench_fts (title, body, level, page) VALUES (%s, %s, %s, %s)"
    _FIRST = (
        "SELECT page FROM bench_fts WHERE bench_fts MATCH %s "
        "AND rank MATCH 'bm25(2.0, 1.0, 0.0)' ORDER BY rank LIMIT 10"
    )
    _COUNT = "SELECT COUNT(*) FROM bench_fts WHERE bench_fts MATCH %s"

    def build(self) -> None:
        """Write the table: a row for each page and level, as readers may find them."""
        with connection.cursor() as cursor:
            cursor.execute(self._CREATE)
            cursor.executemany(self._INSERT, self._rows())
            cursor.execute("INSERT INTO bench_fts (bench_fts) VALUES ('optimize')")

    def first_page(self, search: Search, reader: Reader) -> FirstPage:
        parameters = [f"level : {_level(search.level)} AND ({_words(search)})"]
        with connection.cursor() as cursor:
            keys = [key for (key,) in cursor.execute(self._FIRST, parameters)]
            (count,) = cursor.execute(self._COUNT, parameters).fetchone()
        found = {page.pk: page for page in pages_visible_to(reader).filter(pk__in=keys)}
        return [found[key] for key in keys if key in found], count

    def _rows(self):
        levels: dict[int, list[int]] = {}
        for key, number in LevelTag.objects.values_list("content_object", "tag__number"):
            levels.setdefault(key, []).append(number)
        for model in (StoryPage, ResourcePage):
            for page in searchable(model.objects.all()).iterator(500):
                text = f"{page.summary} {strip_tags(page.text_for_excerpt())}"
                for level in levels[page.pk]:
                    yield page.title, text, _level(level), page.pk


def _level(number: int) -> str:
    return f"level{number}"


def _words(search: Search) -> str:
    """Return what is searched for in FTS5's language."""
    if search.kind is Kind.PHRASE:
        return f'"{search.text}"'
    if search.kind is Kind.COMPLETION:
        return f'title : "{search.text}"*'
    joint = " OR " if search.kind.endswith("any") else " AND "
    return joint.join(f'"{word}"' for word in search.text.split())
