"""`make screenshots`: how the pages look, narrow and wide, light and dark, in var/screenshots/."""

import os
import shutil
import sys
from collections.abc import Iterator
from itertools import product

from playwright.sync_api import Browser, sync_playwright

from benchmarks.demo_site import ROOT, demo_site

TARGET = ROOT / "var" / "screenshots"
WIDTHS = [375, 1280]
SCHEMES = ["light", "dark"]
#: The pages, by the name of their picture, with the level at which they are read.
PAGES = {
    "home": ("/", 1),
    "level": ("/levels/2/", 2),
    "practitioners": ("/levels/4/", 4),
    "stories": ("/stories/", 1),
    "story": ("/stories/fourteen-letters/", 1),
    "resource": ("/resources/the-case-for-buying-smaller/", 2),
    "another-level": ("/resources/before-a-form-goes-live/", 1),
    "topic": ("/topics/open-data/", 1),
    "search": ("/search/?q=letter", 1),
    "empty-search": ("/search/?q=zebra", 1),
    "misspelt-search": ("/search/?q=lettre", 1),
    "not-found": ("/nowhere/", 1),
    "sign-up": ("/accounts/signup/", 1),
    "styles": ("/styles/", 1),
}


def main() -> None:
    """Take a picture of each page in each look, and say where they are."""
    chromium = os.environ.get("CHROME_PATH") or shutil.which("chromium")
    if chromium is None:
        sys.exit("No browser: apt-get install chromium, or set CHROME_PATH")
    TARGET.mkdir(parents=True, exist_ok=True)
    with demo_site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name in pictures(browser, address):
            sys.stdout.write(f"{TARGET / name}\n")
        browser.close()


def pictures(browser: Browser, address: str) -> Iterator[str]:
    """Take the pictures, and yield the name of each."""
    for width, scheme in product(WIDTHS, SCHEMES):
        for page_name, (path, level) in PAGES.items():
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            context.add_cookies([{"name": "level", "value": str(level), "url": address}])
            page = context.new_page()
            page.goto(address + path, wait_until="networkidle")
            name = f"{page_name}-{width}-{scheme}.png"
            page.screenshot(path=TARGET / name, full_page=True)
            context.close()
            yield name


if __name__ == "__main__":
    main()
