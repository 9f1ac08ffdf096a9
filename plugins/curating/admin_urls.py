"""Where editors review what comes in, within the admin; `urls` holds what is outside of it."""

from django.urls import URLPattern

app_name = "curating"

urlpatterns: list[URLPattern] = []
