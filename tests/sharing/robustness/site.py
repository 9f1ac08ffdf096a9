"""A site of its own in a folder that goes when the run is over, and its server."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

STARTING = 60  # seconds
PASSWORD = "practice-makes-perfect"
EMAIL = "paula@example.org"


@contextmanager
def site() -> Iterator[Path]:
    """Make a site with one member, and let this process ask its database."""
    with tempfile.TemporaryDirectory(prefix="sharing-run-") as folder:
        os.environ.update(
            VAR_DIR=folder,
            DJANGO_SETTINGS_MODULE="cop_site.settings.dev",
            # Playwright keeps an event loop in this thread, which makes Django refuse all queries.
            DJANGO_ALLOW_ASYNC_UNSAFE="true",
        )
        import django

        django.setup()
        prepare()
        yield Path(folder)


def prepare() -> None:
    """Make the pages that every site has, and a member."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_user("paula", EMAIL, PASSWORD)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)


class Server:
    """Serves the site on a port of this machine, and is killed with all its processes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "gunicorn", "cop_site.wsgi", "--workers", "2", "--threads", "4",
             "--bind", f"127.0.0.1:{self.port}"],
            start_new_session=True, stdout=log, stderr=log,
        )  # fmt: skip
        wait_until(self.answers, STARTING)

    def answers(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(f"{self.address}/accounts/login/"):  # noqa: S310
            return True
        return False

    def kill(self) -> None:
        kill(self.process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process and all that it has started, without a word."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until(is_so: Callable[[], object], seconds: float) -> bool:
    """Wait until something is so, and tell whether it came to be within some seconds."""
    until = time.monotonic() + seconds
    while not (was := is_so()) and time.monotonic() < until:
        time.sleep(0.1)
    return bool(was)
