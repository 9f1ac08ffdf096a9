"""What Chromium makes of a page: its weight, its shifts, and when all of it is there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.page_figures.serving import HOST

WIDTHS = (375, 768, 1280, 1440)
HEIGHT = 900
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
#: Milliseconds in which a page comes to rest once it is loaded.
REST = 500

# https://web.dev/articles/cls: what moves without the visitor having done anything.
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
}).observe({ type: "layout-shift", buffered: true });
"""
SCROLL = """
async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 500) {
    window.scrollTo(0, y);
    await new Promise((done) => setTimeout(done, 50));
  }
}
"""


@dataclass(frozen=True)
class View:
    """One look at a page, from the first request to its end."""

    requests: int
    #: Bytes that came over the wire, headers too.
    weight: int
    third_parties: int
    shift: float
    #: Milliseconds until all that is seen without scrolling was there.
    loaded: float


@contextmanager
def browser() -> Iterator[Browser]:
    """Open Debian's Chromium; raises FileNotFoundError where there is none."""
    chromium = os.environ.get("CHROME_PATH") or shutil.which("chromium")
    if chromium is None:
        raise FileNotFoundError("There is no browser: apt-get install chromium.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


def look(opened: Browser, port: int, url: str, width: int) -> View:
    """Open a page as a first visitor, and scroll to its end."""
    context = opened.new_context(viewport={"width": width, "height": HEIGHT})
    context.add_init_script(WATCH_SHIFTS)
    page = context.new_page()
    urls: list[str] = []
    sizes: list[int] = []
    watch = context.new_cdp_session(page)
    watch.send("Network.enable")
    watch.on("Network.loadingFinished", lambda each: sizes.append(weight_of(each)))
    page.on("request", lambda each: urls.append(each.url))
    started = perf_counter()
    page.goto(f"http://{HOST}:{port}{url}", wait_until="load")
    loaded = 1000 * (perf_counter() - started)
    page.evaluate(SCROLL)
    page.wait_for_timeout(REST)
    shift = page.evaluate("window.shifted")
    context.close()
    sent = [each for each in urls if not each.startswith("data:")]
    elsewhere = [each for each in sent if not each.startswith(f"http://{HOST}:{port}/")]
    return View(len(sent), sum(sizes), len(elsewhere), shift, loaded)


def weight_of(finished: dict[str, Any]) -> int:
    """Return the bytes of a request that the browser says is finished."""
    return int(finished["encodedDataLength"])
