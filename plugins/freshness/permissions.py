"""Who may do what with review dates and links: nobody makes or deletes them by hand."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

ONLY = "change"


class OnlyChangePolicy(ModelPermissionPolicy):
    """Lets people change what there is, as their permissions say, and not even superusers more."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == ONLY and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def may_change(user: Any, model: type[Any]) -> bool:
    """Tell whether `user` looks after what is kept of `model`."""
    may: bool = policy_registry.get_by_type(model).user_has_permission(user, ONLY)
    return may


def all_permissions() -> QuerySet[Permission]:
    """Return the permissions that this plugin adds: what editors need, and groups are given."""
    return Permission.objects.filter(
        content_type__app_label="freshness",
        codename__in=["change_reviewinterval", "change_review", "change_link"],
    )
