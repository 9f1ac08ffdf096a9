"""What most tests begin with: the pages that `migrate` makes, and readers of each level."""

import gc
import os
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client

from cop_site.models import HomePage
from plugins.levels.models import Level, Topic
from plugins.members.models import User
from plugins.resources.models import ResourceIndexPage
from plugins.stories.models import StoryIndexPage
from tests.database import Template
from tests.factories import TopicFactory, UserFactory
from tests.members.people import MemberFactory, signed_in
from tests.processes import shared_folder

#: Objects by which memory has to grow before Python looks for what may be freed. With its own 700
#: it looks through all of Django and Wagtail again and again: a fifth of the time of the tests.
GROWTH = 100_000


def pytest_sessionstart() -> None:
    gc.freeze()
    gc.set_threshold(GROWTH, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, unless all is asked for: `THOROUGH=1 make test`."""
    if os.environ.get("THOROUGH"):
        return
    left_out = [item for item in items if item.get_closest_marker("thorough")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("thorough")]


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> None:
    """Give each process its own database: see `tests/database.py`."""
    if connection.vendor != "sqlite":
        request.getfixturevalue("django_db_setup")
        return
    template = Template(shared_folder(request.config, tmp_path_factory) / "migrated")
    with django_db_blocker.unblock():
        template.build_or_copy(request)
    template.restore_after_commits()


@pytest.fixture(autouse=True)
def empty_cache():
    """Site roots and levels are cached, and the caches outlive a test's transaction."""
    for each in caches.all(initialized_only=True):
        each.clear()


@pytest.fixture
def home(db) -> HomePage:
    return HomePage.objects.get()


@pytest.fixture
def stories(home) -> StoryIndexPage:
    return StoryIndexPage.objects.get()


@pytest.fixture
def resources(home) -> ResourceIndexPage:
    return ResourceIndexPage.objects.get()


@pytest.fixture
def level(db) -> Callable[[int], Level]:
    """The level of a number."""
    return lambda number: Level.objects.get(number=number)


@pytest.fixture
def at_level() -> Callable[[int], Client]:
    """A visitor who reads at the level of a number."""

    def visitor(number: int) -> Client:
        client = Client()
        client.cookies["level"] = str(number)
        return client

    return visitor


@pytest.fixture
def searchable(django_capture_on_commit_callbacks):
    """Runs what waits for a commit: within it, pages come into the readers' search index."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def topic(db) -> Topic:
    return TopicFactory(name="Topic")


@pytest.fixture
def member(db) -> User:
    """Somebody with an account, and no more rights than that."""
    return UserFactory()


@pytest.fixture
def roles(db: None) -> None:
    call_command("set_up_roles", verbosity=0)


@pytest.fixture
def practitioner(roles: None) -> Any:
    return MemberFactory(groups=["Practitioners"])


@pytest.fixture
def editor(roles: None) -> Any:
    return MemberFactory(groups=["Editors"])


@pytest.fixture
def administrator(db: None) -> Any:
    return MemberFactory(is_superuser=True)


@pytest.fixture
def as_practitioner(practitioner: Any) -> Client:
    return signed_in(practitioner)


@pytest.fixture
def as_editor(editor: Any) -> Client:
    return signed_in(editor)


@pytest.fixture
def as_administrator(administrator: Any) -> Client:
    return signed_in(administrator)
