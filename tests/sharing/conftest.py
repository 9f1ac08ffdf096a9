"""Who shares: an author without any role, and an editor."""

from typing import Any

import pytest
from django.test import Client

from tests.members.people import MemberFactory, signed_in
from tests.sharing.editorial import editor_named, set_up_roles


@pytest.fixture
def author(db: None) -> Any:
    """Somebody with an account and a confirmed address, and no role."""
    set_up_roles()
    return MemberFactory(first_name="Ana Lind")


@pytest.fixture
def editor(author: Any) -> Any:
    return editor_named()


@pytest.fixture
def as_author(author: Any) -> Client:
    return signed_in(author)
