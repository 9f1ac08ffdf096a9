"""All that a member has written: drafts, pages, and what became of these."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as PageOfList
from django.db.models import QuerySet, Value
from django.utils.functional import Promise
from wagtail import hooks
from wagtail.models import AbstractPage

from plugins.interviews import Interview, interview_for, interviews
from plugins.levels.listing import paginate
from plugins.levels.reader import Reader
from plugins.levels.visibility import LevelledPageQuerySet, all_pages
from plugins.sharing.making import can_be_made_of
from plugins.sharing.models import Draft, HappyToBeAsked
from plugins.sharing.occasions import occasion_called
from plugins.sharing.submitting import is_sent
from plugins.sharing.words import EditorsWords, words_on

#: Entries on one page of the list.
PAGE_SIZE = 50

State = Draft.State
#: The key of a draft, and that of a page; None for what there is not.
Keys = tuple[Any, Any]


@dataclass
class Writing:
    """Something that a member has written: a draft, a page, or both."""

    draft: Draft | None
    page: Any = None
    words: EditorsWords = field(default_factory=EditorsWords)
    #: Whom it helped: {"label": …, "value": …, "hint": …} of each.
    facts: list[dict[str, Any]] = field(default_factory=list)
    #: The published pages that were made from it.
    drawn: list[AbstractPage] = field(default_factory=list)
    #: Whether its author likes to be asked about it.
    is_asked: bool = False
    #: What a draft that is no page yet is written for; of a page, whoever asked for it tells.
    occasion: str | Promise = ""

    #: For templates, which ask whether it is one of them.
    states: ClassVar = State

    @property
    def title(self) -> str:
        return self.draft.title if self.draft else self.page.title

    @cached_property
    def interview(self) -> Interview:
        found = self.draft.interview if self.draft else interview_for(self.page)
        assert found is not None  # noqa: S101
        return found

    @property
    def kind(self) -> str | Promise:
        """What it is."""
        return self.interview.model._meta.verbose_name

    @cached_property
    def state(self) -> State:
        return State.of(self.page)

    @property
    def saved_at(self) -> datetime | None:
        """When it was last changed, here or in Wagtail's editor."""
        page = self.page
        there = page and (page.latest_revision_created_at or page.last_published_at)
        times = [time for time in (self.draft and self.draft.saved_at, there) if time]
        return max(times, default=None)

    @cached_property
    def has_changes(self) -> bool:
        """Whether it says something that the editors do not have, or have not accepted."""
        if self.draft and self.page:
            return not is_sent(self.draft)
        return self.page is None or self.page.has_unpublished_changes

    @property
    def is_taken_off(self) -> bool:
        """Whether readers had it, and have it no longer."""
        return bool(self.page and self.page.first_published_at and not self.page.live)

    @property
    def was_sent(self) -> bool:
        """Whether it waits for the editors where there is no review that says so."""
        return self.state == State.DRAFT and bool(self.draft and is_sent(self.draft))

    @property
    def can_be_deleted(self) -> bool:
        """Whether nobody but its author, and perhaps the editors, has ever read it."""
        return may_be_deleted(self.page) and self.state != State.REVIEW

    @property
    def can_become_something_else(self) -> bool:
        """Whether something can be made of parts of it."""
        return self.page is not None and can_be_made_of(self.page)


def may_be_deleted(page: Any) -> bool:
    """Tell whether a page, or none, was never read: no link leads to it, and no search finds it."""
    return page is None or not (page.live or page.first_published_at or page.locked)


def pages_of(user: Any) -> LevelledPageQuerySet:
    """Return the pages that `user` shares, however they were written."""
    models = [interview.model for interview in interviews()]
    types = ContentType.objects.get_for_models(*models, for_concrete_models=False)
    # An alias is its page a second time.
    return all_pages().filter(owner=user, content_type__in=types.values(), alias_of=None)


def writings_of(user: Any, number: Any, reader: Reader) -> PageOfList:
    """Return one page of all that `user` wrote, what was last changed first."""
    found = paginate(keys_of(user), number, size=PAGE_SIZE)
    found.object_list = together(list(found.object_list), reader)
    return found


