"""URLs of a member's account, beside those of django-allauth."""

from django.urls import path

from plugins.members import views

app_name = "members"
urlpatterns = [
    path("", views.account, name="account"),
    path("emails/", views.keep_emails, name="keep_emails"),
    path("emails/stop/<str:token>/", views.stop_emails, name="stop_emails"),
    path("download/", views.download, name="download"),
    path("delete/", views.leave, name="leave"),
    path("deleted/", views.left, name="left"),
]
