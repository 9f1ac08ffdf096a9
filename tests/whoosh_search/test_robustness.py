"""A short run of what `robustness/killing.py` does at length."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_killed_processes_lose_nothing_and_leave_nothing_behind():
    run = subprocess.run(
        [sys.executable, "-m", "tests.whoosh_search.robustness.killing", "--kills", "8"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert " 0 differ; 0 operations failed" in run.stdout
