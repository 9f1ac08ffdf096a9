"""URLs of writing and what comes of it: `path("share/", include("plugins.sharing.urls"))`."""

from django.urls import path

from plugins.sharing import submit_views, views

app_name = "sharing"
urlpatterns = [
    path("", views.start, name="start"),
    path("mine/", views.start, name="mine"),
    path("new/<slug:name>/", views.new, name="new"),
    path("<uuid:key>/", views.write, name="write_all"),
    path("<uuid:key>/check/", submit_views.check, name="check"),
    path("<uuid:key>/submitted/", submit_views.submitted, name="submitted"),
    path("<uuid:key>/take-back/", submit_views.take_back, name="take_back"),
    path("<uuid:key>/preview/", views.write, name="preview"),
    # Last: a step has any name.
    path("<uuid:key>/<str:name>/", views.write, name="write"),
]
