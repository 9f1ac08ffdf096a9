"""What can be done to several members at once, with no more rights than one at a time."""

from typing import Any

from django.forms import Form
from wagtail.users.views import bulk_actions

from plugins.members.admin_forms import GrantRoleForm


class AssignRole(bulk_actions.AssignRoleBulkAction):
    """Puts members into a group; editors only into those that they may grant."""

    def get_form_class(self) -> type[Form]:
        return super().get_form_class() if self.request.user.is_superuser else GrantRoleForm

    def check_perm(self, member: Any) -> bool:
        return self.user_has_permission_for_instance("change", member)


class SetActiveState(bulk_actions.SetActiveStateBulkAction):
    """Closes and opens accounts: for administrators, as every change beside the roles."""

    def check_perm(self, member: Any) -> bool:
        return self.request.user.is_superuser


class Delete(bulk_actions.DeleteBulkAction):
    """Deletes accounts: for administrators."""

    def check_perm(self, member: Any) -> bool:
        return self.request.user.is_superuser and super().check_perm(member)
