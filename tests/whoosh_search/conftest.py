"""Backends on folders of their own, over modelsearch's test models: books and their authors."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from modelsearch.backends import get_search_backend
from modelsearch.conf import get_app_config
from modelsearch.test.testapp.models import Book

from plugins.whoosh_search.backend import WhooshSearchBackend
from plugins.whoosh_search.readers import close_all


@pytest.fixture(autouse=True)
def closed_files():
    """Indexes stay open from search to search; here their folders go with the test."""
    yield
    close_all()


@pytest.fixture
def make_backend(settings, tmp_path) -> Callable[..., WhooshSearchBackend]:
    """Make a Whoosh backend that the settings name "shelf", with options."""

    def make(name: str = "shelf", **options: Any) -> WhooshSearchBackend:
        setting = get_app_config().backend_setting_name
        others = getattr(settings, setting) if name != "shelf" else {}
        whoosh = {
            "BACKEND": "plugins.whoosh_search.backend",
            "PATH": tmp_path / name,
            "DRAIN": "manual",
            **options,
        }
        default = {"BACKEND": "modelsearch.backends.database.fallback"}
        setattr(settings, setting, {"default": default, **others, name: whoosh})
        return get_search_backend(name)

    return make


@pytest.fixture
def backend(db, make_backend) -> WhooshSearchBackend:
    return make_backend()


@pytest.fixture
def book(db) -> Callable[..., Book]:
    """Put a book on the shelf; `refresh()` has it indexed."""

    def make(title: str, summary: str = "", pages: int = 100, **fields: Any) -> Book:
        fields.setdefault("publication_date", date(2020, 1, 1))
        return Book.objects.create(title=title, summary=summary, number_of_pages=pages, **fields)

    return make


@pytest.fixture
def titles() -> Callable[[Any], list[str]]:
    """The titles of results, in their order."""
    return lambda results: [each.title for each in results]
