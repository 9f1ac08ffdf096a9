"""Short runs of what `robustness/` does at length."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(module: str, *arguments: str, before: Sequence[str] = ()) -> str:
    """Return what a run prints; fail with it where the run found something wrong."""
    done = subprocess.run(  # noqa: S603
        [*before, sys.executable, "-m", f"tests.whoosh_search.robustness.{module}", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_killed_processes_lose_nothing_and_leave_nothing_behind():
    output = run("killing", "--commits", "40")

    assert " 0 differ; 0 operations failed" in output


def test_no_search_fails_or_is_partial_while_others_write_and_rebuild():
    output = run("searching", "--searches", "150", "--commits", "20", "--processes", "2")

    assert " 0 differ; 0 operations failed" in output


def test_what_a_short_lived_process_saves_is_found():
    assert run("leaving") == "3 of 3 books found.\n"


def test_follows_the_commits_of_another_database():
    assert run("two_databases") == "0 notes before the commit, 1 books found after it.\n"


def test_an_index_on_a_full_disk_mends_itself_when_there_is_room():
    own_mounts = ["unshare", "--map-root-user", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*own_mounts, "true"], check=False).returncode:  # noqa: S603
        pytest.skip("Mounting a small disk needs unshare and user namespaces, or root.")

    output = run("full_disk", before=own_mounts)

    assert "full: 20 of 20 books found, then without index 60 of 60" in output
