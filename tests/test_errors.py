"""When something goes wrong: the reason, a search box and ways on, whatever still works."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.views.defaults import server_error

pytestmark = pytest.mark.django_db

ROOT = Path(settings.BASE_DIR)
SEARCH_BOX = re.compile(r'<form class="search-form" action="/search/".*?name="q"', re.DOTALL)
# Names a folder that is not there, and a list of static files that was never made.
OFFLINE = """
from cop_site.settings.test import *
DATABASES = {{"default": {{**DATABASES["default"], "NAME": {database!r}}}}}
STORAGES = {{
    **STORAGES,
    "staticfiles": {{"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}},
}}
STATIC_ROOT = {static!r}
"""
ASK_OFFLINE = """
import django; django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
client.cookies["sessionid"] = "a" * 32
for url in ["/", "/stories/", "/levels/2/", "/search/?q=word", "/nowhere/", "/sitemap.xml",
            "/admin/", "/accounts/login/", "/api/v2/pages/", "/search/complete/?q=wo"]:
    response = client.get(url)
    print(url, response.status_code, response["Retry-After"], response["Content-Type"])
"""


@pytest.fixture
def visitor() -> Client:
    """Somebody who sees what the site answers, where the usual client passes errors on."""
    return Client(raise_request_exception=False)


@contextmanager
def offline(error: type[Exception] = OperationalError) -> Iterator[None]:
    """Let nothing reach the database."""

    def refuse(*args: Any) -> None:
        raise error("could not connect to server")

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def broken_home(monkeypatch):
    """Lets the home page fail in a way that nobody foresaw."""

    def fail(*args: Any) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr("cop_site.models.pages_visible_to", fail)


def heading(response: Any) -> str:
    [found] = re.findall(r"<h1>(.*?)</h1>", response.text)
    return unescape(found)


def assert_leads_on(response: Any) -> None:
    """Assert that an error's page looks like the site, and has the ways on that all have."""
    assert "cop_site/site.css" in response.text
    assert SEARCH_BOX.search(response.text)
    assert 'href="/"' in response.text
    assert 'href="/levels/"' in response.text
    assert '<meta name="robots" content="noindex">' in response.text
    assert response["Cache-Control"] == "private, no-store"


class TestEachError:
    def test_says_that_a_page_is_not_there(self, visitor):
        response = visitor.get("/nowhere/")

        assert response.status_code == 404
        assert heading(response) == "This page is not here"
        assert_leads_on(response)

    def test_says_that_a_page_is_not_for_everybody(self, visitor, monkeypatch):
        def refuse(*args: Any) -> None:
            raise PermissionDenied

        monkeypatch.setattr("cop_site.models.pages_visible_to", refuse)

        response = visitor.get("/")

        assert response.status_code == 403
        assert heading(response) == "You cannot open this page"
        assert "/accounts/login/?next=/" in response.text
        assert_leads_on(response)

    def test_says_why_a_form_was_not_accepted_and_that_nothing_is_lost(self):
        strict = Client(enforce_csrf_checks=True)

        response = strict.post(
            "/accounts/login/",
            {"login": "ida@example.org"},
            headers={"referer": "http://testserver/accounts/login/"},
        )

        assert response.status_code == 403
        assert heading(response) == "We could not accept this form"
        assert "Nothing is lost" in response.text
        assert '<a href="http://testserver/accounts/login/">' in response.text
        assert_leads_on(response)

    def test_says_why_a_form_from_another_site_was_not_accepted(self, visitor, home):
        response = visitor.post(
            "/levels/", {"level": "2"}, headers={"origin": "https://elsewhere.example.org"}
        )

        assert response.status_code == 403
        assert heading(response) == "We could not accept this form"
        assert_leads_on(response)

    @pytest.mark.parametrize(("name", "args"), [("feedback:fit", [7]), ("freshness_check", [])])
    def test_says_that_a_button_leads_there(self, as_editor, name, args):
        url = reverse(name, args=args)

        response = as_editor.get(url)

        assert response.status_code == 405
        assert "POST" in response["Allow"]
        assert heading(response) == "Only a button leads here"
        assert_leads_on(response)
        assert as_editor.head(url).status_code == 405
        assert as_editor.get(url, headers={"accept": "application/json"}).json()["message"]

    def test_says_that_a_request_makes_no_sense(self, visitor, settings):
        settings.ALLOWED_HOSTS = ["practice.example.org"]

        response = visitor.get("/", headers={"referer": "http://elsewhere.example.org/"})

        assert response.status_code == 400
        assert heading(response) == "This request makes no sense to us"
        assert_leads_on(response)

    def test_says_that_it_is_the_fault_of_the_site(self, visitor, broken_home):
        response = visitor.get("/?topic=queues")

        assert response.status_code == 500
        assert heading(response) == "Something went wrong on our side"
        assert '<a class="button" href="/?topic=queues">Try again</a>' in response.text
        assert_leads_on(response)

    @pytest.mark.parametrize("error", [OperationalError, InterfaceError])
    def test_says_that_the_database_will_be_back(self, visitor, home, error):
        with offline(error):
            response = visitor.get("/")

        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        assert heading(response) == "We will be back in a moment"
        assert_leads_on(response)

    def test_says_that_somebody_asked_too_often(self, visitor, settings):
        settings.ACCOUNT_RATE_LIMITS = {"login": "1/h/ip"}
        visitor.post("/accounts/login/", {"login": "ida@example.org"})

        response = visitor.post(
            "/accounts/login/",
            {"login": "ida@example.org"},
            headers={"referer": "http://testserver/accounts/login/"},
        )

        assert response.status_code == 429
        assert heading(response) == "That was a lot in a short time"
        assert '<a href="http://testserver/accounts/login/">' in response.text
        assert SEARCH_BOX.search(response.text)
        assert '<meta name="robots" content="noindex">' in response.text


class TestErrors:
    @pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
    def test_have_the_same_status_whatever_is_asked(self, visitor, home, broken_home, method):
        missing = visitor.generic(method, "/nowhere/")
        broken = visitor.generic(method, "/")
        with offline():
            unreachable = visitor.generic(method, "/stories/")

        assert [each.status_code for each in (missing, broken, unreachable)] == [404, 500, 503]
        assert bool(broken.content) == bool(unreachable.content) == (method != "HEAD")

    def test_lead_back_within_the_site_only(self, visitor):
        ours = visitor.get("/nowhere/", headers={"referer": "http://testserver/stories/"})
        foreign = visitor.get("/nowhere/", headers={"referer": "http://testserver.example.org/"})

        assert '<a href="http://testserver/stories/">' in ours.text
        assert "testserver.example.org" not in foreign.text

    def test_offer_no_second_time_what_a_form_has_sent(self, visitor, home):
        with offline():
            response = visitor.post("/levels/", {"level": "2"})

        assert response.status_code == 503
        assert "Try again</a>" not in response.text

    @pytest.mark.parametrize(
        ("url", "accept"),
        [
            ("/api/v2/pages/", "*/*"),
            ("/search/complete/?q=wo", "*/*"),
            ("/stories/", "application/json"),
            ("/stories/", "text/html;q=0.5, application/json"),
        ],
    )
    def test_are_told_to_programs_as_json(self, visitor, home, url, accept):
        with offline():
            response = visitor.get(url, headers={"accept": accept})

        assert response.status_code == 503
        assert response.json() == {
            "message": "The database cannot be reached. Please try again soon."
        }
        assert response["Retry-After"] == "60"

    @pytest.mark.parametrize("accept", ["*/*", "text/html,application/xhtml+xml", "", "nonsense"])
    def test_are_told_to_people_as_a_page(self, visitor, accept):
        response = visitor.get("/nowhere/", headers={"accept": accept})

        assert response["Content-Type"].startswith("text/html")

    def test_say_nothing_of_the_error_itself(self, visitor, home, broken_home):
        broken = visitor.get("/")
        with offline():
            unreachable = visitor.get("/")

        assert "nobody foresaw this" not in broken.text
        assert "could not connect" not in unreachable.text


class TestWhatHasBroken:
    def test_is_told_without_the_database(self, visitor, home):
        with offline(RuntimeError):
            response = visitor.get("/")

        assert response.status_code == 500
        assert_leads_on(response)

    def test_is_told_without_the_cache(self, visitor, home, broken_home, settings):
        settings.CACHES = {"default": {"BACKEND": "cache.that.is.Gone"}}

        response = visitor.get("/")

        assert response.status_code == 500
        assert_leads_on(response)

    def test_is_told_without_the_names_of_static_files(self, visitor, broken_home, settings):
        settings.STORAGES = {
            **settings.STORAGES,
            "staticfiles": {
                "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
            },
        }

        response = visitor.get("/")

        assert response.status_code == 500
        assert 'href="/static/cop_site/site.css"' in response.text

    def test_is_told_without_any_help(self, rf):
        response = server_error(rf.get("/"))

        assert heading(response) == "Something went wrong on our side"
        assert "cop_site/site.css" in response.text

    def test_is_told_to_members_whose_session_cannot_be_looked_up(self, client, member):
        client.force_login(member)
        client.raise_request_exception = False

        with offline():
            response = client.get("/accounts/")

        assert response.status_code == 503

    def test_makes_no_page_that_is_missing_one_that_is_broken(self, visitor, home):
        with offline():
            response = visitor.get("/old-address/")

        assert response.status_code == 503


def test_a_site_whose_database_is_gone_answers_everything(tmp_path):
    """In a process of its own, with a database file that cannot be opened."""
    database = tmp_path / "gone" / "db.sqlite3"
    (tmp_path / "offline.py").write_text(
        OFFLINE.format(database=str(database), static=str(tmp_path / "static"))
    )

    run = subprocess.run(  # noqa: S603 our own interpreter, and a script from this file
        [sys.executable, "-c", ASK_OFFLINE],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "offline",
            "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    answers = [line.split(maxsplit=3) for line in run.stdout.splitlines()]
    assert len(answers) == 10
    assert {(status, retry) for _url, status, retry, _type in answers} == {("503", "60")}
    json = [url for url, *_rest, kind in answers if kind == "application/json"]
    assert json == ["/api/v2/pages/", "/search/complete/?q=wo"]
