"""The table of page figures, and which of them are as wanted."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from benchmarks.page_figures.counting import QUERIES, REPEATS, WRITES
from benchmarks.report import Target

if TYPE_CHECKING:
    from benchmarks.page_figures.__main__ import Figures, SiteFigures

KILOBYTE = 1024


def lines(sites: list["SiteFigures"]) -> Iterator[str]:
    """Yield the lines of the report."""
    for site in sites:
        yield f"{site.items} items on each list; times in ms, as kept and as made anew"
        yield from _table(site)
        yield ""
    yield from map(str, targets(sites))


def _table(site: "SiteFigures") -> Iterator[str]:
    yield (
        f"{'':<24}{'queries':>12}{'repeats':>9}{'writes':>8}{'median':>14}{'p95':>14}"
        f"{'requests':>10}{'KB':>6}{'shift':>8}"
    )
    for name, figures in site.pages.items():
        yield f"{name:<24}{_server_columns(figures)}{_browser_columns(figures)}"
    load = site.load
    yield (
        f"8 clients over all pages: {load.per_second:.0f} requests a second, median "
        f"{load.times.median:.0f} ms, p99 {load.p99:.0f} ms, {load.errors} errors"
    )
    published = site.published
    first = f"publishing four large pictures {published['took']:.0f} ms, then the page"
    yield f"{first} {published['first']:.0f} ms{_first_view(published)}"


def _server_columns(figures: "Figures") -> str:
    kept, made = figures.kept, figures.made
    queries = f"{kept[QUERIES]:.0f} / {made[QUERIES]:.0f}"
    median = f"{kept['median']:.1f} / {made['median']:.1f}"
    p95 = f"{kept['p95']:.1f} / {made['p95']:.1f}"
    return f"{queries:>12}{made[REPEATS]:>9.0f}{made[WRITES]:>8.0f}{median:>14}{p95:>14}"


def _browser_columns(figures: "Figures") -> str:
    if not figures.views:
        return ""
    views = figures.views.values()
    requests, weight = max(view.requests for view in views), max(view.weight for view in views)
    return f"{requests:>10}{weight / KILOBYTE:>6.0f}{max(view.shift for view in views):>8.3f}"


def _first_view(published: dict[str, Any]) -> str:
    view = published.get("view")
    return f", in a browser {view.loaded:.0f} ms" if view else ""


def targets(sites: list["SiteFigures"]) -> Iterator[Target]:
    """Yield every figure that has a target."""
    for site in sites:
        of = f", {site.items} items"
        made = [figures.made for figures in site.pages.values()]
        yield Target(f"queries of a page made anew, the most{of}", _most(made, QUERIES), 12)
        yield Target(f"writes of all pages{of}", sum(each[WRITES] for each in made), 0)
        article = site.pages["article with a picture"]
        yield Target(f"server time of an article, median, ms{of}", article.kept["median"], 9)
        search = site.pages["search"].kept["median"]
        yield Target(f"server time of a search, median, ms{of}", search, 16)
        yield Target(f"requests a second{of}", site.load.per_second, 60, at_least=True)
        yield Target(f"p99 at 8 clients, ms{of}", site.load.p99, 300)
        yield Target(f"errors at 8 clients{of}", site.load.errors, 0)
        yield from _browser_targets(site, of)
    few, many = sites
    grown = [many.pages[each].made[QUERIES] - few.pages[each].made[QUERIES] for each in few.pages]
    yield Target("queries more with ten times as many items, the most", max(grown), 0)


def _most(figures: list[dict[str, float]], name: str) -> float:
    return max(each[name] for each in figures)


def _browser_targets(site: "SiteFigures", of: str) -> Iterator[Target]:
    views = [(name, view) for name, page in site.pages.items() for view in page.views.values()]
    if not views:
        return
    plain = [view.weight for name, view in views if "picture" not in name]
    pictured = [view.weight for name, view in views if "picture" in name]
    yield Target(f"KB of a page without pictures, the most{of}", max(plain) / KILOBYTE, 100)
    yield Target(f"KB of a page with a picture, the most{of}", max(pictured) / KILOBYTE, 250)
    yield Target(f"requests of a page, the most{of}", max(v.requests for _name, v in views), 12)
    yield Target(f"requests to third parties{of}", sum(v.third_parties for _name, v in views), 0)
    shift = max(view.shift for _name, view in views)
    yield Target(f"layout shift at four widths, the most{of}", shift, 0.01)
    first = site.published["view"].loaded
    yield Target(f"first view of a page with four large pictures, ms{of}", first, 1000)
