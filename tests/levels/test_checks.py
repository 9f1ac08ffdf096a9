"""What can be forgotten when a site takes the levels is said by `manage.py check`."""

import pytest
from django.core.checks import run_checks
from wagtail.models import PageManager

from plugins.levels.checks import CACHING, MIDDLEWARE, REDIRECTS, SESSIONS, TELLING_REDIRECTS
from plugins.stories.models import StoryPage

pytestmark = pytest.mark.django_db


def found() -> set[str]:
    """Return the names of what our checks find in this site."""
    return {str(each.id) for each in run_checks() if str(each.id).startswith("levels.")}


def test_finds_nothing_in_a_site_that_has_it_all():
    assert found() == set()


@pytest.mark.parametrize(
    ("missing", "name"), [(MIDDLEWARE, "levels.E001"), (CACHING, "levels.W008")]
)
def test_misses_middleware(settings, missing, name):
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != missing]

    assert found() == {name}


def test_wants_the_caching_above_the_sessions_that_it_asks(settings):
    others = [each for each in settings.MIDDLEWARE if each != CACHING]
    below = others.index(SESSIONS) + 1
    settings.MIDDLEWARE = [*others[:below], CACHING, *others[below:]]

    assert found() == {"levels.W008"}


def test_sees_redirects_that_tell_where_hidden_pages_are(settings):
    replaced = {REDIRECTS: TELLING_REDIRECTS}
    settings.MIDDLEWARE = [replaced.get(each, each) for each in settings.MIDDLEWARE]

    assert found() == {"levels.W009"}


def test_misses_the_search_backend(settings):
    settings.WAGTAILSEARCH_BACKENDS = {"default": settings.WAGTAILSEARCH_BACKENDS["default"]}

    assert found() == {"levels.E006"}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("may_feed", (1, 4, 5), {"levels.E004"}),
        ("may_feed", (), {"levels.E004", "levels.E005"}),
        ("feeds_by_default", (2,), {"levels.E005"}),
    ],
)
def test_looks_at_what_a_page_type_declares(monkeypatch, name, value, expected):
    monkeypatch.setattr(StoryPage, name, value)

    assert found() == expected


def test_misses_what_lists_ask_in_a_manager_of_the_site_s_own(monkeypatch):
    manager = PageManager()
    manager.model = StoryPage
    monkeypatch.setattr(StoryPage, "objects", manager)

    assert found() == {"levels.W010"}
