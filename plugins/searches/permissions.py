"""Who may see what is searched for, and say what it is about."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from plugins.searches.keeping import is_on
from plugins.searches.models import SearchCount

policy = ModelPermissionPolicy(SearchCount)


def may_see(user: Any) -> bool:
    """Tell whether `user` may see what is searched for, as far as that is kept at all."""
    return is_on() and policy.user_has_permission(user, "view")


class SearchesMixin(PermissionCheckedMixin):
    """A view for those who may see what is searched for; there is none where that is not kept."""

    permission_policy = policy
    permission_required = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_on():
            raise Http404
        return super().dispatch(request, *args, **kwargs)
