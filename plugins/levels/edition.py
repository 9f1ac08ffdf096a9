"""The edition of the site: a mark that changes with all that a reader may be shown.

What was made from the database is kept along with the mark that was in force before it was made.
Whoever finds another mark in the database makes it anew: one row tells all processes, whatever each
of them keeps. The mark is made up each time and never counted, so that neither two changes at once
nor a database that was put back from a copy can bring an old one back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import Error, models, router, transaction
from django.db.models import QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import cached_property

from plugins.levels.visibility import all_pages

Kept = TypeVar("Kept")

#: What is made now is made anew after so long, whatever happens.
LIFETIME = timedelta(minutes=5)
#: Seconds for which small things are kept where it is not known which edition is shown.
A_MINUTE = 60
ONLY = 1

#: Apps and models whose rows no reader's page shows: a change of them begins no edition. What is
#: not named here does begin one, so that a new plugin's pages are right without a word.
NOT_SHOWN = {
    # Who is signed in, and how.
    "account", "mfa", "sessions", "wagtailusers", "wagtailcore.APIToken",
    # What editors work on: it shows when it is published, which saves the page.
    "wagtailadmin", "wagtailcore.Revision", "wagtailcore.UploadedFile", "wagtailcore.TaskState",
    "wagtailcore.WorkflowState", "wagtailcore.Comment", "wagtailcore.CommentReply",
    "wagtailcore.PageSubscription",
    # What is written down about changes, and made from them.
    "admin", "wagtailcore.PageLogEntry", "wagtailcore.ModelLogEntry", "wagtailcore.ReferenceIndex",
    "wagtailsearch", "modelsearch", "whoosh_search", "django_tasks", "django_tasks_database",
    # What is a member's own: members are shown nothing that was kept.
    "levels.MemberLevel", "levels.Edition",
}  # fmt: skip
#: Fields that each autosave of a draft writes into the row of its live page, or each sign-in.
FIELDS_NOT_SHOWN = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "last_login",
    }
)


class Edition(models.Model):
    """The one row that says which edition is in force."""

    mark = models.UUIDField(default=uuid4, editable=False)
    #: When the first of the live pages expires: nothing is saved then that would begin an edition.
    next_expiry = models.DateTimeField(null=True, editable=False)

    class Meta:
        # Nobody edits it, so that there is nothing to permit.
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.mark)

    #: When it was asked for: what a visitor is shown of it was read later.
    asked_at: datetime

    @cached_property
    def lasts_until(self) -> datetime:
        """When what was made since it was asked for has to be made anew at the latest."""
        expiry = self.next_expiry
        if expiry and expiry <= self.asked_at:
            # Until `publish_scheduled` takes the expired page off, which begins a new edition.
            expiry = expiries(self.asked_at).first()
        latest = self.asked_at + LIFETIME
        return min(latest, expiry) if expiry else latest

    def seconds_left(self) -> float:
        """Return for how long from now on what is made of it may be kept, in seconds."""
        return (self.lasts_until - timezone.now()).total_seconds()


def not_shown(model: type[models.Model]) -> type[models.Model]:
    """Say of a plugin's model, as its decorator, that no reader's page shows any of it."""
    NOT_SHOWN.add(model._meta.label)
    return model


def is_shown(model: type[models.Model]) -> bool:
    """Tell whether a reader may be shown something of a model's rows."""
    return NOT_SHOWN.isdisjoint({model._meta.app_label, model._meta.label})


def expiries(now: datetime) -> QuerySet:
    """Return when live pages expire after `now`, the next first."""
    pages = all_pages().live().filter(expire_at__gt=now)
    return pages.order_by("expire_at").values_list("expire_at", flat=True)


