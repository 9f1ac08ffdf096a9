"""Who is there: an author, two editors, and everybody else."""

from typing import Any

import pytest
from django.test import Client

from tests.members.people import MemberFactory, signed_in


@pytest.fixture(autouse=True)
def searches_are_counted(settings: Any) -> None:
    settings.SEARCH_LOG = True


@pytest.fixture
def author(roles: None) -> Any:
    return MemberFactory(first_name="Ana Lind", groups=["Practitioners"])


@pytest.fixture
def editor(roles: None) -> Any:
    return MemberFactory(first_name="Edith Berg", groups=["Editors"])


@pytest.fixture
def as_editor(editor: Any) -> Client:
    return signed_in(editor)


@pytest.fixture
def colleague(roles: None) -> Any:
    return MemberFactory(first_name="Emil Holm", groups=["Editors"])


@pytest.fixture
def as_colleague(colleague: Any) -> Client:
    return signed_in(colleague)
