"""URLs of the pictures: `path("", include("plugins.uploads.urls"))`, in every setting."""

import re

from django.conf import settings
from django.urls import re_path

from plugins.uploads import views

media = re.escape(settings.MEDIA_URL.lstrip("/"))

urlpatterns = [re_path(rf"^{media}(?P<name>.*)$", views.serve_picture, name="uploads_picture")]
