"""A site on a database file, shared by processes that are killed. `killing.py` says where."""

import os
from pathlib import Path

from tests.whoosh_search.contract.settings import *  # noqa: F403

FOLDER = Path(os.environ["WHOOSH_SEARCH_FOLDER"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "db.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL",
        },
    }
}
if router := os.environ.get("WHOOSH_SEARCH_ROUTER"):
    DATABASE_ROUTERS = [router]
    DATABASES["books"] = {**DATABASES["default"], "NAME": FOLDER / "books.sqlite3"}
MODELSEARCH_BACKENDS = {
    "default": {"BACKEND": "modelsearch.backends.database.fallback"},
    "readers": {
        "BACKEND": "plugins.whoosh_search.backend",
        "PATH": FOLDER / "search",
        "ROUTING": "number_of_pages",
        "DOCUMENTS": "tests.whoosh_search.robustness.library.published",
        "DRAIN": "thread",
    },
}
