"""The Whoosh backends that a site's settings name."""

from collections.abc import Iterator

from modelsearch.backends import get_search_backends_with_name

from .backend import WhooshSearchBackend


def whoosh_backends() -> Iterator[tuple[str, WhooshSearchBackend]]:
    """Yield the alias and the backend of each index of this kind."""
    for name, backend in get_search_backends_with_name():
        if isinstance(backend, WhooshSearchBackend):
            yield name, backend
