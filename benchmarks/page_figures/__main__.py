"""`make bench-pages`: serve generated sites, measure their pages, and print the table."""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measuring import Times, progress
from benchmarks.page_figures import browsing, loading
from benchmarks.page_figures.browsing import WIDTHS, View
from benchmarks.page_figures.counting import ASKED, QUERIES, REPEATS, WRITES
from benchmarks.page_figures.loading import Load
from benchmarks.page_figures.report import lines
from benchmarks.page_figures.serving import ask, served
from benchmarks.page_figures.site import environment

#: Items on each list of the smaller and of the larger site.
FEW, MANY = 10, 100
WARMING = 6
#: A parameter that no page knows, so that no page with it is kept.
MADE_ANEW = "made_anew=1"


@dataclass
class Figures:
    """What was measured of one page: as it is kept, and as it is made."""

    kept: dict[str, float]
    made: dict[str, float]
    views: dict[int, View] = field(default_factory=dict)


@dataclass
class SiteFigures:
    """What was measured of a site with so many items on each list."""

    items: int
    pages: dict[str, Figures]
    load: Load
    published: dict[str, Any]


def main() -> None:
    """Measure and print."""
    options = parsed()
    sites = [site_figures(items, options) for items in (FEW, MANY)]
    sys.stdout.writelines(f"{line}\n" for line in lines(sites))


def parsed() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="make bench-pages", description=__doc__)
    parser.add_argument("--requests", type=int, default=40, help="how many of each page are timed")
    parser.add_argument("--no-browser", action="store_true", help="leave out what needs Chromium")
    return parser.parse_args()


def site_figures(items: int, options: argparse.Namespace) -> SiteFigures:
    """Make a site, serve it, and measure it."""
    with TemporaryDirectory(prefix="cop-bench-") as name:
        folder = Path(name)
        progress(f"== making a site with {items} items on each list")
        urls: dict[str, str] = run("make", folder, items)
        with served(folder) as port:
            pages = {each: page_figures(port, urls[each], options.requests) for each in urls}
            progress(f"{loading.CLIENTS} clients for {loading.SECONDS:.0f} s")
            load = loading.measure(port, list(urls.values()))
            progress("publishing a page with large pictures")
            published = run("publish", folder, items)
            published["first"] = ask(port, published["url"]).took
            # Another one, that nobody has asked for yet.
            published["seen"] = run("publish", folder, items)["url"]
            if not options.no_browser:
                look_at(port, urls, pages, published)
    return SiteFigures(items, pages, load, published)


def run(task: str, folder: Path, items: int) -> Any:
    """Have a task done to a site by a process of its own, as the site has them."""
    command = [sys.executable, "-m", "benchmarks.page_figures.site", task, str(items)]
    done = subprocess.run(  # noqa: S603 - our own module
        command, stdout=subprocess.PIPE, check=True, env=environment(folder)
    )
    return json.loads(done.stdout)


def page_figures(port: int, url: str, requests: int) -> Figures:
    """Measure what the server does for a page: where it is kept, and where it is made anew."""
    progress(url)
    made = f"{url}{'&' if '?' in url else '?'}{MADE_ANEW}"
    return Figures(server_figures(port, url, requests), server_figures(port, made, requests))


def server_figures(port: int, url: str, requests: int) -> dict[str, float]:
    """Measure the time of an address, and what it asks the database."""
    for _time in range(WARMING):
        ask(port, url)
    times = Times(ask(port, url).took for _time in range(requests))
    counted = ask(port, url, **{ASKED: "1"}).headers
    return {
        "median": times.median,
        "p95": times.p95,
        **{name: int(counted[name]) for name in (QUERIES, REPEATS, WRITES)},
    }


def look_at(
    port: int, urls: dict[str, str], pages: dict[str, Figures], published: dict[str, Any]
) -> None:
    """Look at every page in windows of all widths, and at the new page for the first time."""
    progress("looking at the pages")
    with browsing.browser() as opened:
        published["view"] = browsing.look(opened, port, published["seen"], WIDTHS[-1])
        for name, width in all_windows(urls):
            pages[name].views[width] = browsing.look(opened, port, urls[name], width)


def all_windows(urls: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Yield the name of each page with each width."""
    for name in urls:
        for width in WIDTHS:
            yield name, width


if __name__ == "__main__":
    main()