def current() -> Edition | None:
    """Return the edition in force; None where it is unknown, or what is read may be undone.

    Within a transaction its own changes are seen, and may never be committed.
    """
    if transaction.get_connection(router.db_for_read(Edition)).in_atomic_block:
        return None
    asked_at = timezone.now()
    try:
        edition = Edition.objects.filter(pk=ONLY).first()
    except Error:
        # Whoever reads what is shown gets the same error, and answers it.
        return None
    if edition:
        edition.asked_at = asked_at
    return edition


def begin(**kwargs: Any) -> None:
    """Begin a new edition: nothing that is kept is shown any more. Also for signals."""
    anew = {"mark": uuid4(), "next_expiry": Subquery(expiries(timezone.now())[:1])}
    if not Edition.objects.filter(pk=ONLY).update(**anew):
        Edition.objects.get_or_create(pk=ONLY)
        Edition.objects.filter(pk=ONLY).update(**anew)


def begin_after_commit(using: str | None = None) -> None:
    """Begin a new edition once the open transaction is committed; not at all if it is undone.

    Whoever changes what readers are shown by `QuerySet.update()`, which sends no signal, calls it.
    """
    connection = transaction.get_connection(using)
    if all(waiting is not begin for _savepoints, waiting, _robust in connection.run_on_commit):
        # Robust: what was saved is saved, though readers see it some minutes later then.
        transaction.on_commit(begin, using=using, robust=True)


def note_saved(using: str, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    """Begin a new edition because something was saved that readers may be shown."""
    if not update_fields or not FIELDS_NOT_SHOWN.issuperset(update_fields):
        begin_after_commit(using)


def note_deleted(using: str, **kwargs: Any) -> None:
    """Begin a new edition because something was deleted that readers may have been shown."""
    begin_after_commit(using)


def note_related(action: str, using: str, **kwargs: Any) -> None:
    """Begin a new edition because things have been put together, or taken apart."""
    if action.startswith("post_"):
        begin_after_commit(using)


class Showing:
    """What one visitor is being shown: of which edition, asked for at the first need to know."""

    def __init__(self, edition: Edition | None) -> None:
        """Begin to show `edition`; with None it is yet to be asked for."""
        self._edition = edition
        self._is_asked = edition is not None
        #: What was made or found for this visitor already, by name.
        self.at_hand: dict[str, Any] = {}

    def edition(self) -> Edition | None:
        """Return the edition that is shown, None where it cannot be known."""
        if not self._is_asked:
            self._edition, self._is_asked = current(), True
        return self._edition


_showing: ContextVar[Showing | None] = ContextVar("showing", default=None)


@contextmanager
def showing(edition: Edition | None = None) -> Iterator[Showing]:
    """Show one edition to a visitor while they are answered; with None, ask which when needed."""
    now = Showing(edition)
    before = _showing.set(now)
    try:
        yield now
    finally:
        _showing.reset(before)


def shown() -> Edition | None:
    """Return the edition that a visitor is being shown; None where nobody is, or it is unknown.

    What is read after the first call is of that edition, or of a later one.
    """
    now = _showing.get()
    return now.edition() if now else None


@contextmanager
def keeping(name: str, value: Any) -> Iterator[None]:
    """Show somebody `value` for what is kept by a name: a preview of what is not saved."""
    with showing() as now:
        now.at_hand[name] = value
        yield


def kept(name: str, make: Callable[[], Kept], *, otherwise: int = A_MINUTE) -> Kept:
    """Return what `make` makes for every page, kept as long as the edition that is shown.

    Where that is not known it is kept `otherwise` as many seconds, in which other processes may
    show what was before; with 0 it is made each time.
    """
    now = _showing.get()
    if now and name in now.at_hand:
        return now.at_hand[name]
    edition = shown()
    if edition is None and not otherwise:
        return make()
    key = f"{name}:{edition.mark}" if edition else name
    found = cache.get(key)
    if found is None:
        # In a tuple, since None may be what is kept.
        found = (make(),)
        cache.set(key, found, timeout=edition.seconds_left() if edition else otherwise)
    if now and edition:
        now.at_hand[name] = found[0]
    return found[0]
