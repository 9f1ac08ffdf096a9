"""The site's URLs. Plugins with pages of their own need none: Wagtail serves them."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns: list[URLPattern | URLResolver] = [
    # Before Wagtail's: who signs in to the admin does it with django-allauth.
    path("admin/", include("plugins.members.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("accounts/", include("plugins.members.urls")),
    path("accounts/", include("allauth.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("plugins.levels.urls")),
]

if settings.DEBUG:
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

# Wagtail's sign-in for private pages knows no second factor and no throttling.
urlpatterns += [
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
]

# Last: Wagtail serves every URL left.
urlpatterns += [path("", include(wagtail_urls))]