def keys_of(user: Any) -> list[Keys]:
    """Return the keys of all that `user` wrote, what was last changed first."""
    drafts = Draft.objects.filter(owner=user).kept().values_list("pk", "page_id", "saved_at")
    pages = pages_of(user).values_list("pk", "latest_revision_created_at", "last_published_at")
    changed = {page: revised or published for page, revised, published in pages}
    rows: list[tuple[Keys, datetime | None]] = [
        ((draft, page), max(filter(None, (saved, changed.pop(page, None)))))
        for draft, page, saved in drafts
    ]
    rows += [((None, page), at) for page, at in changed.items()]
    # What was imported, and never changed, has no time.
    rows.sort(key=lambda row: row[1].timestamp() if row[1] else 0, reverse=True)
    return [keys for keys, _at in rows]


def together(keys: Collection[Keys], reader: Reader) -> list[Writing]:
    """Return what has these keys, with all that is known of it.

    As many queries for one as for a hundred.
    """
    drafts = Draft.objects.in_bulk([draft for draft, _page in keys if draft])
    pages = fetched([page for _draft, page in keys if page])
    for draft in drafts.values():
        draft.page = pages.get(draft.page_id)
    words = words_on(pages.values(), drafts.values())
    facts = what_became_of(list(pages.values()))
    drawn = drawn_from(pages, reader)
    occasions = occasions_of(drafts.values())
    asked = set(HappyToBeAsked.objects.filter(page__in=pages).values_list("page", flat=True))
    return [
        Writing(
            draft=drafts.get(draft),
            page=pages.get(page),
            words=words.get(page, EditorsWords()),
            facts=facts.get(page, []),
            drawn=drawn.get(page, []),
            is_asked=page in asked,
            occasion=occasions.get(draft, ""),
        )
        for draft, page in keys
    ]


def occasions_of(drafts: Iterable[Draft]) -> dict[Any, str | Promise]:
    """Return what those of `drafts` are written for that are no pages yet, by key.

    Each occasion is asked for once, however many drafts are written for it.
    """
    unsent = {draft.pk: draft.occasion for draft in drafts if draft.occasion and not draft.page}
    known = {name: occasion_called(name) for name in set(unsent.values())}
    return {key: occasion["label"] for key, name in unsent.items() if (occasion := known[name])}


def fetched(keys: Collection[Any]) -> dict[Any, Any]:
    """Return the pages with these keys, with their owners and the reviews that they are in."""
    pages = all_pages().filter(pk__in=keys).select_related("owner").prefetch_workflow_states()
    return {page.pk: page for page in pages}


def what_became_of(pages: Collection[Any]) -> dict[Any, list[dict[str, Any]]]:
    """Return what other plugins know of whom `pages` helped, by the keys of these."""
    facts: dict[Any, list[dict[str, Any]]] = {}
    for tell in hooks.get_hooks("what_became_of"):
        for key, told in tell(pages).items():
            facts.setdefault(key, []).extend(told)
    return facts


def drawn_from(pages: dict[Any, Any], reader: Reader) -> dict[Any, list[AbstractPage]]:
    """Return the published pages of any level that were made from each of `pages`, by its key."""
    pairs = list(pairs_drawn_from(pages))
    found = all_pages().public_to(reader).in_bulk([made for made, _source in pairs])
    drawn: dict[Any, list[AbstractPage]] = {}
    for made, source in pairs:
        if made in found:
            drawn.setdefault(source, []).append(found[made])
    return drawn


def pairs_drawn_from(pages: dict[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Yield the keys of pages that were made from others, each with the key of what it is from."""
    for made_from in hooks.get_hooks("pages_drawn_from"):
        queries = [
            made_from(page).order_by().values_list("pk", Value(key)) for key, page in pages.items()
        ]
        if queries:
            # All asked in one, side by side: there may be fifty, and SQLite nests fewer.
            first, *others = queries
            yield from first.union(*others)


def deleted_by(user: Any) -> QuerySet[Draft]:
    """Return what `user` has deleted and can still have back, the latest first."""
    deleted = Draft.objects.filter(owner=user).exclude(deleted_at=None)
    return deleted.offered().order_by("-deleted_at")
