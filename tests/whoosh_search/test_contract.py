"""The backend keeps modelsearch's contract: the tests that all its backends share."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = Path(__file__).parent / "contract" / "suite.py"
ROOT = Path(__file__).parents[2]


# With the routes that a site of levels has; the others where there is time.
VARIANTS = [
    "TestRoutedByRelation",
    *(
        pytest.param(name, marks=pytest.mark.thorough)
        for name in ("TestUnrouted", "TestRoutedByOwnField", "TestRoutedByRelatedField")
    ),
]


@pytest.mark.parametrize("variant", VARIANTS)
def test_passes_the_shared_suite(variant):
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pytest", f"{SUITE}::{variant}", *OPTIONS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert outcomes(run.stdout) == {"passed": 120}


OPTIONS = [
    "--ds=tests.whoosh_search.contract.settings",
    # Fixtures of the other tests need Wagtail, which is not installed in these settings.
    f"--confcutdir={SUITE.parent}",
    "-p",
    "no:cacheprovider",
    "-q",
]


def outcomes(output: str) -> dict[str, int]:
    """Return how many tests passed, failed, were skipped and so on, subtests aside."""
    summary = output.strip().splitlines()[-1]
    counted = re.findall(
        r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed|warnings?)\b", summary
    )
    return {outcome: int(count) for count, outcome in counted}
