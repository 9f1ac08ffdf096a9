"""Says in the headers of a response what it asked the database, to those who ask for it."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: The header by which it is asked for, and those that say it.
ASKED = "X-Count"
QUERIES, REPEATS, WRITES = "X-Queries", "X-Repeats", "X-Writes"

# What differs between two queries that ask for the same of different rows.
_VALUES = re.compile(r"'(?:[^']|'')*'|\b\d+\b|%s|\(\s*(?:%s,?\s*)+\)")
_WRITING = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


class CountingMiddleware:
    """Counts the queries of a request, those that had come before in it, and those that write."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if ASKED not in request.headers:
            return self.get_response(request)
        queries: list[str] = []

        def note(execute: Any, sql: str, *more: Any) -> Any:
            queries.append(sql)
            return execute(sql, *more)

        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(note))
            response = self.get_response(request)
        different = {_VALUES.sub("?", sql) for sql in queries}
        response.headers[QUERIES] = str(len(queries))
        response.headers[REPEATS] = str(len(queries) - len(different))
        response.headers[WRITES] = str(sum(bool(_WRITING.match(sql)) for sql in queries))
        return response
