"""A gunicorn for the time of measuring, on this machine only, and asking it."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from socket import create_connection, socket
from time import monotonic, perf_counter, sleep

from benchmarks.page_figures.site import environment

HOST = "127.0.0.1"
WORKERS = 2
#: Seconds that the server has to begin, and each answer to come.
PATIENCE = 30.0


@dataclass(frozen=True)
class Answer:
    """What came back for a request, and how long that took, in ms."""

    status: int
    headers: Mapping[str, str]
    size: int
    took: float


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """Serve the site in a folder while it is measured; yields the port."""
    with closing(socket()) as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "cop_site.wsgi", "--workers", str(WORKERS)]
    options = ["--bind", f"{HOST}:{port}", "--log-level", "error"]
    server = subprocess.Popen([*command, *options], env=environment(folder))  # noqa: S603
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE)


def wait_for(port: int) -> None:
    """Wait until somebody listens at a port; raises TimeoutError."""
    until = monotonic() + PATIENCE
    while True:
        try:
            create_connection((HOST, port), timeout=1).close()
        except OSError:
            if monotonic() > until:
                raise TimeoutError("gunicorn did not begin to serve the site.") from None
            sleep(0.05)
        else:
            return


def ask(port: int, url: str, **headers: str) -> Answer:
    """Ask for an address over a connection of its own, as a first visitor does."""
    with closing(HTTPConnection(HOST, port, timeout=PATIENCE)) as connection:
        started = perf_counter()
        connection.request("GET", url, headers={"Accept": "text/html", **headers})
        response = connection.getresponse()
        size = len(response.read())
        took = 1000 * (perf_counter() - started)
        return Answer(response.status, dict(response.getheaders()), size, took)
