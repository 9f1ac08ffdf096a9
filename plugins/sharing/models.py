"""What a practitioner is writing, before and beside the page that it becomes."""

import json
from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4, uuid5

import swapper
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from plugins.interviews import Block, Interview, interview_named, interviews, new_block
from plugins.levels.edition import not_shown
from plugins.pages import ContentPage
from plugins.sharing import content as contents
from plugins.sharing.content import Change, catch_up, fingerprints, merge
from plugins.sharing.links import ReadingLink as ReadingLink
from plugins.sharing.links import Remark as Remark

#: What somebody writes without an account is kept so long, and gone if they never come back.
KEPT_FOR_VISITORS = timedelta(days=30)

#: What its author has deleted can be had back for so long.
KEPT_WHEN_DELETED = timedelta(days=30)

#: Characters of what a plugin calls that for which something is written.
LONGEST_OCCASION = 100

#: Characters of a draft, with all that belongs to it; a page may have far fewer (problems.py).
LONGEST = 2_000_000

#: Where a draft notes the block that was taken away last, and what it stood behind.
TAKEN_AWAY = "_taken_away"

SESSION_KEY = "sharing.drafts"

#: Where `Draft.writers` says in which window it was begun, beside those that wrote its units.
BEGUN = "_begun"


class TooLongError(Exception):
    """Raised for what has more characters than a draft may have, with what is kept beside it."""


class DraftQuerySet(models.QuerySet["Draft"]):
    def open_to(self, request: HttpRequest) -> "DraftQuerySet":
        """Return what whoever makes `request` may go on with.

        A member's own; without signing in, what was begun in the same session.
        """
        if request.user.is_authenticated:
            return self.filter(owner=request.user).offered()
        # Who has just signed up goes on, and confirms their address when they like.
        nobody_yet = Q(owner=None) | Q(owner__last_login=None)
        began = self.filter(nobody_yet, pk__in=request.session.get(SESSION_KEY, []))
        return began.offered()

    def offered(self) -> "DraftQuerySet":
        """Leave out what no plugin asks for any more. It is kept until one does again."""
        return self.filter(interview_name__in=[interview.name for interview in interviews()])

    def kept(self) -> "DraftQuerySet":
        """Leave out what its author has deleted. Only lists do: whoever opens one has it back."""
        return self.offered().filter(deleted_at=None)

    def abandoned(self) -> "DraftQuerySet":
        """Return what nobody will come back for.

        What visitors wrote without an account, and what was deleted, both too long ago.
        """
        now = timezone.now()
        left = Q(owner=None, saved_at__lt=now - KEPT_FOR_VISITORS)
        return self.filter(left | Q(deleted_at__lt=now - KEPT_WHEN_DELETED))


