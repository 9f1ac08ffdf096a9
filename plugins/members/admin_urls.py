"""What stands in for URLs of Wagtail's admin: `path("admin/", …)`, before Wagtail's own.

Each has the path of Wagtail's, so that its URL names lead here. Wagtail's sign-in knows neither
django-allauth's limits nor the second factor: none of its forms may be left.
"""

from allauth.account.views import logout
from django.urls import path, re_path
from django.views.generic import RedirectView
from wagtail.admin.auth import require_admin_access

from plugins.members import admin_views, views

urlpatterns = [
    path("login/", views.editor_sign_in),
    path("logout/", logout),
    re_path("^password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("account/", require_admin_access(admin_views.PreferencesView.as_view())),
    path(
        "choose-page/chosen-multiple/",
        require_admin_access(admin_views.ChosenPagesView.as_view()),
    ),
    path("reports/page-types-usage/", require_admin_access(admin_views.PageTypesReport.as_view())),
    path(
        "reports/page-types-usage/results/",
        require_admin_access(admin_views.PageTypesReport.as_view(results_only=True)),
    ),
]
