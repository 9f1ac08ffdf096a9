"""How retagging many pages comes into the admin: addresses, and the menu."""

from django.urls import URLPattern, URLResolver, include, path

from plugins.desk import LinkToView
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


def retagging_item() -> LinkToView:
    """Lead to what was retagged of late."""
    return LinkToView(
        RetaggingListView, "retagging:list", name="retagging", order=790, may=may_retag
    )
