"""URLs of wishes and calls: `path("calls/", include("plugins.calls.urls"))`."""

from django.urls import path

from plugins.calls import views

app_name = "calls"
urlpatterns = [
    path("", views.index, name="index"),
    path("wish/", views.wish, name="wish"),
    path("wish/thanks/", views.wished, name="wished"),
    path("<int:pk>/", views.call, name="call"),
]
