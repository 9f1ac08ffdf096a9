"""Measures in one folder, in a process of its own, and prints what it measured as JSON.

`python -m benchmarks.worker all|growth|relevance|build|retagging FOLDER PAGES SEARCHES`. All that
the site writes goes into FOLDER, which must not be that of a site.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main(task: str, folder: str, pages: str, searches: str) -> None:
    """Set the site up in the folder, measure, and print the result."""
    os.environ["VAR_DIR"] = str(Path(folder).absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    import django

    django.setup()
    from benchmarks import tasks

    chosen: dict[str, Callable[[int, int], Any]] = {
        "all": tasks.measure_all,
        "growth": tasks.measure_growth,
        "relevance": tasks.measure_relevance,
        "build": tasks.build,
        # Its last argument is how many pages are changed.
        "retagging": tasks.measure_bulk,
    }
    json.dump(chosen[task](int(pages), int(searches)), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
