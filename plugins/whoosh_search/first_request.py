"""Catching up when a process begins to serve: what was noted while no drainer ran."""

from typing import Any

from django.core.signals import request_started

from .backends import whoosh_backends
from .drain_thread import start_draining
from .options import Drain


def drain_on_first_request(sender: Any, **kwargs: Any) -> None:
    """Start draining each index whose option DRAIN is "thread", once in a process."""
    request_started.disconnect(dispatch_uid="whoosh_search.drain")
    for _, backend in whoosh_backends():
        if backend.options.drain is Drain.THREAD:
            start_draining(backend.options)
