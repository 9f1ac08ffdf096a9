"""A person who types numbered words in a Chromium with a profile of its own, and comes back."""

import subprocess
import time
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error, Page, Playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM

from .site import EMAIL, PASSWORD, Server, kill, wait_until

PAUSE = 0.15  # seconds between words: about 80 words a minute, with the time that typing takes
READY = "#writing[data-ready] .rich-text.is-edited"
COMING_UP = 30  # seconds


class Person:
    """Writes as a member, or as a visitor who has no account."""

    def __init__(self, playwright: Playwright, server: Server, profile: Path) -> None:
        self.playwright, self.server, self.profile = playwright, server, profile
        self.typed: dict[str, float] = {}
        self.page: Page

    # The browser.

    def open_browser(self) -> None:
        # What an earlier browser wrote here would lead to it.
        (self.profile / "DevToolsActivePort").unlink(missing_ok=True)
        self.process = subprocess.Popen(  # noqa: S603
            [str(CHROMIUM), *ARGUMENTS, f"--user-data-dir={self.profile}",
             "--remote-debugging-port=0", "about:blank"],
            start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        port = self.profile / "DevToolsActivePort"
        wait_until(lambda: port.exists() and port.read_text().count("\n"), COMING_UP)
        address = f"http://127.0.0.1:{port.read_text().splitlines()[0]}"
        self.browser = self.playwright.chromium.connect_over_cdp(address)
        self.page = self.browser.contexts[0].pages[0]
        self.page.set_default_timeout(COMING_UP * 1000)

    def kill_browser(self) -> None:
        kill(self.process)
        with suppress(Error):
            self.browser.close()

    # Writing.

    def begin(self) -> None:
        self.typed = {}
        self.page.goto(f"{self.server.address}/share/new/story/")
        self.go_into_text()
        self.key = self.page.locator("#writing").get_attribute("data-writing")

    def go_into_text(self) -> None:
        self.page.locator(READY).first.wait_for()
        self.page.locator("#writing").get_by_role("textbox").first.click()
        self.page.keyboard.press("Control+End")

    def type_for(self, seconds: float) -> None:
        """Type words, each of which occurs nowhere else, and remember when each was typed."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            word = f"{self.key[:8]}x{len(self.typed):04}"
            self.page.keyboard.type(f"{word} ")
            self.typed[word] = time.monotonic()
            time.sleep(PAUSE)

    # Coming back.

    def sign_in(self, page: Page | None = None) -> None:
        page = page or self.page
        page.goto(f"{self.server.address}/accounts/login/?next=/share/")
        if "/accounts/login/" not in page.url:
            return
        page.get_by_label("Email").fill(EMAIL)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign In").click()
        page.wait_for_url("**/share/")

    def come_back(self, *, is_member: bool) -> None:
        """Begin where writing begins, and go on with what is offered there."""
        if is_member:
            self.sign_in()
        link = self.page.locator(f"a[href*='{self.key}']").first
        # What is on its way while a page is asked for stands on the next one.
        for _time in range(3):
            self.page.goto(f"{self.server.address}/share/", wait_until="networkidle")
            if link.count():
                break
        link.click()
        self.go_into_text()
