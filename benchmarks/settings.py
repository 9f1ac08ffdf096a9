"""The site as it is served from SQLite, with all that it writes in the folder VAR_DIR."""

from cop_site.settings.base import *  # noqa: F403

SECRET_KEY = "only-for-benchmarks"  # noqa: S105
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Two lines for every page saved otherwise.
LOGGING = {"version": 1, "loggers": {"django_tasks": {"level": "WARNING"}}}
