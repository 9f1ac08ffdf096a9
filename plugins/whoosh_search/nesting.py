"""Working through what is nested deeper than Python's functions may call each other."""

from collections.abc import Callable, Generator
from typing import Any


def unnested(begin: Callable[[Any], Any], whole: Any) -> Any:
    """Return the result of ``begin(whole)``, without one call inside another.

    ``begin`` returns a result, or a generator: that yields parts, is sent what ``begin`` makes of
    each, and returns its result in the end.
    """
    open_parts: list[Generator[Any, Any, Any]] = []
    result = begin(whole)
    while True:
        if isinstance(result, Generator):
            open_parts.append(result)
            result = None
        elif not open_parts:
            return result
        try:
            part = open_parts[-1].send(result)
        except StopIteration as done:
            open_parts.pop()
            result = done.value
        else:
            result = begin(part)
