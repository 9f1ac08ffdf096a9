"""For `make test`: quick password hashing, an index and uploads in folders of their own."""

import tempfile
from pathlib import Path

from cop_site.settings.base import *  # noqa: F403
from cop_site.settings.base import INSTALLED_APPS, SQLITE_OPTIONS, WAGTAILSEARCH_BACKENDS

SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
# Removed with this process.
_folder = tempfile.TemporaryDirectory(prefix="cop-test-", ignore_cleanup_errors=True)
VAR_DIR = Path(_folder.name)

INSTALLED_APPS = [*INSTALLED_APPS, "modelsearch.test.testapp"]
# A file and not memory: a browser test serves the site from threads of its own, and in memory they
# would share one connection, where one request's savepoints are another's errors.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "db.sqlite3",
        "OPTIONS": {
            **SQLITE_OPTIONS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
        },
        "TEST": {"NAME": VAR_DIR / "test.sqlite3"},
    }
}
# Its migrations depend on the app `modelsearch`, whose place wagtail.search takes.
MIGRATION_MODULES = {"searchtests": None}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False
# No thread that writes to the database of another test.
TALLY_SECONDS = 0
# Nor a row for every search of every test; those of the plugin switch it on.
SEARCH_LOG = False
WAGTAILSEARCH_BACKENDS = {
    **WAGTAILSEARCH_BACKENDS,
    "readers": {**WAGTAILSEARCH_BACKENDS["readers"], "PATH": VAR_DIR / "search", "DRAIN": "inline"},
}
