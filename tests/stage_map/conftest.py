from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from wagtail import hooks

from plugins.desk import Measure


@pytest.fixture
def tell_map() -> Iterator[Callable[..., None]]:
    """Have some plugin tell the map something: numbers by the keys of topics and levels."""
    with ExitStack() as told:

        def tell(name: str, values: Mapping[tuple[int | None, int], float], **kwargs: Any) -> None:
            measure = Measure(
                name=name, label=name.title(), hint="Hint.", values=values, show=str, **kwargs
            )
            told.enter_context(hooks.register_temporarily("stage_map_measures", lambda: [measure]))

        yield tell


@pytest.fixture
def asking() -> Iterator[None]:
    """Some plugin by which editors ask practitioners, before all others."""

    def where(user: Any, level: int, topic: int | None, words: str) -> str:
        return f"/ask/{level}/{topic}/{words}"

    with hooks.register_temporarily("where_to_ask", where, order=-1):
        yield
