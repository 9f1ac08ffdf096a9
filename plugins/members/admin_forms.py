"""What administrators and editors fill in about members, in Wagtail's users section."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import NotificationPreferencesForm
from wagtail.users.forms import UserCreationForm, UserEditForm

from plugins.members import emails, roles


class AnyNameMixin(forms.Form):
    """Asks for no first and last name: members give one name, or none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = False
        self.fields["last_name"].required = False


class AdministratorCreateForm(AnyNameMixin, UserCreationForm):
    """Wagtail's whole form for a new account."""


class AdministratorEditForm(AnyNameMixin, UserEditForm):
    """Wagtail's whole form for an account."""


class NotificationsForm(NotificationPreferencesForm):
    """Wagtail's notifications, without those that a plugin sends in their place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in emails.in_place_of_wagtails():
            self.fields.pop(f"{name}_notifications", None)


class GrantRolesForm(forms.ModelForm):
    """Grants and withdraws roles; shows name and e-mail address, so that one knows whom one has."""

    groups = forms.ModelMultipleChoiceField(
        roles.grantable(), label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = get_user_model()
        fields = ["email", "first_name", "last_name", "groups"]

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("email", "first_name", "last_name"):
            self.fields[name].disabled = True

    def clean_groups(self) -> QuerySet[Group]:
        """Add the groups that are not an editor's to grant: they stay as they are."""
        chosen = self.cleaned_data["groups"].values("pk")
        kept = self.instance.groups.exclude(pk__in=roles.grantable()).values("pk")
        return Group.objects.filter(Q(pk__in=chosen) | Q(pk__in=kept))


class GrantRoleForm(forms.Form):
    """Grants one role to several members."""

    role = forms.ModelChoiceField(roles.grantable(), label=_("Role"))
