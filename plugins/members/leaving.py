"""A member leaves: what becomes of the account, and of what they wrote and uploaded."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import AbstractPage, ModelLogEntry, PageLogEntry
from wagtail.users.utils import get_deleted_user_display_name

from plugins.members import roles
from plugins.members.credits import remove_credit
from plugins.members.models import User
from plugins.members.own_files import delete_leftovers, delete_unused_files
from plugins.members.own_pages import is_draft, pages_of
from plugins.pages import ContentPage


def reason_to_stay(user: User) -> str:
    """Return why `user` cannot delete the account themselves, empty where they can."""
    if user.is_superuser:
        return _("You administer this site. Ask another administrator to delete your account.")
    editors = User.objects.filter(groups__name=roles.EDITORS, is_active=True)
    if editors.filter(pk=user.pk).exists() and not editors.exclude(pk=user.pk).exists():
        return _(
            "You are the only editor: nobody else could review what comes in. Make somebody else "
            "an editor first, then come back."
        )
    return ""


def has_published(user: User) -> bool:
    """Tell whether `user` has to say what becomes of their pages: drafts are deleted."""
    return any(not is_draft(page) for page in pages_of(user))


@transaction.atomic
def delete_account(user: User, *, keep_stories: bool) -> None:
    """Delete the account of `user`, all or nothing; what they published stays or is withdrawn.

    Nothing that stays names them, neither to readers nor in older versions. It cannot be undone.
    """
    # Pressed twice, the second waits here, and finds nobody.
    if not User.objects.select_for_update().filter(pk=user.pk).exists():
        return
    for prepare in hooks.get_hooks("before_account_deleted"):
        prepare(user, keep_stories)
    for page in pages_of(user):
        give_up(page.specific, user, keep=keep_stories)
    delete_unused_files(user)
    delete_leftovers(user)
    forget_in_log(user)
    User.objects.get(pk=user.pk).delete()


def give_up(page: AbstractPage, user: User, *, keep: bool) -> None:
    """Take a page from its author: a draft goes, and what was published loses the credit.

    Unless it is to be kept, it is taken off the site as well.
    """
    review = page.current_workflow_state
    if review:
        review.cancel(user=user)
    # What others put below a draft is not its author's to delete.
    if is_draft(page) and page.is_leaf():
        delete_draft(page)
        return
    drop_own_changes(page, user)
    if isinstance(page, ContentPage):
        remove_credit(page, user.get_full_name())
    if not keep:
        page.revisions.update(approved_go_live_at=None)
        # Whoever wrote it may not publish, and may withdraw it all the same.
        UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)


def delete_draft(page: AbstractPage) -> None:
    """Delete a page that nobody has read; its title is in the log of changes, and goes as well."""
    key = page.pk
    page.delete()
    PageLogEntry.objects.filter(page=key).delete()


def drop_own_changes(page: AbstractPage, user: User) -> None:
    """Drop the changes to a live page that are only its author's, and that nobody published."""
    published = page.live_revision
    if not (published and page.has_unpublished_changes):
        return
    changes = page.revisions.filter(created_at__gt=published.created_at)
    if changes.exclude(user=user).exists():
        return
    page.latest_revision, page.latest_revision_created_at = published, published.created_at
    page.has_unpublished_changes = False
    page.draft_title = page.title
    page.save(
        clean=False,
        update_fields=[
            "latest_revision",
            "latest_revision_created_at",
            "has_unpublished_changes",
            "draft_title",
        ],
    )
    changes.delete()


def forget_in_log(user: User) -> None:
    """Take the name and the words of `user` out of Wagtail's log; it says "deleted" by itself."""
    nobody = str(get_deleted_user_display_name(user.pk))
    ModelLogEntry.objects.for_instance(user).update(label=nobody)
    comments = PageLogEntry.objects.filter(user=user, action__startswith="wagtail.comments.")
    comments.update(data={})
