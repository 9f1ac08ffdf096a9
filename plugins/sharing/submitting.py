"""How a draft becomes a page that editors review, and how its author takes it back."""

from typing import Any

from allauth.account.utils import has_verified_email
from django.db import transaction
from django.utils import timezone
from wagtail.models import WorkflowState

from plugins.interviews import Content
from plugins.levels.reader import Reader
from plugins.pages import ContentPage
from plugins.sharing.content import fingerprints
from plugins.sharing.models import Draft


class NothingToShareInError(Exception):
    """Raised where the site has no list, or no longer, for what is submitted."""


def may_submit(user: Any) -> bool:
    """Tell whether `user` has shown that their address is theirs, or was given the editor."""
    return user.is_authenticated and (
        has_verified_email(user) or user.has_perm("wagtailadmin.access_admin")
    )


@transaction.atomic
def submit(key: Any, user: Any, *, reader: Reader, licence: str) -> Draft:
    """Send the draft with this key to the editors, and return it.

    One that is with them already stays as it is: whoever submits twice has submitted once.
    """
    draft = Draft.objects.select_for_update().get(pk=key)
    if draft.state == Draft.State.REVIEW:
        return draft
    page = draft.latest_page()
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
    vars(draft).pop("workflow_state", None)
    return draft


def new_page(draft: Draft, user: Any, reader: Reader) -> ContentPage:
    """Return the page of a draft, unpublished, in the list of its kind."""
    listing = draft.interview.listings(reader).first()
    if listing is None:
        raise NothingToShareInError
    page = draft.interview.page(draft.content)
    page.owner, page.live, page.has_unpublished_changes = user, False, True
    page.locale = listing.locale
    return listing.add_child(instance=page)


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
    """Return what the page says as data, and what the draft notes for itself."""
    notes = {name: value for name, value in draft.content.items() if name.startswith("_")}
    return {**draft.interview.content_of(page), **notes}


@transaction.atomic
def withdraw(key: Any, user: Any) -> Draft:
    """Take the draft with this key back from the editors; what is published stays so."""
    draft = Draft.objects.select_for_update().get(pk=key)
    if draft.workflow_state is not None:
        draft.workflow_state.cancel(user)
        vars(draft).pop("workflow_state", None)
    return draft
