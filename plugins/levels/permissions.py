"""Who may do what to the two vocabularies."""

from collections.abc import Iterable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class FixedVocabularyPolicy(ModelPermissionPolicy):
    """Lets nobody add to or delete from a vocabulary, whatever their permissions."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in ("add", "delete") and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)
