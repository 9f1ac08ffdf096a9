from django.urls import path

from plugins.searches import saying_views
from plugins.searches.admin_views import SearchesReportView

urlpatterns = [
    path("", SearchesReportView.as_view(), name="report"),
    path("results/", SearchesReportView.as_view(results_only=True), name="report_results"),
    path("<int:pk>/now/", saying_views.FoundNowView.as_view(), name="now"),
    path("<int:pk>/again/", saying_views.TryAgainView.as_view(), name="again"),
    path("<int:pk>/dismiss/", saying_views.DismissView.as_view(), name="dismiss"),
    path("<int:pk>/restore/", saying_views.RestoreView.as_view(), name="restore"),
    path("<int:pk>/topic/", saying_views.PlaceView.as_view(), name="place"),
]
