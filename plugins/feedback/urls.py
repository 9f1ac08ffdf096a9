"""URLs of the feedback plugin: `path("feedback/", include("plugins.feedback.urls"))`."""

from django.urls import path

from plugins.feedback import views

app_name = "feedback"
urlpatterns = [
    path("<int:pk>/fit/", views.fit, name="fit"),
    path("<int:pk>/read/", views.read, name="read"),
    path("<int:pk>/report/", views.report, name="report"),
    path("<int:pk>/report/thanks/", views.reported, name="reported"),
]
