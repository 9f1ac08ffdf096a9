"""Working at a retagging: some seconds at a time, and a few pages in each transaction.

A transaction takes its pages off what is to do, so that nothing is done twice, whoever sends a form
again, and that a process may end anywhere: the next one goes on. Pages are indexed once each, at
the end of the seconds in which they were changed.
"""

import logging
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from plugins.levels.indexing import index_everywhere, indexed_at_the_end, keys_and_types
from plugins.levels.models import Topic
from plugins.levels.retagging import (
    RetaggingError,
    give,
    tags_of_pages,
    why_not,
)
from plugins.levels.versions import Change, Tags, TagsOfPage, Version
from plugins.levels.visibility import all_pages
from plugins.retagging.models import RetaggedPage, Retagging
from plugins.retagging.planning import Locks, Planned
from plugins.retagging.written import change_from, change_to_json, tags_from, tags_to_json

logger = logging.getLogger(__name__)

State = RetaggedPage.State

#: Seconds for which one request works.
BUDGET = 3.0
#: Pages in one transaction: other writers wait for its end, and each begins a new edition.
IN_A_TRANSACTION = 10
#: Rows that are written by one statement.
AT_ONCE = 500

#: Returns what becomes of the tags of the page of a row, which are those given.
Deciding: TypeAlias = Callable[[RetaggedPage, TagsOfPage], TagsOfPage]


@transaction.atomic
def begin(planned: Iterable[Planned], change: Change, *, user: Any) -> Retagging:
    """Return a retagging with all of it still to do; those of long ago are forgotten."""
    Retagging.objects.outdated().delete()
    retagging = Retagging.objects.create(made_by=user, change=change_to_json(change))
    rows = (
        RetaggedPage(page=each.page, title=each.title, state=each.state, reason=each.reason)
        for each in planned
    )
    add_pages(retagging, rows)
    return retagging


@transaction.atomic
def begin_undoing(retagging: Retagging, *, user: Any) -> Retagging:
    """Return what undoes `retagging`, which ends where it is; the same one for who asks again."""
    retagging = Retagging.objects.select_for_update().get(pk=retagging.pk)
    if known := retagging.undone_by.first():
        return known
    stop(retagging)
    change = retagging.undoing_change()
    undoing = Retagging.objects.create(made_by=user, undoes=retagging, change=change)
    # Where a page was deleted since, there is nothing to be given back to.
    done = retagging.pages.filter(state=State.DONE).exclude(page=None)
    rows = done.values_list("page", "title")
    add_pages(undoing, (RetaggedPage(page_id=key, title=title) for key, title in rows))
    return undoing


def stop(retagging: Retagging) -> None:
    """Leave alone what is still to do."""
    waiting = retagging.pages.filter(state=State.WAITING)
    waiting.update(state=State.LEFT_ALONE, reason=_("It was not its turn yet."))
    finish(retagging)


def finish(retagging: Retagging) -> None:
    """Note that nothing is to do any more."""
    unfinished = Retagging.objects.filter(pk=retagging.pk, finished_at=None)
    unfinished.update(finished_at=timezone.now())


def add_pages(retagging: Retagging, rows: Iterable[RetaggedPage]) -> None:
    """Have `retagging` consist of these pages."""
    rows = list(rows)
    for row in rows:
        row.retagging = retagging
    RetaggedPage.objects.bulk_create(rows, batch_size=AT_ONCE)


def go_on(retagging: Retagging, *, user: Any, seconds: float = BUDGET) -> None:
    """Work at `retagging` for so many seconds, or until all of it is done."""
    began, done = monotonic(), []
    decide = deciding(retagging)
    index_what_was_left(retagging)
    try:
        with indexed_at_the_end():
            while some := do_some(retagging, decide, user=user, seconds=seconds):
                done += some
                if monotonic() - began >= seconds:
                    break
    finally:
        retagging.pages.filter(pk__in=[row.pk for row in done]).update(is_indexed=True)
        spent = monotonic() - began
        Retagging.objects.filter(pk=retagging.pk).update(seconds=F("seconds") + spent)
    if not retagging.pages.filter(state=State.WAITING).exists():
        finish(retagging)


def index_what_was_left(retagging: Retagging) -> None:
    """Index the pages that a process has changed which ended before it came to that."""
    left = retagging.pages.filter(state=State.DONE, is_indexed=False)
    index_everywhere(keys_and_types(all_pages().filter(pk__in=left.values("page"))))
    left.update(is_indexed=True)


