"""What the robustness runs have in common: a site of their own, its processes, and the verdict."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = "tests.whoosh_search.robustness.settings"
PACKAGE = "tests.whoosh_search.robustness"
RECOVERY = 10.0  # seconds


@contextmanager
def site(prepare: Callable[[Path], None] = lambda folder: None) -> Iterator[None]:
    """Make a database and an empty index in a folder that goes when the run is over."""
    import django
    from django.core.management import call_command
    from django.db import connections

    with tempfile.TemporaryDirectory(prefix="whoosh-run-") as folder:
        os.environ.update(WHOOSH_SEARCH_FOLDER=folder, DJANGO_SETTINGS_MODULE=SETTINGS)
        prepare(Path(folder))
        django.setup()
        for alias in connections:
            call_command("migrate", database=alias, verbosity=0)
        call_command("rebuild_modelsearch_index", backend_name="readers", verbosity=0)
        yield


def start(module: str, *arguments: object) -> "subprocess.Popen[bytes]":
    """Start a process of the run."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", f"{PACKAGE}.{module}", *map(str, arguments)]
    )


def verdict() -> bool:
    """Let the index recover, print what it holds too much or too little, and say if all is well."""
    from modelsearch.backends import get_search_backend
    from modelsearch.test.testapp.models import Book

    from plugins.whoosh_search.draining import drain
    from plugins.whoosh_search.reconciling import reconcile

    from .library import noted

    options = get_search_backend("readers").options
    started = time.monotonic()
    waiting = drain(options)
    elapsed = time.monotonic() - started
    result, problems = reconcile(options, repair=False), noted("problems")
    print(  # noqa: T201
        f"{len(noted('commits'))} commits, {len(noted('searches'))} searches; "
        f"{Book.objects.count()} books; {waiting} changes waited, {elapsed:.1f} s to recover; "
        f"{result.checked} documents compared, {result.differing} differ; "
        f"{len(problems)} operations failed.",
        *problems[:20],
        sep="\n",
    )
    return not (result.differing or problems or elapsed > RECOVERY)
