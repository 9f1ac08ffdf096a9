from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class MembersConfig(AppConfig):
    name = "plugins.members"
    verbose_name = _("Members")
    default = True

    def ready(self) -> None:
        # Policies look up models, which exist only once every app is loaded.
        from wagtail.models import AbstractPage
        from wagtail.permissions import register_permission_policy

        from plugins.members.emails import replace_notifiers
        from plugins.members.permissions import OwnDraftsPolicy

        register_permission_policy(AbstractPage, OwnDraftsPolicy())
        replace_notifiers()


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users section, in which editors grant roles and only administrators do more."""

    user_viewset = "plugins.members.viewsets.MemberViewSet"

    def ready(self) -> None:
        super().ready()
        # After Wagtail's own policy, which it replaces.
        from django.contrib.auth import get_user_model
        from wagtail.permissions import register_permission_policy

        from plugins.members.permissions import MemberPolicy

        register_permission_policy(get_user_model(), MemberPolicy(get_user_model()))
