from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from plugins.calls.models import Call, Wish
from tests.members.conftest import member

__all__ = ["member"]


WISH = "/calls/wish/"


@pytest.fixture
def ask(level) -> Callable[..., Wish]:
    """Ask for something, as a reader does in the form; return the wish."""

    def post(words: str = "flat batteries", number: int = 1, **data: Any) -> Wish:
        answer = Client().post(WISH, {"words": words, "level": number, **data})
        assert answer.status_code == 302, answer.text
        return Wish.objects.order_by("-askings__pk").first()

    return post


@pytest.fixture
def call(level) -> Callable[..., Call]:
    """A call for readers of level 1, unless told otherwise."""

    def make(title: str = "A winter with batteries", number: int = 1, **kwargs: Any) -> Call:
        return Call.objects.create(title=title, level=level(number), **kwargs)

    return make


@pytest.fixture
def committed(django_capture_on_commit_callbacks) -> Callable[[], Any]:
    """Runs what waits for a commit: within it, readers are told, and calls close by themselves."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
