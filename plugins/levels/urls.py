"""URLs of the levels plugin: `path("", include("plugins.levels.urls"))`, before Wagtail's own."""

from django.urls import include, path

from plugins.levels import views

level_patterns = [
    path("", views.choose, name="choose"),
    path("<int:number>/", views.level, name="level"),
]

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/complete/", views.complete, name="search_complete"),
    path("levels/", include((level_patterns, "levels"))),
]
