"""Catching up while a process serves: with what was noted by others, who could not drain it.

They were killed, or had no time, or found the folder out of order. One look costs a thread and two
short queries, outside the request.
"""

import time
from typing import Any

from .backends import whoosh_backends
from .drain_thread import start_draining
from .options import Drain

#: Seconds from one look to the next, as long as requests come in; the first brings the first.
INTERVAL = 10.0

_next_look = 0.0


def drain_now_and_then(sender: Any, **kwargs: Any) -> None:
    """Start draining each index whose option DRAIN is "thread", if it is time to."""
    global _next_look
    if time.monotonic() < _next_look:
        return
    _next_look = time.monotonic() + INTERVAL
    for _, backend in whoosh_backends():
        if backend.options.drain is Drain.THREAD:
            start_draining(backend.options)
