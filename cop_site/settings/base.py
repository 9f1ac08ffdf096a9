"""Settings that hold everywhere. A new plugin is one line in INSTALLED_APPS."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
# All that a running site writes: database, search index, uploads, collected static files.
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)

INSTALLED_APPS = [
    "cop_site",
    "plugins.stories",
    "plugins.resources",
    "plugins.members",
    "plugins.uploads",
    "plugins.feedback",
    "plugins.sharing",
    "plugins.writing_checks",
    "plugins.curating",
    "plugins.calls",
    "plugins.stage_map",
    "plugins.searches",
    "plugins.picks",
    "plugins.freshness",
    "plugins.retagging",
    "plugins.levels",
    "plugins.whoosh_search",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.sitemaps",
    # Version 3, which writes as well, stays off.
    "wagtail.api.v2",
    "plugins.members.apps.UsersConfig",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.embeds",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "plugins.levels.caching.PrivateByDefaultMiddleware",
    "plugins.levels.page_cache.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "plugins.levels.middleware.ReaderMiddleware",
    "plugins.members.middleware.ForeignDraftsMiddleware",
    "plugins.levels.redirects.RedirectMiddleware",
    "cop_site.errors.explain_buttons",
]

ROOT_URLCONF = "cop_site.urls"
WSGI_APPLICATION = "cop_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# SQLite's defaults fail most publishes of several processes; these fail none (design.md, 6).
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def databases(url: str = "") -> dict[str, Any]:
    """Return DATABASES for a URL; without one, SQLite in VAR_DIR, ready for several writers."""
    database = dj_database_url.parse(
        url or f"sqlite:///{VAR_DIR / 'db.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = SQLITE_OPTIONS
    return {"default": database}


DATABASES = databases()

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Whole pages for visitors without an account, in each process some 15 MB at most. They are
    # right in all processes at once, since the database says how long (plugins/levels/edition.py).
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    # What came from where of late (plugins/limits.py): some 3 MB at most. Apart from the default,
    # whose 300 entries a busy hour fills, and whoever is forgotten may begin anew.
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "plugins.members.forms.NameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = "plugins.members.models.display_name"
# Tell members by e-mail when their password or address changes.
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "cop_site" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
# "1,204 pages". What is no amount says so: `unlocalize` in templates (tests/test_languages.py).
USE_THOUSAND_SEPARATOR = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Where nginx, if it stands in front, finds the uploads, and visitors do not (uploads/x_accel.py).
SENDFILE_URL = os.environ.get("SENDFILE_URL", "")
if SENDFILE_URL:
    SENDFILE_BACKEND = "plugins.uploads.x_accel"

WAGTAIL_SITE_NAME = "Community of practice"
MFA_TOTP_ISSUER = WAGTAIL_SITE_NAME
# Where links in e-mails lead; `make run` and production set it.
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
# Sign-in, e-mail addresses and passwords are django-allauth's (plugins/members/admin_urls.py).
WAGTAILADMIN_LOGIN_URL = "wagtailadmin_login"
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
# Whoever is asked for the password of a page is told that there is one.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILDOCS_EXTENSIONS = [
    "csv", "doc", "docx", "odp", "ods", "odt", "pdf", "ppt", "pptx", "rtf", "txt", "xls", "xlsx",
]  # fmt: skip
# Documents and pictures are sent by plugins.uploads, to those who may see what uses them.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_IMAGE_FORM_BASE = "plugins.uploads.forms.CleanImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "plugins.uploads.forms.CheckedDocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# A 14 KB PNG of 121 megapixels takes 715 MB of memory (design.md, 6).
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40 * 1000 * 1000

# Room for what drafts may have (sharing/models.py), and for pages of several hundred blocks.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

WAGTAILSEARCH_BACKENDS: dict[str, dict[str, Any]] = {
    # The admin's own search: all pages, drafts too, transactional.
    "default": {"BACKEND": "wagtail.search.backends.database"},
    # What readers search: one index per level, and only what is published in it.
    "readers": {
        "BACKEND": "plugins.whoosh_search.backend",
        "PATH": VAR_DIR / "search",
        "ROUTING": "level_tags__tag",
        "DOCUMENTS": "plugins.levels.visibility.searchable",
    },
}

SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "cop_site.errors.csrf_failure"
