from django.urls import URLPattern

# Another name than that of the URLs in the admin, which are this plugin's as well.
app_name = "second_opinions"

urlpatterns: list[URLPattern] = []
