"""The users section of the admin: editors find members and grant roles, administrators do all."""

from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.users.views import users

from plugins.members.admin_forms import (
    AdministratorCreateForm,
    AdministratorEditForm,
    GrantRolesForm,
)
from plugins.members.permissions import GRANT_ROLES


class IndexView(users.IndexView):
    """Lists members by e-mail address: nobody has chosen the user name."""

    @cached_property
    def columns(self) -> list[Column]:
        email = Column("email", label=_("E-mail address"), sort_key="email", width="20%")
        return [email if column.name == "username" else column for column in super().columns]


class EditView(users.EditView):
    """Shows administrators Wagtail's whole form, and everybody else only the roles."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission_for_instance("change", self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[ModelForm]:
        return super().get_form_class() if self.request.user.is_superuser else GrantRolesForm


class MemberViewSet(users.UserViewSet):
    ordering = "email"
    # A copied account would share its groups with the first.
    copy_view_enabled = False

    index_view_class = IndexView
    edit_view_class = EditView

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        return AdministratorEditForm if for_update else AdministratorCreateForm

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        # Wagtail's others count for nothing here (permissions.MemberPolicy): do not offer them.
        return super().get_permissions_to_register().filter(codename=GRANT_ROLES)