@not_shown
class Draft(models.Model):
    """A page as its author writes it: the working copy, of which readers and editors see nothing.

    Submitting makes a page of it, or a revision of the page that it was before.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("With the editors")
        CHANGES = "changes", _("Changes asked for")
        PUBLISHED = "published", _("Published")

        @classmethod
        def of(cls, page: Any) -> "Draft.State":
            """Return how far what `page` says is, None for what is in no page tree yet."""
            review = page.current_workflow_state if page else None
            if review is not None:
                is_back = review.status == WorkflowState.STATUS_NEEDS_CHANGES
                return cls.CHANGES if is_back else cls.REVIEW
            return cls.PUBLISHED if page and page.live else cls.DRAFT

    key = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    interview_name = models.CharField(max_length=50)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="drafts",
        help_text=_("Nobody, as long as who writes it has no account."),
    )
    page = models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        # What an editor deletes is its author's draft again.
        models.SET_NULL,
        null=True,
        related_name="draft",
    )
    content = models.JSONField()
    occasion = models.CharField(
        max_length=LONGEST_OCCASION,
        blank=True,
        default="",
        help_text=_("What it is written for, as a plugin calls it: a call, for example."),
    )
    base = models.JSONField(
        default=dict, help_text=_("The fingerprints of what it had in common with the page.")
    )
    base_revision = models.BigIntegerField(
        null=True, help_text=_("The revision of the page that it has caught up with.")
    )
    base_revision_at = models.DateTimeField(
        null=True,
        help_text=_("When that was saved. Wagtail's editor saves again and again into one."),
    )
    writers = models.JSONField(
        # By unit: the window, the fingerprint of what it wrote, and how late it did (`own`).
        default=dict,
        help_text=_("Which window last wrote each unit, by the key of the window."),
    )
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    agreed_licence = models.CharField(
        max_length=200, help_text=_("The licence that its author agreed to on submitting.")
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def interview(self) -> Interview:
        """What is asked of its author."""
        return interview_named(self.interview_name)

    @property
    def title(self) -> str:
        """Its title, or what it is called while it has none."""
        return self.content["title"].strip() or str(_("Without a title"))

    @property
    def workflow_state(self) -> WorkflowState | None:
        """The review that its page is in, None where it is in none."""
        return self.page.current_workflow_state if self.page else None

    @property
    def state(self) -> State:
        """How far it is on its way to readers."""
        return self.State.of(self.page)

    @property
    def has_unsent_changes(self) -> bool:
        """Whether it says something that its page does not, live or as submitted."""
        return self.page is None or fingerprints(self.content) != self.base

    @classmethod
    def fresh(cls, interview: Interview, key: UUID, owner: Any = None) -> "Draft":
        """Return a new draft, not saved. The keys of its blocks follow from its own.

        So what was typed into a form that was shown before the draft was there finds its place.
        """
        content = interview.blank()
        keys = {block["id"]: str(uuid5(key, str(at))) for at, block in enumerate(content["body"])}
        for block in content["body"]:
            block["id"] = keys[block["id"]]
        return cls(pk=key, interview_name=interview.name, owner=owner, content=content)

    # Writing.

    def write(
        self, changes: Iterable[Change], *, window: str, user: Any = None, at: int = 0
    ) -> list[str]:
        """Save changes that were made in one window, and return the units that others changed too.

        Of these the window's version is kept beside the other: `KeptVersion`. `at` grows with what
        is typed in the window: what was sent before something that is saved is no news. To be
        called in a transaction that has locked the row.
        """
        window = window or uuid4().hex
        own = {unit: written for unit, (writer, written) in self.own().items() if writer == window}
        changes = [each for each in changes if not at or at >= own.get(each.unit, 0)]
        merged = merge(self.content, changes, own=own)
        for conflict in merged.conflicts:
            KeptVersion.keep(self, conflict, window=window, user=user)
        self.versions.filter(window=window, unit__in=merged.taken).delete()
        if merged.taken:
            self.content = merged.content
            self.note_writer(merged.taken, window, at)
            self.touch()
        return [conflict.unit for conflict in merged.conflicts]

    def own(self) -> dict[str, tuple[str, int]]:
        """Return the window that wrote each unit, and when, where it still is as it wrote it."""
        now = fingerprints(self.content)
        written = {unit: tuple(note) for unit, note in self.writers.items()}
        return {
            unit: (window, at)
            for unit, (window, seen, at) in written.items()
            if now.get(unit) == seen
        }

    def note_writer(self, units: Iterable[str], window: str, at: int = 0) -> None:
        """Remember that these units are now as `window` wrote them."""
        now = fingerprints(self.content)
        self.writers.update({unit: [window, now[unit], at] for unit in units})

    def begin_in(self, window: str) -> None:
        """Remember the window whose form it was that is now sent for the first time."""
        self.writers = {BEGUN: [window, "", 0]}

    def was_written_in(self, window: str) -> bool:
        """Tell whether `window`, which nobody knows but who wrote in it, has written any of it."""
        return bool(window) and any(note[0] == window for note in self.writers.values())

    def touch(self) -> None:
        """Save it, as of now. Raises TooLongError where it is longer than anybody would write."""
        if length(self.content) > LONGEST:
            raise TooLongError
        there = contents.units_of(self.content)
        self.writers = {
            unit: note for unit, note in self.writers.items() if unit in there or unit == BEGUN
        }
        self.saved_at = timezone.now()
        # Whoever goes on writing in it, in another window say, wants it back.
        self.deleted_at = None
        self.save()

    def add(self, block: Block, *, after: str) -> None:
        """Put a new block behind the one with the key `after`, at the end where there is none."""
        keys = [each["id"] for each in self.content["body"]]
        at = keys.index(after) + 1 if after in keys else len(keys)
        self.content["body"].insert(at, block)
        self.touch()

    def add_part(self, kind: str) -> Block:
        """Add a part with a heading of its author's at the end, and return its first block."""
        heading = new_block(kind)
        self.content["body"] += [heading, new_block("text")]
        self.touch()
        return heading

    def take_away(self, key: str) -> None:
        """Take a block away; the last one that was can be put back."""
        keys = [block["id"] for block in self.content["body"]]
        if key in keys:
            at = keys.index(key)
            block = self.content["body"].pop(at)
            self.content[TAKEN_AWAY] = {"block": block, "after": keys[at - 1] if at else ""}
            self.touch()

    def put_back(self) -> str:
        """Put back the block that was taken away last; return its key, empty if there is none."""
        taken = self.content.pop(TAKEN_AWAY, None)
        if taken is None:
            return ""
        keys = [block["id"] for block in self.content["body"]]
        at = keys.index(taken["after"]) + 1 if taken["after"] in keys else 0
        self.content["body"].insert(at, taken["block"])
        self.touch()
        return str(taken["block"]["id"])

    def move(self, key: str, step: int) -> None:
        """Move a block up (-1) or down (1) by one place, unless it is at that end."""
        body = self.content["body"]
        keys = [block["id"] for block in body]
        if key in keys and 0 <= keys.index(key) + step < len(body):
            at = keys.index(key)
            body.insert(at + step, body.pop(at))
            self.touch()

    # The page.

    def latest_page(self) -> ContentPage | None:
        """Return its page as editors last left it, None while there is none."""
        return self.page.get_latest_revision_as_object() if self.page else None

    def catch_up_with_page(self) -> None:
        """Take over what has changed in the page, say in Wagtail's editor, since it was sent there.

        Of what was changed in both, the page's version is kept beside its own. To be called in a
        transaction that has locked the row.
        """
        page = self.latest_page()
        if page is None:
            return
        theirs = self.interview.content_of(page)
        now = fingerprints(theirs)
        merged = catch_up(self.content, theirs, self.base)
        for conflict in merged.conflicts:
            KeptVersion.keep(self, conflict, window=str(page.latest_revision_id))
        self.content = merged.content
        self.is_now(page, now)

    def is_now(self, page: ContentPage, base: dict[str, str]) -> None:
        """Save that it has these fingerprints in common with `page`."""
        self.base, self.base_revision = base, page.latest_revision_id
        self.base_revision_at = page.latest_revision_created_at
        self.touch()

    @property
    def is_behind(self) -> bool:
        """Whether its page has a version that it knows nothing of."""
        if self.page is None:
            return False
        now = (self.page.latest_revision_id, self.page.latest_revision_created_at)
        return now != (self.base_revision, self.base_revision_at)

    @property
    def is_overtaken(self) -> bool:
        """Whether there is something to read in that version which is not in the draft.

        There is none where an editor did no more than comment, which saves the page as well.
        """
        page = self.latest_page() if self.is_behind else None
        if page is None:
            return False
        merged = catch_up(self.content, self.interview.content_of(page), self.base)
        return bool(merged.conflicts) or fingerprints(merged.content) != fingerprints(self.content)

    @classmethod
    @transaction.atomic
    def of_page(cls, page: ContentPage, interview: Interview) -> "Draft":
        """Return the working copy of `page`, made where there is none, up to date."""
        content = interview.content_of(page.get_latest_revision_as_object())
        draft, is_new = cls.objects.select_for_update().get_or_create(
            page_id=page.pk,
            defaults={
                "interview_name": interview.name,
                "owner": page.owner,
                "content": content,
                "base": fingerprints(content),
                "base_revision": page.latest_revision_id,
                "base_revision_at": page.latest_revision_created_at,
            },
        )
        if not is_new and draft.is_behind:
            draft.catch_up_with_page()
        return draft


