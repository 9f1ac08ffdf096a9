"""How retagging many pages comes into the admin: addresses, and the menu."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from plugins.retagging.permissions import may_retag
from plugins.retagging.views import ProgressView, RetaggingListView, StopView, UndoView

urlpatterns = [
    path("", RetaggingListView.as_view(), name="list"),
    path("results/", RetaggingListView.as_view(results_only=True), name="list_results"),
    path("<int:pk>/", ProgressView.as_view(), name="progress"),
    path("<int:pk>/stop/", StopView.as_view(), name="stop"),
    path("<int:pk>/undo/", UndoView.as_view(), name="undo"),
]


def retagging_urls() -> list[URLPattern | URLResolver]:
    """Return the addresses in the admin at which many pages are retagged."""
    return [path("retagging/", include((urlpatterns, "retagging")))]


class RetaggingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_retag(request.user)


def retagging_item() -> MenuItem:
    """Lead to what was retagged of late."""
    url = reverse("retagging:list")
    return RetaggingMenuItem(
        _("Changes of levels and topics"), url, name="retagging", icon_name="history", order=790
    )
