"""How a draft becomes a page that editors review, and how its author takes it back."""

from copy import deepcopy
from typing import Any

from allauth.account.utils import has_verified_email
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.models import WorkflowState

from plugins.interviews import Content
from plugins.levels.reader import Reader
from plugins.pages import ContentPage
from plugins.sharing.content import fingerprints, put, units_of
from plugins.sharing.models import Draft
from plugins.sharing.occasions import tell_shared

# Characters, with room for a number that tells pages of one title apart.
LONGEST_SLUG = 200


class NothingToShareInError(Exception):
    """Raised where the site has no list, or no longer, for what is submitted."""


class ChangedMeanwhileError(Exception):
    """Raised where the page has a version that who submits another knows nothing of."""


def may_submit(user: Any) -> bool:
    """Tell whether `user` has shown that their address is theirs, or was given the editor."""
    return user.is_authenticated and (
        has_verified_email(user) or user.has_perm("wagtailadmin.access_admin")
    )


def is_sent(draft: Draft) -> bool:
    """Tell whether a draft says nothing that the editors do not have, or readers already."""
    if draft.page is None or draft.has_unsent_changes:
        return False
    if draft.state == Draft.State.PUBLISHED:
        return not draft.page.has_unpublished_changes
    if draft.state == Draft.State.DRAFT:
        # Without a review it waits among the drafts of the site, or for the hour that is set.
        return draft.submitted_at is not None
    return draft.state == Draft.State.REVIEW


@transaction.atomic
def submit(key: Any, user: Any, *, reader: Reader, licence: str) -> Draft:
    """Send the draft with this key to the editors, and return it.

    One that is with them already stays as it is: whoever submits twice has submitted once. Raises
    ChangedMeanwhileError rather than write over what was changed in Wagtail's editor, and
    NothingToShareInError where there is no list for the page.
    """
    draft = Draft.objects.select_for_update().get(pk=key)
    if draft.state == Draft.State.REVIEW or is_sent(draft):
        return draft
    if draft.is_overtaken:
        raise ChangedMeanwhileError
    if draft.is_behind:
        # With no other words, but the keys of lines that comments hang on.
        draft.catch_up_with_page()
    page = draft.latest_page()
    is_new = page is None
    if page is None:
        page = new_page(draft, user, reader)
    else:
        draft.interview.fill(page, draft.content)
        # A page that readers see changes once it is approved.
        if not page.live:
            page.save()
    page.save_revision(user=user, log_action=True, changed=True)
    send_to_editors(page, user)
    draft.page, draft.submitted_at, draft.agreed_licence = page, timezone.now(), licence
    draft.content = as_on_page(draft, page)
    draft.is_now(page, fingerprints(draft.content))
    if is_new:
        tell_shared(draft, page)
    return draft


def new_page(draft: Draft, user: Any, reader: Reader) -> ContentPage:
    """Return the page of a draft, unpublished, in the list of its kind."""
    listing = draft.interview.listings(reader).first()
    if listing is None:
        raise NothingToShareInError
    page = draft.interview.page(draft.content)
    page.owner, page.live, page.has_unpublished_changes = user, False, True
    page.slug = find_available_slug(listing, slug_of(draft))
    page.locale = listing.locale
    return listing.add_child(instance=page)


def slug_of(draft: Draft) -> str:
    """Return what the address of its page ends with, of the title or of what it is."""
    slug = slugify(draft.title, allow_unicode=True)[:LONGEST_SLUG].strip("-_")
    return slug or draft.interview_name


def send_to_editors(page: ContentPage, user: Any) -> None:
    """Begin the review of `page`, or go on with it where changes were asked for.

    Without a review, where an administrator took it away, the page waits among the drafts.
    """
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
        return
    workflow = page.get_workflow()
    if workflow and state is None:
        workflow.start(page, user)


def as_on_page(draft: Draft, page: ContentPage) -> Content:
    """Return what the draft says as the page has it now, cleaned; what the page left out stays."""
    content, there = deepcopy(draft.content), units_of(draft.interview.content_of(page))
    for unit in units_of(content):
        if unit in there:
            put(content, unit, there[unit])
    return content


@transaction.atomic
def withdraw(key: Any, user: Any) -> Draft:
    """Take the draft with this key back from the editors; what is published stays so."""
    draft = Draft.objects.select_for_update().get(pk=key)
    if draft.workflow_state is not None:
        draft.workflow_state.cancel(user)
    forget_submission(draft.page_id)
    draft.submitted_at = None
    return draft


def forget_submission(page: Any) -> None:
    """Forget that the page with this key was submitted: it is its author's draft again."""
    Draft.objects.filter(page=page).update(submitted_at=None)
