from django.urls import URLPattern

app_name = "curating"

urlpatterns: list[URLPattern] = []
