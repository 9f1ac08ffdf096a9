"""Who may look at the map, and at the report of all content."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.menu import MenuItem

from plugins.desk import curates


class ForEditors:
    """Opens a view to those who publish somewhere, and to nobody else in the admin."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not curates(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class EditorsMenuItem(MenuItem):
    """Leads editors there, and nobody else."""

    def is_shown(self, request: HttpRequest) -> bool:
        return curates(request.user)
