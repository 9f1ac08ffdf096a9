"""The links to other sites, what came back when they were asked, and the pages that they are on."""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import swapper
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plugins.desk import curated_by
from plugins.freshness.answers import Answer, Outcome, Reason
from plugins.freshness.links_in import host_of
from plugins.levels.edition import not_shown

PAGE = swapper.get_model_name("wagtailcore", "Page")

#: No link is asked more often, but for one that has just failed for the first time.
A_WEEK = timedelta(days=7)
#: A link that fails is broken once it has failed again so much later.
A_DAY = timedelta(days=1)
#: So long a question takes at most, with a pause after it.
A_MOMENT = timedelta(seconds=15)


class LinkQuerySet(models.QuerySet["Link"]):
    def to_be_asked(self, now: datetime) -> "LinkQuerySet":
        """Return those that it is time to ask, the longest waiting first, new ones before all."""
        in_time = Q(due_at=None) | Q(due_at__lte=now)
        open_now = Q(not_before=None) | Q(not_before__lte=now)
        found = self.filter(in_time, open_now, ignored_at=None, on_pages__isnull=False)
        return found.distinct().order_by(F("due_at").asc(nulls_first=True), "pk")

    def keep_away(self, host: str, until: datetime) -> None:
        """Ask nothing of a host until then, which it has asked for."""
        self.filter(host=host).update(not_before=until)

    def unused(self) -> "LinkQuerySet":
        """Return those on no page any more, but for those that an editor has said not to mind."""
        return self.filter(on_pages=None, ignored_at=None)


@not_shown
class Link(models.Model):
    """An address on another site that pages lead to."""

    class State(models.TextChoices):
        NEW = "new", gettext_lazy("Not asked yet")
        FINE = "fine", gettext_lazy("In order")
        FAILED = "failed", gettext_lazy("Failed once")
        BROKEN = "broken", gettext_lazy("Broken")
        UNSURE = "unsure", gettext_lazy("Could not be checked")

    url = models.TextField(gettext_lazy("link"))
    # An address may be longer than what a database can index.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    host = models.CharField(max_length=255, db_index=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.NEW, db_index=True)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    asked_at = models.DateTimeField(gettext_lazy("last asked"), null=True)
    failing_since = models.DateTimeField(gettext_lazy("failing since"), null=True)
    due_at = models.DateTimeField(null=True, db_index=True)
    # Until then its host has asked not to be asked.
    not_before = models.DateTimeField(null=True)
    ignored_at = models.DateTimeField(null=True)
    ignored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("link to another site")
        verbose_name_plural = gettext_lazy("links to other sites")
        default_permissions = ("change",)

    #: What is kept of an answer.
    NOTED = ("state", "reason", "status", "asked_at", "failing_since", "due_at")

    def __str__(self) -> str:
        return self.url

    @classmethod
    def to(cls, url: str) -> "Link":
        """Return a link to an address that nothing is known of yet, unsaved."""
        return cls(url=url, digest=digest_of(url), host=host_of(url)[:255])

    @property
    def what_came_back(self) -> str:
        """What was answered when it was last asked, in words."""
        if self.reason == Reason.ANSWERED and self.status:
            return words_for(self.status)
        return str(Reason(self.reason).label) if self.reason else ""

    def claim(self, now: datetime, *, but_for: Collection[int] = ()) -> bool:
        """Say that it is being asked now; tell whether nobody else asks its host already.

        `but_for` are the keys of links that whoever claims it has asked as well.
        """
        others = Link.objects.filter(host=self.host, asked_at__gt=now - A_MOMENT)
        if others.exclude(pk__in=but_for).exists():
            return False
        mine = Link.objects.filter(pk=self.pk, asked_at=self.asked_at)
        return bool(mine.update(asked_at=now))

    def note(self, answer: Answer, at: datetime) -> None:
        """Keep what came back. A link breaks by failing twice, and one answer mends it."""
        self.asked_at, self.reason, self.status = at, answer.reason, answer.status
        if answer.outcome == Outcome.FINE:
            self.state, self.failing_since = self.State.FINE, None
        elif answer.outcome == Outcome.UNSURE:
            self.state = self.State.UNSURE
        else:
            self.state = self.state_after(answer, at)
            self.failing_since = self.failing_since or at
        self.due_at = at + (A_DAY if self.state == self.State.FAILED else A_WEEK)
        # When its host wants to be asked has been kept meanwhile, for all of the host's links.
        self.save(update_fields=self.NOTED if self.pk else None)

    def state_after(self, answer: Answer, at: datetime) -> "State":
        """Return in which state it is once it has failed: broken, if that is not the first time."""
        if self.failing_since is None:
            return self.State.FAILED
        is_broken = answer.is_certain or at - self.failing_since >= A_DAY
        return self.State.BROKEN if is_broken else self.State.FAILED

    def ignore(self, user: Any) -> None:
        """Have nobody told of it any more, nor itself asked."""
        self.ignored_at, self.ignored_by = timezone.now(), user
        self.save(update_fields=["ignored_at", "ignored_by"])

    def mind(self) -> None:
        """Look after it again."""
        self.ignored_at = self.ignored_by = None
        self.save(update_fields=["ignored_at", "ignored_by"])


def digest_of(url: str) -> str:
    """Return what tells an address from all others."""
    return sha256(url.encode()).hexdigest()


def words_for(status: int) -> str:
    """Return what an HTTP status says to people."""
    known = {
        401: _("401: one has to sign in there"),
        403: _("403: the site does not let programs look"),
        404: _("404: there is no such page"),
        405: _("405: the site does not answer programs"),
        410: _("410: the page was taken away for good"),
        429: _("429: the site wants fewer questions"),
        500: _("500: something is wrong with the site"),
        503: _("503: the site is out of service for now"),
    }
    return known.get(status) or _("The site answers with %(status)d.") % {"status": status}


class LinkOnPageQuerySet(models.QuerySet["LinkOnPage"]):
    def curated_by(self, user: Any) -> "LinkOnPageQuerySet":
        """Return those on published pages that `user` may publish."""
        # Asked of each page by itself: a list of all pages would be gone through for each link.
        return self.filter(Exists(curated_by(user).filter(pk=OuterRef("page"), live=True)))

    def broken(self) -> "LinkOnPageQuerySet":
        """Return those that are broken, and that somebody is to do something about."""
        return self.filter(link__state=Link.State.BROKEN, link__ignored_at=None)


@not_shown
class LinkOnPage(models.Model):
    """That what is published of a page leads to an address on another site."""

    page = models.ForeignKey(PAGE, models.CASCADE, related_name="+")
    link = models.ForeignKey(Link, models.CASCADE, related_name="on_pages")

    objects = LinkOnPageQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        # Nobody edits it, so that there is nothing to permit.
        default_permissions = ()
        verbose_name = gettext_lazy("link on a page")
        verbose_name_plural = gettext_lazy("links on pages")
        constraints = [
            models.UniqueConstraint(fields=["page", "link"], name="freshness_link_once_a_page")
        ]

    def __str__(self) -> str:
        return _("%(page)s: %(link)s") % {"page": self.page.title, "link": self.link.url}
