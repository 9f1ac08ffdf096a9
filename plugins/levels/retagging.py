"""Giving a page other levels and topics: in what readers see, and in all that is yet to be seen.

What is not published stays so: the hour of a scheduled version, changes that somebody has begun,
and a review that goes on are as they were, with other tags.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.locks import ScheduledForPublishLock
from wagtail.log_actions import LogFormatter, log
from wagtail.models import LockableMixin, Page, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update

from plugins.levels.indexing import indexed_at_the_end
from plugins.levels.models import (
    LevelledMixin,
    LevelTag,
    Topic,
    TopicTag,
    all_levels,
    check_levels,
)
from plugins.levels.versions import Change, Tags, TagsOfPage, Version

#: What the action is called in the log.
RETAG = "levels.retag"


class RetaggingError(Exception):
    """Raised where somebody may not give a page other levels or topics; says why."""


class PublishBesideReview(PublishPageRevisionAction):
    """Publishes a revision, and leaves the review of a later one as it is."""

    def _after_publish(self) -> None:
        # As Wagtail fetches it for lists: it finds no review here that it would end.
        self.object._current_workflow_states = []
        super()._after_publish()


def retag(
    page: Page,
    *,
    user: Any,
    levels: Iterable[int] | None = None,
    topics: Iterable[Topic] | None = None,
    add_levels: Iterable[int] = (),
    add_topics: Iterable[Topic] = (),
    remove_levels: Iterable[int] = (),
    remove_topics: Iterable[Topic] = (),
) -> bool:
    """Give `page` other levels (by number) and topics, and tell whether that changed anything.

    `levels` and `topics` take the place of what is there; None leaves it, before others are added
    and taken off. Each version of the page (readers', scheduled, being written) is changed by
    itself. `page` itself is not: it is as it was fetched.

    Raises LevelError for levels that it may not be at, and RetaggingError where `user` may not
    change it; nothing is done then.
    """
    change = Change(
        levels=None if levels is None else frozenset(levels),
        topics=None if topics is None else keys_of(topics),
        add_levels=frozenset(add_levels),
        add_topics=keys_of(add_topics),
        remove_levels=frozenset(remove_levels),
        remove_topics=keys_of(remove_topics),
    )
    # A page is saved several times in the course of it.
    with indexed_at_the_end(), transaction.atomic():
        page = locked_for_change(page)
        check_may_retag(page, user)
        before = tags_of(page)
        return give(page, before, change.of_page(before), user=user)


def keys_of(topics: Iterable[Topic]) -> frozenset[int]:
    """Return the keys of `topics`."""
    return frozenset(topic.pk for topic in topics)


def locked_for_change(page: Page) -> Page:
    """Return `page` as it is by now, for the transaction to change."""
    model: Any = page.specific_class
    return model.objects.select_for_update().get(pk=page.pk)


def check_may_retag(page: Page, user: Any) -> None:
    """Raise RetaggingError where `user` may not give `page` other tags."""
    if reason := why_not(page, user):
        raise RetaggingError(reason)


def why_not(page: Page, user: Any, *, locked: Callable[[Page, Any], bool] | None = None) -> str:
    """Return why `user` may not give `page` other tags, "" where they may.

    Who asks of many pages passes what tells whether one is locked, if not by a query for each.
    """
    permissions = page.permissions_for_user(user)
    # Of what readers see, now or at an hour, only who may publish decides.
    is_public = page.live or page.approved_schedule
    if not permissions.can_edit() or (is_public and not permissions.can_publish()):
        return _("You may not change this page.")
    if not (page.specific_class and issubclass(page.specific_class, LevelledMixin)):
        return _("A page of this type has no levels.")
    if page.alias_of_id:
        return _("It is an alias: it has the levels and topics of the page that it shows.")
    if (locked or is_locked)(page, user):
        return _("It is locked.")
    return ""


def is_locked(page: Page, user: Any) -> bool:
    """Tell whether somebody, or a review, locks `page` for `user`.

    A schedule does not, though Wagtail's editor does not open what is scheduled: its tags change,
    its hour and its text stay, so that nobody is in doubt what will be published.
    """
    lock = page.get_lock()
    if isinstance(lock, ScheduledForPublishLock):
        # Where somebody locks the page too, Wagtail names the schedule only.
        lock = LockableMixin.get_lock(page)
    return bool(lock and lock.for_user(user))


def tags_of(page: Page) -> dict[Version, Tags]:
    """Return the tags of each version that there is of `page`, as they are saved."""
    return tags_of_pages([page])[page.pk]


def tags_of_pages(pages: Collection[Page]) -> dict[int, dict[Version, Tags]]:
    """Return the tags of each version of each of `pages`, by key, in as many queries as for one."""
    tags = own_tags(pages)
    fields = ("object_id", "approved_go_live_at", "content__level_tags", "content__topic_tags")
    rows = list(unpublished(pages).values_list(*fields))
    known = known_topics(topics for *_others, topics in rows)
    for key, hour, levels, topics in rows:
        versions = tags[int(key)]
        own = versions[Version.PAGE]
        versions[version_at(hour)] = Tags(
            # What was written when its type had no levels yet has those of its page.
            levels=own.levels if levels is None else numbers_in(levels),
            topics=own.topics if topics is None else keys_in(topics) & known,
        )
    return tags


def own_tags(pages: Collection[Page]) -> dict[int, dict[Version, Tags]]:
    """Return the tags that `pages` have themselves."""
    levels: dict[int, set[int]] = {page.pk: set() for page in pages}
    topics: dict[int, set[int]] = {page.pk: set() for page in pages}
    of_pages = {"content_object__in": list(levels)}
    for key, number in LevelTag.objects.filter(**of_pages).values_list(
        "content_object", "tag__number"
    ):
        levels[key].add(number)
    for key, topic in TopicTag.objects.filter(**of_pages).values_list("content_object", "tag"):
        topics[key].add(topic)
    return {
        key: {Version.PAGE: Tags(frozenset(levels[key]), frozenset(topics[key]))} for key in levels
    }


def unpublished(pages: Collection[Page]) -> QuerySet[Revision]:
    """Return the revisions of what is scheduled and of what is being written, the oldest first."""
    written = [page.latest_revision_id for page in pages if is_written(page)]
    keys = [str(page.pk) for page in pages]
    scheduled = Revision.page_revisions.filter(object_id__in=keys)
    scheduled = scheduled.exclude(approved_go_live_at=None).values("pk")
    revisions = Revision.objects.filter(Q(pk__in=written) | Q(pk__in=scheduled))
    return revisions.order_by("created_at", "pk")


def is_written(page: Page) -> bool:
    """Tell whether the newest revision of `page` is not what readers see."""
    return page.has_unpublished_changes or not page.live


def version_at(hour: datetime | None) -> Version:
    """Return which version a revision holds that is not published, of the hour that is set."""
    return Version.SCHEDULED if hour else Version.LATEST


def known_topics(lists: Iterable[Any]) -> frozenset[int]:
    """Return the keys of the topics in `lists` of tags, without those deleted since."""
    keys = {key for tags in lists for key in keys_in(tags or ())}
    if not keys:
        return frozenset()
    return frozenset(Topic.objects.filter(pk__in=keys).values_list("pk", flat=True))


def keys_in(tags: Iterable[Mapping[str, Any]]) -> frozenset[int]:
    """Return the keys of what the tags in a revision stand for."""
    return frozenset(tag["tag"] for tag in tags)


def numbers_in(tags: Iterable[Mapping[str, Any]]) -> frozenset[int]:
    """Return the numbers of the levels in a revision."""
    keys = keys_in(tags)
    return frozenset(level.number for level in all_levels() if level.pk in keys)


def give(page: LevelledMixin, before: TagsOfPage, after: TagsOfPage, *, user: Any) -> bool:
    """Give each version of `page` its tags, of which it has those `before`; tell if any changed.

    The page is fetched to be changed. Raises LevelError, before anything is done, where a version
    would have levels that its type may not feed, or one for readers none. Whether `user` may do it
    is not asked.
    """
    changed = [version for version in before if after[version] != before[version]]
    if not changed:
        return False
    check_versions(page, before, after)
    revisions = list(unpublished([page]))
    # What is saved anew is the newest: then all that was newer has to be saved after it.
    is_newest = Version.PAGE in changed and give_row(page, after[Version.PAGE], user=user)
    for revision in revisions:
        version = version_at(revision.approved_go_live_at)
        if is_newest or version in changed:
            save_anew(revision, after[version], user=user)
            is_newest = True
    write_down(page, before[changed[0]], after[changed[0]], user=user)
    return True


def check_versions(page: Page, before: TagsOfPage, after: TagsOfPage) -> None:
    """Raise LevelError where `page` may not have the levels in `after`."""
    for version, tags in after.items():
        is_public = version == Version.SCHEDULED or (version == Version.PAGE and page.live)
        # As in the editor, a draft may have no level yet.
        if is_public or (tags.levels and tags.levels != before[version].levels):
            check_levels(page.specific_class, sorted(tags.levels))


def give_row(page: LevelledMixin, tags: Tags, *, user: Any) -> bool:
    """Give the page itself its tags, and tell whether that made a revision.

    What is live is published with them, as it is; of a draft the newest revision counts, but lists
    in the admin show the row.
    """
    set_tags(page, tags)
    if not page.live:
        page.save(clean=False)
        if page.latest_revision_id:
            return False
    revision = save_revision(page, user=user)
    if page.live:
        # What it holds is at hand: to build that anew from JSON takes a tenth of all the time.
        vars(revision)["as_object"] = lambda: page
        PublishBesideReview(revision, user=user).execute(skip_permission_checks=True)
    return True


def save_anew(revision: Revision, tags: Tags, *, user: Any) -> None:
    """Save what `revision` holds with other tags, as the newest; a set hour moves along."""
    page = revision.as_object()
    set_tags(page, tags)
    hour = revision.approved_go_live_at
    save_revision(page, user=user, approved_go_live_at=hour)
    if hour:
        # With no word in the log of a schedule that was ended: it was not.
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)


def save_revision(page: LevelledMixin, *, user: Any, **kwargs: Any) -> Revision:
    """Return a revision of `page` as it is, in the log as an edit.

    It may be older than the rules that editors' forms keep: only its tags are asked after.
    """
    # What pages refer to is looked up in what is published, which this does not change.
    with disable_reference_index_auto_update():
        return page.save_revision(user=user, log_action=True, clean=False, **kwargs)


def set_tags(page: LevelledMixin, tags: Tags) -> None:
    """Set the tags of `page`, which is not saved; those that it has keep their rows."""
    if frozenset(level.number for level in page.levels_in_order()) != tags.levels:
        page.levels.set([level for level in all_levels() if level.number in tags.levels])
    if keys_of(page.topics_in_order()) != tags.topics:
        page.topics.set(Topic.objects.filter(pk__in=tags.topics))


def write_down(page: LevelledMixin, before: Tags, after: Tags, *, user: Any) -> None:
    """Write into the log what the tags of `page` were, and what they are."""
    names = dict(Topic.objects.in_bulk(before.topics | after.topics))
    data: dict[str, Any] = {}
    if before.levels != after.levels:
        data["levels"] = [sorted(before.levels), sorted(after.levels)]
    if before.topics != after.topics:
        # By name: the log is read when they may be gone.
        data["topics"] = [sorted(names[key].name for key in t.topics) for t in (before, after)]
    log(instance=page, action=RETAG, user=user, data=data, content_changed=False)


class RetagFormatter(LogFormatter):
    """Says in the history of a page from which levels and topics it came to which."""

    label = gettext_lazy("Change levels and topics")

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data
        said = [
            text % {"before": listed(data[name][0]), "after": listed(data[name][1])}
            for name, text in (
                ("levels", _("levels: %(before)s → %(after)s")),
                ("topics", _("topics: %(before)s → %(after)s")),
            )
            if name in data
        ]
        return _("Changed %(what)s") % {"what": "; ".join(said)}


def listed(names: Iterable[Any]) -> str:
    """Return names in one line, and that there is none where there is none."""
    return ", ".join(map(str, names)) or _("none")
