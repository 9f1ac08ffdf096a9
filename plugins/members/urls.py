"""URLs of a member's account, beside those of django-allauth."""

from django.urls import path

from plugins.members import views

app_name = "members"
urlpatterns = [path("", views.account, name="account")]
