"""Who may do what with the reports of readers."""

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from plugins.feedback.models import FitCount


class ReadersReportsPolicy(ModelPermissionPolicy):
    """Lets nobody make a report in the admin, whatever their permissions: readers do."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "add" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def may_read_fit(user: Any) -> bool:
    """Tell whether `user` may see what readers say of how pages fit them."""
    may: bool = policy_registry.get_by_type(FitCount).user_has_permission(user, "view")
    return may
