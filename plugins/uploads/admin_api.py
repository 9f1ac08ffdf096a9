"""Pictures and documents in the admin's API, each for those who may choose it."""

from typing import Any

from django.db.models import QuerySet
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry


class OwnUploadsMixin(BaseAPIViewSet):
    """Narrows an endpoint to what the user may choose or change."""

    request: Any

    def get_queryset(self) -> QuerySet:
        policy = policy_registry.get_by_type(self.model)
        allowed = policy.instances_user_has_any_permission_for(
            self.request.user, ["choose", "change"]
        )
        return super().get_queryset().filter(pk__in=allowed.values("pk"))


class ImagesViewSet(OwnUploadsMixin, ImagesAdminAPIViewSet):
    """The pictures."""


class DocumentsViewSet(OwnUploadsMixin, DocumentsAdminAPIViewSet):
    """The documents."""
