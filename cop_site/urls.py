"""The site's URLs. Plugins with pages of their own need none: Wagtail serves them."""

from django.apps import apps
from django.http import Http404
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.defaults import page_not_found
from django.views.generic import RedirectView, TemplateView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from cop_site.icons import favicon
from cop_site.styles import styles
from plugins.levels import api
from plugins.levels.caching import same_for_everybody
from plugins.levels.sitemaps import sitemap

robots = same_for_everybody(
    TemplateView.as_view(template_name="cop_site/robots.txt", content_type="text/plain")
)

handler400 = "cop_site.errors.bad_request"
handler403 = "cop_site.errors.permission_denied"
handler404 = "cop_site.errors.page_not_found"
handler500 = "cop_site.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    # Before Wagtail's: who signs in to the admin does it with django-allauth.
    path("admin/", include("plugins.members.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("accounts/", include("plugins.members.urls")),
    path("accounts/", include("allauth.urls")),
    # Before the documents and Wagtail's pages: nobody is asked for a password that many share.
    re_path(
        "^(?:documents|_util)/authenticate_with_password/", page_not_found, {"exception": Http404()}
    ),
    path("", include("plugins.uploads.urls")),
    path("documents/", include("plugins.uploads.document_urls")),
    path("api/v2/", api.router.urls),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<str:section>.xml", sitemap, name="sitemap_section"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path("styles/", styles, name="styles"),
    path("", include("plugins.levels.urls")),
]

# Plugins with views of their own on the public site, each below a path of its own.
PLACES = {
    "feedback": "feedback/",
    "sharing": "share/",
    "calls": "calls/",
    "curating": "second-opinions/",
    "freshness": "still-right/",
}
urlpatterns += [
    path(place, include(f"plugins.{plugin}.urls"))
    for plugin, place in PLACES.items()
    if apps.is_installed(f"plugins.{plugin}")
]

# Wagtail's sign-in for private pages knows no second factor and no throttling.
urlpatterns += [
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
]

# Last: Wagtail serves every URL left.
urlpatterns += [path("", include(wagtail_urls))]
