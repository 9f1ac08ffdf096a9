"""The site with its demo content, in a folder of its own and served on a port of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
#: Seconds within which the server has to answer.
PATIENCE = 60


@contextmanager
def demo_site() -> Iterator[str]:
    """Set the site up, serve it with DEBUG on, yield its address, and take it all away again."""
    with TemporaryDirectory(prefix="cop-demo-") as folder:
        address = f"http://127.0.0.1:{free_port()}"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cop_site.settings.dev",
            "VAR_DIR": folder,
            "BASE_URL": address,
        }
        manage(["set_up"], environment).wait()
        port = address.rsplit(":", 1)[1]
        server = manage(["runserver", "--noreload", f"127.0.0.1:{port}"], environment)
        try:
            wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait()


def manage(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen:
    """Start a management command of the site, whose output nobody needs."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and commands
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen) -> None:
    """Return once the server answers; raise RuntimeError where it ends or takes too long."""
    until = monotonic() + PATIENCE
    while monotonic() < until and server.poll() is None:
        try:
            urlopen(address).close()  # noqa: S310 - our own server
        except URLError:
            sleep(0.2)
        else:
            return
    raise RuntimeError(f"The site does not answer at {address}: run `make run` to see why.")
