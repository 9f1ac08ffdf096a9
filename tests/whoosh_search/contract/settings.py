"""A site without Wagtail: modelsearch, its test models and the Whoosh backend."""

SECRET_KEY = "only-for-tests"
INSTALLED_APPS = [
    "modelsearch",
    "modelsearch.test.testapp",
    "plugins.whoosh_search",
    "taggit",
    "django.contrib.contenttypes",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
# The suite looks its backend up here; `suite.py` sets one for each way of routing.
MODELSEARCH_BACKENDS: dict[str, dict[str, str]] = {}
