"""Servers of this machine alone that answer as they are told, and note what they are asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

#: What is answered at a path: a status, and headers.
Answer = tuple[int, dict[str, str]]
Answers = dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]]


class Server(ThreadingHTTPServer):
    """Answers at each path as it is told, and with 404 elsewhere."""

    daemon_threads = True

    def __init__(self, answers: Answers) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = answers
        self.asked: list[tuple[str, str]] = []
        self.headers: dict[str, str] = {}

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    # Whoever is cut off in the middle is no fault.
    def handle_error(self, request: Any, client_address: Any) -> None:
        return


class Handler(BaseHTTPRequestHandler):
    server: Server

    def answer(self) -> None:
        self.server.asked.append((self.command, self.path))
        self.server.headers = dict(self.headers)
        found = self.server.answers.get(f"{self.command} {self.path}")
        found = found or self.server.answers.get(self.path, (404, {}))
        if callable(found):
            found(self)
            return
        status, headers = found
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer  # noqa: N815

    def log_message(self, *args: Any) -> None:
        return


@contextmanager
def serving(answers: Answers) -> Iterator[Server]:
    """Serve `answers` for as long as it is needed."""
    server = Server(answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
