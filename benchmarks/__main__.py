"""`make bench`: measure everything in folders that are removed afterwards, and print the table."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from benchmarks.measuring import progress
from benchmarks.report import lines

#: Pages of the smaller site, to see how our time grows.
FEW = 2000
COLLECTION = Path(__file__).resolve().parents[2] / "shared" / "relevance" / "cranfield"


def main() -> None:
    """Measure and print."""
    options = _options()
    started = monotonic()
    with TemporaryDirectory(prefix="cop-bench-") as folder:
        report = _measured(Path(folder), options.pages, options.searches)
    minutes = (monotonic() - started) / 60
    sys.stdout.write(f"{options.pages} pages, {minutes:.0f} minutes\n\n")
    sys.stdout.writelines(f"{line}\n" for line in report)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000, help="how many pages are searched")
    parser.add_argument("--searches", type=int, default=96, help="how many of each kind")
    return parser.parse_args()


def _measured(folder: Path, pages: int, searches: int) -> list[str]:
    small = run("growth", folder / "few", min(FEW, pages), searches)
    relevance = run("relevance", folder / "cranfield", 0, 0) if COLLECTION.is_dir() else None
    everything = run("all", folder / "many", pages, searches)
    return list(lines(everything, small, relevance))


def run(task: str, folder: Path, pages: int, searches: int) -> Any:
    """Have a task done by a process of its own: each has its own database."""
    progress(f"== {task}, {pages} pages")
    command = [sys.executable, "-m", "benchmarks.worker", task, str(folder)]
    done = subprocess.run(  # noqa: S603 - our own module
        [*command, str(pages), str(searches)], stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
