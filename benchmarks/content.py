"""The pages that are searched: as many as wanted, of the site's own types, always the same.

`python -m benchmarks.content FOLDER --pages N` makes a database with them and their index.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery
from wagtail.models import Page, PageViewRestriction

from benchmarks.vocabulary import Vocabulary, sentences
from plugins.levels.models import Level, LevelTag, Topic, TopicTag
from plugins.pages import ContentPage
from plugins.resources.models import ResourceIndexPage, ResourcePage
from plugins.stories.blocks import PARTS
from plugins.stories.models import StoryIndexPage, StoryPage

SEED = 20_000
#: Words of a page: its body varies about this, title and summary come on top.
BODY_WORDS = 270
TOPICS = 24
PRIVATE = 6
#: One in so many pages is a draft.
DRAFTS = 50
FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)

_AT_ONCE = 1000
_ROWS_OF_A_STATEMENT = 50
_STORY_LEVELS = ((1, 4), (1,), (4,))
_STORY_SHARES = (60, 25, 15)
_GUIDE_LEVELS = ((2,), (2, 4), (2, 3), (3, 4), (2, 3, 4))


@dataclass
class Entry:
    """A page to be written, with the numbers of its levels and the keys of its topics."""

    page: ContentPage
    levels: tuple[int, ...]
    topics: list[int]


class Writer:
    """Invents pages and writes them below the site's lists, a thousand at once."""

    def __init__(self, pages: int, seed: int = SEED) -> None:
        self._random = Random(seed)  # noqa: S311 - no secrets are made here
        self.vocabulary = Vocabulary(self._random)
        self._pages = pages
        self._parents: dict[type, Any] = {
            StoryPage: StoryIndexPage.objects.get(),
            ResourcePage: ResourceIndexPage.objects.get(),
        }
        self._children = dict.fromkeys(self._parents, 0)
        self._levels = {level.number: level.pk for level in Level.objects.all()}
        self._topics = _topics(self.vocabulary)

    def write(self) -> Iterator[int]:
        """Write all pages; yields how many there are so far."""
        entries = self._entries()
        written = 0
        while some := list(islice(entries, _AT_ONCE)):
            with transaction.atomic():
                self._write(some)
            written += len(some)
            yield written
        self._finish(private=PRIVATE)

    def write_stories(self, stories: Iterable[tuple[str, str, str]]) -> None:
        """Write given stories at level 1: for each its slug, title and body as stored."""
        for number, (slug, title, body) in enumerate(stories):
            page = StoryPage(body=body)
            self._describe(page, number, live=True)
            page.slug, page.title, page.draft_title, page.summary = slug, title, title, ""
            self._write([Entry(page, (1,), [])])
        self._finish(private=0)

    def _entries(self) -> Iterator[Entry]:
        drafts = self._pages // DRAFTS
        for number in range(self._pages + drafts):
            yield self._entry(number, live=number % (DRAFTS + 1) != DRAFTS)

    def _entry(self, number: int, *, live: bool) -> Entry:
        is_story = self._random.random() < 0.45
        page, levels = self._story() if is_story else self._resource()
        self._describe(page, number, live=live)
        topics = self._random.sample(self._topics, self._random.randint(0, 3))
        return Entry(page, levels, topics)

    def _story(self) -> tuple[ContentPage, tuple[int, ...]]:
        (levels,) = self._random.choices(_STORY_LEVELS, _STORY_SHARES)
        return StoryPage(body=stored_body(PARTS, self._paragraphs(len(PARTS)))), levels

    def _resource(self) -> tuple[ContentPage, tuple[int, ...]]:
        kind = self._random.choice(ResourcePage.Kind.values)
        levels = ResourcePage.levels_by_kind(kind) or self._random.choice(_GUIDE_LEVELS)
        body = stored_body(("text",) * 3, self._paragraphs(3))
        return ResourcePage(kind=kind, body=body), levels

    def _paragraphs(self, count: int) -> list[str]:
        words = self._random.randint(BODY_WORDS // 2, BODY_WORDS * 3 // 2) // count
        # What a page is about comes back in each of its parts.
        subject = self.vocabulary.terms(4)
        return [sentences([*subject, *self.vocabulary.text(words - 4)]) for _ in range(count)]

    def _describe(self, page: ContentPage, number: int, *, live: bool) -> None:
        parent = self._parents[type(page)]
        self._children[type(page)] += 1
        published = FIRST_DAY + timedelta(minutes=number)
        title = " ".join([*self.vocabulary.terms(3), *self.vocabulary.text(2)])
        page.title = page.draft_title = title.capitalize()
        page.summary = sentences([*self.vocabulary.terms(4), *self.vocabulary.text(12)])
        page.slug = f"page-{number}"
        page.path = ContentPage._get_path(parent.path, parent.depth + 1, self._children[type(page)])
        page.depth = parent.depth + 1
        page.url_path = f"{parent.url_path}{page.slug}/"
        page.locale_id = parent.locale_id
        page.live = live
        page.first_published_at = page.last_published_at = published if live else None

    def _write(self, entries: list[Entry]) -> None:
        write_pages([entry.page for entry in entries])
        LevelTag.objects.bulk_create(
            LevelTag(content_object_id=entry.page.pk, tag_id=self._levels[number])
            for entry in entries
            for number in entry.levels
        )
        TopicTag.objects.bulk_create(
            TopicTag(content_object_id=entry.page.pk, tag_id=topic)
            for entry in entries
            for topic in entry.topics
        )

    def _finish(self, *, private: int) -> None:
        for model, parent in self._parents.items():
            Page.objects.filter(pk=parent.pk).update(numchild=self._children[model])
        for page in StoryPage.objects.live().order_by("pk")[:private]:
            restriction = PageViewRestriction.LOGIN
            PageViewRestriction.objects.create(page=page, restriction_type=restriction)


def write_pages(pages: list[ContentPage]) -> None:
    """Write the rows of pages of several types, which `bulk_create` refuses to."""
    bases = [_base_of(page) for page in pages]
    Page.objects.bulk_create(bases)
    by_model: dict[type[ContentPage], list[ContentPage]] = {}
    for page, base in zip(pages, bases, strict=True):
        page.pk = page.page_ptr_id = base.pk
        by_model.setdefault(type(page), []).append(page)
    for model, of_model in by_model.items():
        _insert(model, of_model)


def _base_of(page: ContentPage) -> Page:
    fields = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    base = Page(**{name: getattr(page, name) for name in fields})
    base.content_type_id = page.content_type_id
    return base


def _insert(model: type[Model], objects: list[Any]) -> None:
    fields = model._meta.local_concrete_fields
    for start in range(0, len(objects), _ROWS_OF_A_STATEMENT):
        query = InsertQuery(model)
        query.insert_values(fields, objects[start : start + _ROWS_OF_A_STATEMENT])
        query.get_compiler(connection=connection).execute_sql()


def stored_body(names: Iterable[str], texts: Iterable[str]) -> str:
    """Return a body as the database stores it."""
    return json.dumps(
        [
            {"type": name, "value": f"<p>{text}</p>", "id": f"{number:032x}"}
            for number, (name, text) in enumerate(zip(names, texts, strict=True))
        ]
    )


def _topics(vocabulary: Vocabulary) -> list[int]:
    names = dict.fromkeys(vocabulary.words[100 : 100 + TOPICS])
    return [Topic.objects.create(name=name.capitalize(), slug=name).pk for name in names]
