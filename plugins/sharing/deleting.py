"""How an author deletes a draft, so that they can have it back."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction

from plugins.sharing.mine import may_be_deleted
from plugins.sharing.models import Draft


class StillReadError(Exception):
    """Raised for what others may be reading: it is not its author's alone to delete."""


@transaction.atomic
def delete(key: Any, user: Any) -> Draft:
    """Delete the draft with this key, and its page if it has one; all that it says is kept."""
    draft = Draft.objects.select_for_update().get(pk=key)
    if draft.state == Draft.State.REVIEW or not may_be_deleted(draft.page):
        raise StillReadError
    if draft.page:
        delete_page(draft, user)
    draft.deleted_at = timezone.now()
    draft.save()
    return draft


def delete_page(draft: Draft, user: Any) -> None:
    """Delete the page of a draft, which takes over what was changed in Wagtail's editor."""
    if draft.is_behind:
        draft.catch_up_with_page()
    page: Any = draft.page
    # Whoever wrote it may delete it, whatever they may do in the editor.
    DeletePageAction(page.specific, user=user).execute(skip_permission_checks=True)
    draft.page, draft.submitted_at = None, None
    draft.base, draft.base_revision, draft.base_revision_at = {}, None, None


def put_back(key: Any) -> Draft:
    """Bring back the draft with this key."""
    draft = Draft.objects.get(pk=key)
    draft.deleted_at = None
    draft.save(update_fields=["deleted_at"])
    return draft