@not_shown
class KeptVersion(models.Model):
    """A text that would have overwritten another: kept until its author has chosen."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="versions")
    unit = models.CharField(max_length=100)
    kind = models.CharField(max_length=50, help_text=_("The type of block, empty for a field."))
    value = models.JSONField()
    window = models.CharField(
        max_length=100, help_text=_("Where it was written: a window, or a revision of the page.")
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version kept beside another")
        verbose_name_plural = _("versions kept beside others")
        ordering = ["written_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "unit", "window"], name="sharing_one_version_a_window"
            ),
        ]

    def __str__(self) -> str:
        return self.unit

    @classmethod
    def keep(cls, draft: Draft, change: Change, *, window: str, user: Any = None) -> None:
        """Keep what was written in a window, in place of what was kept of it before.

        Raises TooLongError where more is kept beside a draft than anybody would look through.
        """
        others = draft.versions.exclude(unit=change.unit, window=window).values_list("value")
        if length(change.value) + sum(length(value) for (value,) in others) > LONGEST:
            raise TooLongError
        author = user if user and user.is_authenticated else None
        cls.objects.update_or_create(
            draft=draft,
            unit=change.unit,
            window=window,
            defaults={
                "kind": change.kind,
                "value": change.value,
                "written_by": author,
                "written_at": timezone.now(),
            },
        )

    @transaction.atomic
    def use(self) -> None:
        """Put it in the place of what the draft says, which is kept instead."""
        units = contents.units_of(self.draft.content)
        if self.unit not in units:
            # Somebody took the block away meanwhile.
            block = {**new_block(self.kind, self.value), "id": self.unit}
            self.draft.add(block, after="")
            self.delete()
            return
        before, windows = units[self.unit], self.draft.own()
        contents.put(self.draft.content, self.unit, self.value)
        self.draft.note_writer([self.unit], self.window)
        self.draft.touch()
        # Who goes on typing in either window goes on from what is theirs.
        self.window, _at = windows.get(self.unit, (uuid4().hex, 0))
        self.value, self.written_at = before, timezone.now()
        self.save()


def length(value: Any) -> int:
    """Return how many characters a value has as data."""
    return len(json.dumps(value, ensure_ascii=False))


class HappyToBeAsked(models.Model):
    """Says that the author of a page likes to be asked about it, by readers who prepare their own.

    Of what they ask, nothing is kept but how often they did.
    """

    page = models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        models.CASCADE,
        primary_key=True,
        related_name="happy_to_be_asked",
    )
    questions = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        # It is its author's to say, and nobody else's.
        default_permissions = ()
        verbose_name = _("happy to be asked")
        verbose_name_plural = _("happy to be asked")

    def __str__(self) -> str:
        return str(self.page)
