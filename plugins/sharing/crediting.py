"""Who gets the credit for a published page, changed by its author: at once, and nothing else."""

import json
from typing import Any

from django.db import transaction
from wagtail.models import Revision

from plugins.interviews import Block
from plugins.levels.retagging import PublishBesideReview
from plugins.pages import ContentPage
from plugins.sharing.content import fingerprint, put
from plugins.sharing.models import Draft

CREDITS = "credits"


@transaction.atomic
def change_credit(page: ContentPage, credits: list[Block], user: Any) -> None:
    """Give the credit for `page`, which is live, to others, and publish that.

    What is not published yet stays so, whether an hour is set for it or not, with the new credit.
    """
    draft = Draft.objects.select_for_update().filter(page=page.pk).first()
    # As it is by now: an editor may have published another version since it was fetched.
    page = page.specific_class.objects.select_for_update().get(pk=page.pk)
    is_up_to_date = bool(draft and not draft.is_behind)
    later = page.get_latest_revision() if page.has_unpublished_changes else None
    scheduled = page.revisions.exclude(approved_go_live_at=None).first()

    give_credit(page, credits)
    revision = page.save_revision(user=user, log_action=True, clean=False)
    PublishBesideReview(revision, user=user).execute(skip_permission_checks=True)
    if scheduled:
        put_back_on_schedule(scheduled, credits)
    if later:
        changed = later.as_object()
        give_credit(changed, credits)
        changed.save_revision(user=user, clean=False)
    if draft:
        page = page.specific_class.objects.get(pk=page.pk)
        note_in_draft(draft, page, is_up_to_date=is_up_to_date)


def give_credit(page: ContentPage, credits: list[Block]) -> None:
    """Set the credit of `page`, which is not saved."""
    page.credits = page._meta.get_field(CREDITS).to_python(json.dumps(credits))


def put_back_on_schedule(scheduled: Revision, credits: list[Block]) -> None:
    """Have a revision published at its hour that was to be: publishing another forgot that."""
    content = {**scheduled.content, CREDITS: json.dumps(credits)}
    # With no word in the log, of an hour that was changed: it was not.
    Revision.objects.filter(pk=scheduled.pk).update(
        approved_go_live_at=scheduled.approved_go_live_at, content=content
    )


def note_in_draft(draft: Draft, page: ContentPage, *, is_up_to_date: bool) -> None:
    """Take the new credit over into the draft of `page`, which may have other changes."""
    now = draft.interview.content_of(page.get_latest_revision_as_object())[CREDITS]
    put(draft.content, CREDITS, now)
    base = {**draft.base, CREDITS: fingerprint(now)}
    if is_up_to_date:
        draft.is_now(page, base)
    else:
        draft.base = base
        draft.touch()
