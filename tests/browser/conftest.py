"""A real browser: Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect, sync_playwright

from plugins.members.models import User
from tests.members.people import signed_in

CHROMIUM = os.environ.get("CHROME_PATH") or shutil.which("chromium")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


# In milliseconds: a loaded machine is slow, not wrong.
TIMEOUT = 30_000
expect.set_options(timeout=TIMEOUT)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no browser: apt-get install chromium, or set CHROME_PATH")
    # Playwright keeps an event loop in this thread, which makes Django refuse all queries in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def let_in(live_server) -> Callable[[Page, User], None]:
    """Lets somebody go on as a member who has signed in, without the way through the form."""

    def add_session(page: Page, member: User) -> None:
        name = settings.SESSION_COOKIE_NAME
        session = signed_in(member).cookies[name].value
        page.context.add_cookies([{"name": name, "value": session, "url": live_server.url}])

    return add_session


@pytest.fixture
def person(browser, live_server, let_in) -> Iterator[Callable[..., Page]]:
    """Opens the site for one more person, with cookies of their own.

    `member` has signed in already; other options are Playwright's.
    """
    cache.clear()
    contexts = []

    def open_site(member: User | None = None, **options: object) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(TIMEOUT)
        contexts.append(context)
        page = context.new_page()
        if member is not None:
            let_in(page, member)
        return page

    yield open_site
    for context in contexts:
        context.close()
