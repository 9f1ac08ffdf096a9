"""Which pictures and documents somebody may choose for a page."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from plugins.uploads.access import is_public, may_work_with
from plugins.uploads.usage import keys_of_files, public_uses

CHOOSE = "choose"


class OwnUploadsPolicy(CollectionOwnershipPermissionPolicy):
    """Lets nobody choose a file that is used in other people's drafts only, or not yet.

    In Wagtail, whoever may choose from a collection meets all that is in it, by title and picture.
    """

    def __init__(self, model: type[Model], auth_model: str) -> None:
        super().__init__(model, auth_model=auth_model, owner_field_name="uploaded_by_user")

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        instances = super().instances_user_has_any_permission_for(user, actions)
        if CHOOSE not in actions or user.is_superuser:
            return instances
        own = super().instances_user_has_any_permission_for(user, ["change"])
        public = keys_of_files(public_uses(self.model), self.model)
        return instances.filter(
            Q(uploaded_by_user=user) | Q(pk__in=own.values("pk")) | Q(pk__in=public)
        )

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool:
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        if not allowed or CHOOSE not in actions or user.is_superuser:
            return allowed
        return is_public(instance) or may_work_with(instance, user)
