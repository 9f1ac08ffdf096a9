"""For `make run` and for developing: debug on, e-mail to the console, no secret needed."""

from cop_site.settings.base import *  # noqa: F403

DEBUG = True
# Known to everybody, and therefore only for a site that runs with DEBUG on one's own machine.
SECRET_KEY = "only-for-development-on-your-own-machine"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", ".localhost"]
INTERNAL_IPS = ["127.0.0.1"]

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
