"""What would become of each page: the preview of a retagging, in a few queries for all pages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import swapper
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import LockableMixin, Page, WorkflowState
from wagtail.permissions import policy_registry

from plugins.desk import curated_by
from plugins.levels.indexing import chunks
from plugins.levels.models import LevelError, Topic
from plugins.levels.retagging import check_versions, is_locked, tags_of_pages, why_not
from plugins.levels.versions import Change, Tags, TagsOfPage, Version
from plugins.levels.visibility import LevelledPageQuerySet, all_pages
from plugins.retagging.models import RetaggedPage
from plugins.retagging.written import listed

#: Pages that are looked at together: their keys are named in each query.
AT_ONCE = 500


@dataclass(frozen=True)
class Planned:
    """What would become of one page."""

    page: Page
    before: TagsOfPage
    after: TagsOfPage
    #: Why it would be left alone, "" where it would not.
    reason: str = ""

    @property
    def title(self) -> str:
        """What editors call it."""
        return str(self.page.get_admin_display_title())

    @property
    def state(self) -> RetaggedPage.State:
        """What is to be said of it before any work is done."""
        if self.reason:
            return RetaggedPage.State.LEFT_ALONE
        if self.before == self.after:
            return RetaggedPage.State.UNCHANGED
        return RetaggedPage.State.WAITING


class Locks:
    """Tells which pages are locked for somebody, asking once for each task of a review."""

    def __init__(self) -> None:
        self._by_task: dict[Any, bool] = {}

    def __call__(self, page: Page, user: Any) -> bool:
        if page.locked:
            return bool(LockableMixin.get_lock(page).for_user(user))
        state = page.current_workflow_state
        if not state or state.status != WorkflowState.STATUS_IN_PROGRESS:
            return False
        task = state.current_task_state and state.current_task_state.task_id
        if task not in self._by_task:
            self._by_task[task] = is_locked(page, user)
        return self._by_task[task]


def plan(keys: Sequence[int], change: Change, *, user: Any) -> list[Planned]:
    """Return what `change` by `user` would do to the pages with these keys, in their order.

    Pages that `user` may not find in the explorer either are left out.
    """
    return [each for some in chunks(keys, AT_ONCE) for each in plan_some(some, change, user=user)]


def count_known(keys: Sequence[int], *, user: Any) -> int:
    """Return how many of the pages with these keys `user` may find in the explorer."""
    return sum(pages_known_to(user).filter(pk__in=some).count() for some in chunks(keys, AT_ONCE))


def pages_known_to(user: Any) -> LevelledPageQuerySet:
    """Return the pages that `user` may find in the explorer."""
    policy = policy_registry.get_by_type(swapper.load_model("wagtailcore", "Page"))
    explorable = policy.explorable_instances(user).order_by()
    return all_pages().filter(pk__in=explorable.values("pk"))


def plan_some(keys: Sequence[int], change: Change, *, user: Any) -> Iterator[Planned]:
    """Yield what would become of the pages with these keys, as far as `user` may know of them."""
    known = pages_known_to(user).filter(pk__in=keys)
    found = known.annotate_approved_schedule().prefetch_workflow_states().in_bulk()
    pages = [found[key] for key in keys if key in found]
    theirs = set(curated_by(user).filter(pk__in=keys).values_list("pk", flat=True))
    tags, locks = tags_of_pages(pages), Locks()
    for page in pages:
        before = tags[page.pk]
        after = change.of_page(before)
        if page.pk in theirs:
            reason = why_not(page, user, locked=locks) or why_not_at(page, before, after)
        else:
            reason = _("You may not change this page.")
        yield Planned(page, before, after, reason)


def why_not_at(page: Page, before: TagsOfPage, after: TagsOfPage) -> str:
    """Return why `page` may not have the levels in `after`, "" where it may."""
    if before == after:
        return ""
    try:
        check_versions(page, before, after)
    except LevelError as error:
        return " ".join(error.messages)
    return ""


#: What is said of the versions of a page where they do not change alike.
VERSIONS = {
    Version.PAGE: gettext_lazy("the page"),
    Version.SCHEDULED: gettext_lazy("what is scheduled"),
    Version.LATEST: gettext_lazy("what is being written"),
}


def told(before: TagsOfPage, after: TagsOfPage, names: Mapping[int, str]) -> list[str]:
    """Return from what to what the tags of a page change, in as few lines as tell all of it."""
    lines = {version: line(before[version], after[version], names) for version in before}
    if len(set(lines.values())) == 1:
        return [next(iter(lines.values()))]
    return [f"{VERSIONS[version]}: {text}" for version, text in lines.items()]


def line(before: Tags, after: Tags, names: Mapping[int, str]) -> str:
    """Return from what to what the tags of one version of a page change."""
    parts = []
    if before.levels != after.levels:
        levels = [listed(map(str, sorted(tags.levels))) for tags in (before, after)]
        parts.append(_("levels: %(before)s → %(after)s") % dict(zip(ENDS, levels, strict=True)))
    if before.topics != after.topics:
        topics = [listed(sorted(named(tags.topics, names))) for tags in (before, after)]
        parts.append(_("topics: %(before)s → %(after)s") % dict(zip(ENDS, topics, strict=True)))
    return "; ".join(parts) or _("no change")


ENDS = ("before", "after")


def named(topics: Iterable[int], names: Mapping[int, str]) -> Iterator[str]:
    """Yield the names of topics by key; of those that are gone, that they are."""
    for key in topics:
        yield names.get(key) or _("a deleted topic")


def names_of_topics() -> dict[int, str]:
    """Return the names of all topics by their keys."""
    return dict(Topic.objects.values_list("pk", "name"))
