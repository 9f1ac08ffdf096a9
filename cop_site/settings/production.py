"""For serving: everything that differs from site to site comes from the environment."""

import os

from django.core.exceptions import ImproperlyConfigured

from cop_site.settings.base import *  # noqa: F403
from cop_site.settings.base import databases


def required(name: str, example: str) -> str:
    """Return an environment variable, or say which one is missing and what it looks like."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}, for example {example}")
    return value


def whole_number(name: str, default: int) -> int:
    """Return an environment variable that holds a whole number."""
    try:
        return int(os.environ.get(name, default))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number") from error


DEBUG = False
SECRET_KEY = required("SECRET_KEY", "50 random characters")
ALLOWED_HOSTS = [
    host.strip()
    for host in required("ALLOWED_HOSTS", "practice.example.org,www.example.org").split(",")
]
HOST = ALLOWED_HOSTS[0].lstrip(".")
DATABASES = databases(os.environ.get("DATABASE_URL", ""))

WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", f"https://{HOST}")
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin
]

# HTTPS ends at the proxy in front; it must set X-Forwarded-Proto itself.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "true").lower() != "false"
SECURE_HSTS_SECONDS = 3600 * whole_number("HSTS_HOURS", 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Behind so many proxies the sign-in counts attempts by the address of the visitor.
ALLAUTH_TRUSTED_PROXY_COUNT = whole_number("TRUSTED_PROXIES", 1)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = whole_number("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "false").lower() == "true"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", f"no-reply@{HOST}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Two lines for every page saved otherwise.
    "loggers": {"django_tasks": {"level": "WARNING"}},
}