@transaction.atomic
def do_some(
    retagging: Retagging, decide: Deciding, *, user: Any, seconds: float
) -> list[RetaggedPage]:
    """Give the next few pages their tags, at least one, and return their rows; none at the end."""
    began, done = monotonic(), []
    waiting = retagging.pages.filter(state=State.WAITING)
    # Who works at it in another window takes other pages, where databases lock single rows.
    can_skip = connection.features.has_select_for_update_skip_locked
    rows = list(waiting.select_for_update(skip_locked=can_skip)[:IN_A_TRANSACTION])
    pages = Pages((row.page_id for row in rows), user=user)
    for row in rows:
        do_one(row, pages, decide)
        done.append(row)
        if monotonic() - began >= seconds:
            break
    return done


class Pages:
    """Some pages, locked to be changed by `user`: what is to be known of them, fetched at once."""

    def __init__(self, keys: Iterable[int | None], *, user: Any) -> None:
        pages = all_pages().filter(pk__in=list(keys)).select_for_update()
        pages = pages.annotate_approved_schedule().prefetch_workflow_states().specific()
        self.by_key = {page.pk: page for page in pages}
        self.tags = tags_of_pages(list(self.by_key.values()))
        self.user = user
        self.locks = Locks()

    def check_may_retag(self, page: Page) -> None:
        """Raise RetaggingError where it is not to be changed."""
        if reason := why_not(page, self.user, locked=self.locks):
            raise RetaggingError(reason)


def do_one(row: RetaggedPage, pages: Pages, decide: Deciding) -> None:
    """Give the page of `row` its tags; whatever goes wrong is noted, and keeps no other waiting."""
    try:
        with transaction.atomic():
            give_page(row, pages, decide)
    except OperationalError:
        # The database is busy, or gone: not the page is at fault.
        raise
    except Exception as error:  # noqa: BLE001 - a page fails in any way there is
        row.state, row.reason = State.LEFT_ALONE, reason_of(error, row)
    row.save()


def reason_of(error: Exception, row: RetaggedPage) -> str:
    """Return for editors why a page was left alone."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, RetaggingError):
        return str(error)
    logger.error("Page %s could not be retagged", row.page_id, exc_info=error)
    return _("It could not be changed. The log of the site says why.")


def give_page(row: RetaggedPage, pages: Pages, decide: Deciding) -> None:
    """Give the page of `row` the tags that are decided for it, and note that with the row."""
    page = pages.by_key.get(row.page_id)
    if page is None:
        raise RetaggingError(_("It was deleted."))
    pages.check_may_retag(page)
    before = pages.tags[page.pk]
    after = decide(row, before)
    is_changed = give(page, before, after, user=pages.user)
    row.state = State.DONE if is_changed else State.UNCHANGED
    row.before, row.after = tags_to_json(before), tags_to_json(after)


def deciding(retagging: Retagging) -> Deciding:
    """Return what decides for each page of `retagging` on its tags."""
    if retagging.is_undoing:
        return Undoing(retagging.undoes)
    change = change_from(retagging.change)
    return lambda row, now: change.of_page(now)


class Undoing:
    """Decides that each page gets back what it had, unless somebody has changed that since."""

    def __init__(self, undone: Retagging | None) -> None:
        self._undone = undone
        self._topics = frozenset(Topic.objects.values_list("pk", flat=True))

    def __call__(self, row: RetaggedPage, now: TagsOfPage) -> TagsOfPage:
        done = self._undone and self._undone.pages.filter(page=row.page_id).first()
        if not done:
            raise RetaggingError(_("What it had before is no longer known."))
        before, after = self._known(tags_from(done.before)), self._known(tags_from(done.after))
        back = {version: of_version(before, version) for version in now}
        left = {version: of_version(after, version) for version in now}
        if now not in (left, back):
            raise RetaggingError(_("Somebody has changed its levels or topics since."))
        return back

    def _known(self, tags: TagsOfPage) -> TagsOfPage:
        """Return `tags` without topics that were deleted since."""
        return {
            version: Tags(levels=each.levels, topics=each.topics & self._topics)
            for version, each in tags.items()
        }


def of_version(tags: TagsOfPage, version: Version) -> Tags:
    """Return the tags of a version, or of what it was made from where it is newer than they are."""
    made_from = (version, Version.LATEST, Version.SCHEDULED, Version.PAGE)
    return next(tags[each] for each in made_from if each in tags)
