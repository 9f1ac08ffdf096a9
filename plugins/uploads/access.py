"""The one rule that says who may have a picture or a document."""

from typing import Any, TypeAlias

from django.db.models import Q
from django.http import HttpRequest
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Revision, TaskState
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from plugins.levels.privacy import is_outside, private_places
from plugins.levels.visibility import all_pages, unexpired
from plugins.uploads.usage import Page, is_named_in, public_uses, targets_of, type_of, uses_on

Upload: TypeAlias = AbstractImage | AbstractDocument

# What makes somebody more than a reader of a page. Without "add", Wagtail counts one's own pages.
WORK_ON = {"change", "publish", "lock", "unlock", "bulk_delete"}


def may_have(upload: Upload, request: HttpRequest) -> bool:
    """Tell whether who makes `request` may have the file.

    Everybody may have what a published page uses, or something that is no page. Otherwise: whom
    the restrictions of a private page that uses it let in, its uploader, those who may change it or
    a page that uses it, and whom one of these shows it to. For a public file, nobody is asked who
    they are.
    """
    if is_public(upload):
        return True
    return (
        may_work_with(upload, request.user)
        or is_used_on(pages_open_to(request), upload)
        or is_shown_privately(upload, request)
    )


def is_shown_privately(upload: Upload, request: HttpRequest) -> bool:
    """Tell whether a member who may have the file shows it to who makes `request`."""
    target = (type_of(type(upload)).pk, str(upload.pk))
    return any(
        target in targets_of(page) and may_work_with(upload, member)
        for shown_privately in hooks.get_hooks("shown_privately")
        for page, member in shown_privately(request)
    )


def is_public(upload: Upload) -> bool:
    """Tell whether anybody may have the file."""
    return public_uses(type(upload)).filter(to_object_id=upload.pk).exists()


def is_used_on(pages: PageQuerySet, upload: Upload) -> bool:
    """Tell whether one of `pages` uses the file, as it is stored."""
    return uses_on(pages, type(upload)).filter(to_object_id=upload.pk).exists()


def pages_open_to(request: HttpRequest) -> PageQuerySet:
    """Return the live pages whose restrictions, if they have any, let in who makes `request`."""
    closed = [place for place in private_places() if not place.restriction.accept_request(request)]
    return unexpired(all_pages().live()).filter(is_outside(closed))


def may_work_with(upload: Upload, user: Any) -> bool:
    """Tell whether `user` uploaded the file, or may change it or something that uses it."""
    if not user.is_authenticated:
        return False
    policy = policy_registry.get_by_type(type(upload))
    return (
        upload.uploaded_by_user_id == user.pk
        or policy.user_has_permission_for_instance(user, "change", upload)
        or (user.has_perm("wagtailadmin.access_admin") and may_edit_a_use(upload, user))
    )


def may_edit_a_use(upload: Upload, user: Any) -> bool:
    """Tell whether a page that `user` may work on uses the file, as it is stored or as a draft."""
    pages = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, WORK_ON)
    return is_used_on(pages, upload) or is_named_in(drafts_open_to(user, pages), upload)


def drafts_open_to(user: Any, pages: PageQuerySet) -> Any:
    """Return the unpublished changes of `pages`, and what `user` is asked to review."""
    changed = pages.filter(has_unpublished_changes=True).values("latest_revision")
    in_review = TaskState.objects.reviewable_by(user).values("revision")
    return Revision.objects.filter(Q(pk__in=changed) | Q(pk__in=in_review))
