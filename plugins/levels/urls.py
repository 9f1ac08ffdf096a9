"""URLs of the levels plugin: `path("", include("plugins.levels.urls"))`, before Wagtail's own."""

from django.urls import include, path

from plugins.levels import feeds, topic_views, views

level_patterns = [
    path("", views.choose, name="choose"),
    path("<int:number>/", views.level, name="level"),
    path("<int:number>/feed/", feeds.feed, name="feed"),
]

topic_patterns = [
    path("", topic_views.index, name="index"),
    path("<str:slug>/", topic_views.topic, name="topic"),
    path("<str:slug>/levels/<int:number>/feed/", feeds.feed, name="feed"),
]

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/complete/", views.complete, name="search_complete"),
    path("levels/", include((level_patterns, "levels"))),
    path("topics/", include((topic_patterns, "topics"))),
]
