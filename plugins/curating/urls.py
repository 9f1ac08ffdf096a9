"""Where practitioners say what they think of somebody's page, outside of the admin."""

from django.urls import path

from plugins.curating.opinion_views import opinion

# Another name than that of the URLs in the admin, which are this plugin's as well.
app_name = "second_opinions"

urlpatterns = [path("<int:pk>/", opinion, name="opinion")]
