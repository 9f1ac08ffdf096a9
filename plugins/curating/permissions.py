"""Who may do what on the desk."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.menu import MenuItem

from plugins.desk import curates


class ForEditors:
    """A view of the admin that is for editors; stands before the view's own base class."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not curates(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class EditorsMenuItem(MenuItem):
    """A way to a view that is for editors, which nobody else is shown."""

    def is_shown(self, request: HttpRequest) -> bool:
        return curates(request.user)
