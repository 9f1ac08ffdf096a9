"""The pictures and documents that a member uploaded."""

import re
from collections.abc import Iterator
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex, Revision, UploadedFile
from wagtail.users.models import UserProfile

from plugins.members.models import User


def files_of(user: User) -> dict[str, QuerySet]:
    """Return what `user` uploaded, in two lists by name, the oldest first."""
    models = {"pictures": get_image_model(), "documents": get_document_model()}
    return {
        name: model.objects.filter(uploaded_by_user=user).order_by("pk")
        for name, model in models.items()
    }


def delete_unused_files(user: User) -> None:
    """Delete the pictures and documents that `user` uploaded and that nothing uses any more."""
    for files in files_of(user).values():
        unused = [file for file in files if not ReferenceIndex.get_references_to(file).exists()]
        kept = keys_in_drafts(unused)
        for file in unused:
            if str(file.pk) not in kept:
                file.delete()


def keys_in_drafts(files: list[Any]) -> set[str]:
    """Return the keys of those of `files`, of one type, that texts not yet published use.

    Of these no index knows; they are looked through where the key of one of the files stands in
    them, which may mean something else.
    """
    if not files:
        return set()
    content_type = ContentType.objects.get_for_model(files[0]).pk
    keys = "|".join(re.escape(str(file.pk)) for file in files)
    named = re.compile(rf"(?<![\w-])(?:{keys})(?![\w-])")
    drafts = swapper.load_model("wagtailcore", "Page").objects.filter(has_unpublished_changes=True)
    revisions = Revision.objects.filter(pk__in=drafts.values("latest_revision")).annotate(
        text=Cast("content", TextField())
    )
    found = (used_in(each) for each in revisions.iterator() if named.search(each.text))
    return {key for used in found for used_type, key in used if used_type == content_type}


def used_in(revision: Revision) -> Iterator[tuple[int, str]]:
    """Yield the type and the key of all that a revision uses."""
    references = ReferenceIndex._extract_references_from_object(revision.as_object())
    return ((content_type, key) for content_type, key, _model_path, _path in references)


def delete_leftovers(user: User) -> None:
    """Delete the files that Wagtail leaves behind: the portrait, and uploads that came to nothing.

    After the commit, since a file cannot be brought back.
    """
    profile = UserProfile.objects.filter(user=user).first()
    uploads = UploadedFile.objects.filter(uploaded_by_user=user)
    files = [upload.file for upload in uploads]
    if profile and profile.avatar:
        files.append(profile.avatar)
    uploads.delete()

    def delete_files() -> None:
        for file in files:
            file.storage.delete(file.name)

    transaction.on_commit(delete_files, robust=True)
