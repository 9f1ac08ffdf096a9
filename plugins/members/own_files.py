"""The pictures and documents that a member uploaded."""

from collections.abc import Iterator

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import cached_property
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


class Drafts:
    """What is used in texts that are not published, of which no index knows."""

    @cached_property
    def used(self) -> set[tuple[int, str]]:
        """The types and keys of all that is used in drafts of whoever is left."""
        drafts = swapper.load_model("wagtailcore", "Page").objects.filter(
            has_unpublished_changes=True
        )
        revisions = Revision.objects.filter(pk__in=drafts.values("latest_revision"))
        return {used for revision in revisions.iterator() for used in self.used_in(revision)}

    @staticmethod
    def used_in(revision: Revision) -> Iterator[tuple[int, str]]:
        found = ReferenceIndex._extract_references_from_object(revision.as_object())
        return ((content_type, key) for content_type, key, _model_path, _path in found)


def delete_unused_files(user: User) -> None:
    """Delete the pictures and documents that `user` uploaded and that nothing uses any more."""
    drafts = Drafts()
    for files in files_of(user).values():
        content_type = ContentType.objects.get_for_model(files.model).pk
        for file in files:
            is_used = ReferenceIndex.get_references_to(file).exists()
            if not is_used and (content_type, str(file.pk)) not in drafts.used:
                file.delete()


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
    for file in files:
        transaction.on_commit(lambda file=file: file.storage.delete(file.name), robust=True)
