from django.urls import path

from plugins.freshness import views

app_name = "freshness"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:pk>/checked/", views.still_right, name="still_right"),
    path("undo/", views.undo, name="undo"),
]
