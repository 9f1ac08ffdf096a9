"""URLs of the documents, in the place of Wagtail's, which they hold.

`path("documents/", include("plugins.uploads.document_urls"))`.
"""

from django.urls import re_path
from wagtail.documents import urls as wagtaildocs_urls

from plugins.uploads import views

urlpatterns = [
    # First: it has the path of Wagtail's, whose name finds it.
    re_path(r"^(\d+)/(.*)$", views.serve_document),
    *wagtaildocs_urls.urlpatterns,
]
