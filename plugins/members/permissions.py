"""Who may do what to members, and whose drafts somebody sees in the editor."""

from collections.abc import Iterable
from typing import Any

import swapper
from django.db.models import Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.query import PageQuerySet

from plugins.levels.visibility import published

GRANT_ROLES = "grant_roles"
# What makes somebody more than a reader of a page. Without "add", Wagtail counts one's own pages.
WORK_ON = {"change", "publish", "lock", "unlock", "bulk_delete"}


class MemberPolicy(ModelPermissionPolicy):
    """Lets administrators do everything to members, and others nothing but grant roles.

    Wagtail's own permissions to add, change and delete users count for nothing: whoever may change
    a user in Wagtail's sense may set an administrator's password.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        if user.is_superuser:
            return super().user_has_permission(user, action)
        return action == "change" and user.has_perm(f"{self.app_label}.{GRANT_ROLES}")

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if instance.is_superuser and not user.is_superuser:
            return False
        return self.user_has_permission(user, action)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        # Superusers are always among them, and without a permission to look for nobody else.
        return self._get_users_with_any_permission_codenames(
            {GRANT_ROLES} if "change" in actions else set()
        )


class OwnDraftsPolicy(PagePermissionPolicy):
    """Keeps what is not published out of the lists of those who may not work on it.

    In Wagtail, whoever may add pages below a page sees all that is there: explorer, search, site
    history and the admin's API ask `explorable_instances`.
    """

    def explorable_instances(self, user: Any) -> PageQuerySet:
        return self.without_foreign_drafts(super().explorable_instances(user), user)

    def without_foreign_drafts(self, pages: PageQuerySet, user: Any) -> PageQuerySet:
        """Return those of `pages` that anybody may read or that `user` may work on.

        The pages that somebody may add to, and the way there, stay: they are how one gets about.
        """
        if user.is_superuser:
            return pages
        everything = swapper.load_model("wagtailcore", "Page").objects.all()
        return pages.filter(
            Q(pk__in=published(everything).values("pk"))
            | Q(pk__in=self.instances_user_has_any_permission_for(user, WORK_ON).values("pk"))
            | Q(path__in=self.paths_to_work(user))
        )

    def paths_to_work(self, user: Any) -> set[str]:
        """Return the paths of the pages that `user` has permissions on, and of all above them."""
        return {
            permission.page.path[:end]
            for permission in self.get_cached_permissions_for_user(user)
            for end in range(
                permission.page.steplen, len(permission.page.path) + 1, permission.page.steplen
            )
        }
